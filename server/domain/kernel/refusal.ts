/**
 * The one way in which the product refuses. A refusal has a code of `refusal-table.ts`, where each audience has its text.
 * Refusals write nothing: throwing one inside an operation rolls it back.
 */

import { rowOfCode, type RefusalCode } from './refusal-table.ts';

export type { RefusalCode } from './refusal-table.ts';

/** A bad field: an RFC 6901 pointer into the input, and what is wrong with it. */
export interface FieldFault {
  readonly pointer: string;
  readonly message: string;
}

export interface RefusalParts {
  readonly code: RefusalCode;
  readonly detail?: string;
  readonly fields?: readonly FieldFault[];
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number;
}

/** Thrown where the product says no. `parts` is plain, so that it crosses threads. */
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

/** Whether it is worth trying again in a moment. */
export function isBusy(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'busy';
}

export function refuse(code: RefusalCode, parts: Omit<RefusalParts, 'code'> = {}): never {
  throw new Refusal({ code, ...parts });
}
