/**
 * How the product refuses a request. Every refusal has a code of `refusal-table.ts`, which has a text for each
 * audience. Refusals write nothing: throwing a refusal inside an operation rolls the operation back.
 */

import { rowOfCode, type RefusalCode } from './refusal-table.ts';

export type { RefusalCode } from './refusal-table.ts';

/** A faulty field of the input: an RFC 6901 pointer to the field, and what is wrong with its value. */
export interface FieldFault {
  readonly pointer: string;
  readonly message: string;
  /** What a person types for null here, such as `never`; absent: the field takes no null. Programs send null. */
  readonly none?: string;
}

/** The message of a fault, with the word that its reader writes for null. */
export function messageOf({ message, none }: FieldFault, reader: 'person' | 'program'): string {
  if (none === undefined) return message;
  return `${message}, or ${reader === 'person' ? none : 'null'}`;
}

export interface RefusalParts {
  readonly code: RefusalCode;
  readonly detail?: string;
  readonly fields?: readonly FieldFault[];
  /** The seconds after which the request may succeed when it is repeated. */
  readonly retryAfter?: number;
}

/**
 * Thrown where the product refuses a request. `parts` is plain data, so that a refusal can be passed between threads.
 */
export class Refusal extends Error {
  readonly parts: RefusalParts;

  constructor(parts: RefusalParts) {
    super(parts.detail ?? rowOfCode(parts.code).sentence);
    this.name = 'Refusal';
    this.parts = parts;
  }

  get code(): RefusalCode {
    return this.parts.code;
  }
}

/** Whether the error is a refusal with the code `busy`: the call may succeed when it is repeated in a moment. */
export function isBusy(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'busy';
}

export function refuse(code: RefusalCode, parts: Omit<RefusalParts, 'code'> = {}): never {
  throw new Refusal({ code, ...parts });
}
