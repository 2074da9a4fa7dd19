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
  /** The license of a repeated order whose key no longer activates anything. Nothing is left to do for the order. */
  readonly license?: string;
  /** The seconds after which the request may succeed when it is repeated. */
  readonly retryAfter?: number;
  /** The database's code for the fault behind the refusal. It is logged, and never part of an answer. */
  readonly cause?: string;
  /** The other faults of a form, if all of its faults are found at once. */
  readonly others?: readonly RefusalParts[];
}

/** Thrown if Quietkey refuses a request. `parts` is plain data, so that a refusal can be passed between threads. */
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

/** Throws one refusal for all of the given refusals, with the code of the first; does nothing if there is none. */
export function refuseAll(refusals: readonly Refusal[]): void {
  const [only] = refusals;
  if (only !== undefined && refusals.length === 1) throw only;
  const [first, ...rest] = refusals.flatMap(({ parts: { others = [], ...parts } }) => [parts, ...others]);
  if (first !== undefined) throw new Refusal({ ...first, others: rest });
}

/** Whether the error is a refusal that may end in a moment: `busy` or `server_unavailable`. Nothing was done. */
export function isPassing(error: unknown): boolean {
  return error instanceof Refusal && (error.code === 'busy' || error.code === 'server_unavailable');
}

export function refuse(code: RefusalCode, parts: Omit<RefusalParts, 'code'> = {}): never {
  throw new Refusal({ code, ...parts });
}
