/**
 * Operations as they are called and run. An operation has a name, a mode, a body and a conclusion. `write` operations
 * run one at a time, each in its own transaction; `read` operations run beside them. The conclusion (`conclude`) runs
 * after the commit, outside any transaction; leases are signed in the conclusion.
 */

import type { Repeatable } from './idempotency.ts';
import type { Operation } from './operation.ts';
import type { Call, DelayedNotice, Signer, Vault } from './ports.ts';

export type Operate<Input, Decided> = (input: Input, call: Call, vault: Vault) => Operation<Decided>;
/** Makes the answer of an operation after the commit, outside any transaction. */
export type Conclude<Decided, Answer> = (decided: Decided, signer: Signer, vault: Vault) => Answer;

/** An operation as callers use it and as a store runs it. */
export interface NamedOperation<Input = never, Answer = unknown> {
  /** The name that identifies the operation across threads and in a store's catalogue. */
  readonly name: string;
  readonly mode: 'read' | 'write';
  /** Set for a `write` operation that counts an erasure: see `erasure-count.ts`. */
  readonly erases?: true;
  /** Set if an operator looks at a customer's record with it: see `purpose.ts`. */
  readonly looks?: true;
  readonly operate: Operate<Input, unknown>;
  readonly conclude: Conclude<never, Answer>;
  /**
   * Whether a call that may have been committed can run again: the second run then finds the result of the first run.
   * Absent: the call cannot run again.
   */
  readonly repeats?: (input: never) => boolean;
}

/** Operations by their names. */
export type Catalogue = Readonly<Record<string, NamedOperation>>;

/**
 * Runs an operation now, for an actor.
 * @param actor `client`, `customer`, `operator:<token id>`, `terminal:<name>` or `server`
 * @param purpose the purpose of an operator's look
 * @param heldBack until when the customer is not notified of the look
 * @throws Refusal if a rule of the product refuses the request
 */
export type Run = <Input, Answer>(
  operation: NamedOperation<Input, Answer>,
  input: NoInfer<Input>,
  actor: string,
  purpose?: string,
  heldBack?: DelayedNotice,
) => Promise<Answer>;

/** Runs an operation now, for an actor that is already bound. Otherwise like {@link Run}. */
export type Ask = <Input, Answer>(
  operation: NamedOperation<Input, Answer>,
  input: NoInfer<Input>,
) => Promise<Answer>;

export type InputOf<Named> = Named extends NamedOperation<infer Input> ? Input : never;

/** Gives each operation its name, which is the key of the operation in the record. */
export function nameOperations<Operations extends Readonly<Record<string, { readonly name: string }>>>(
  operations: Operations,
): Operations {
  const named = Object.entries(operations).map(([name, operation]) => [name, { ...operation, name }]);
  return Object.fromEntries(named) as Operations;
}

/** The operations of all areas by name. @throws Error if two operations have one name */
export function catalogueOf(areas: Readonly<Record<string, Catalogue>>): Catalogue {
  const all = Object.values(areas).flatMap((area) => Object.values(area));
  const catalogue = Object.fromEntries(all.map((operation) => [operation.name, operation]));
  if (Object.keys(catalogue).length < all.length) throw new Error('two operations have one name');
  return catalogue;
}

/** Makes a `read` operation. Its answer is the decision itself, unless a conclusion is given. */
export function read<Input, Answer>(operate: Operate<Input, Answer>): NamedOperation<Input, Answer>;
export function read<Input, Decided, Answer>(
  operate: Operate<Input, Decided>,
  conclude: Conclude<Decided, Answer>,
): NamedOperation<Input, Answer>;
export function read(
  operate: Operate<never, unknown>,
  conclude: Conclude<never, unknown> = (answer) => answer,
): NamedOperation {
  return { name: '', mode: 'read', operate, conclude };
}

/**
 * Makes a `write` operation whose result is found again by the idempotency key of the request, if the request has a
 * key.
 */
export const write = <Input, Answer>(operate: Operate<Input, Answer>): NamedOperation<Input, Answer> => ({
  ...read(operate),
  mode: 'write',
  repeats: (input: Repeatable) => input.idempotencyKey !== undefined,
});

/** Makes a `write` operation with a conclusion, whose result is found again by the machine and its request. */
export const signed = <Input, Decided, Answer>(
  operate: Operate<Input, Decided>,
  conclude: Conclude<Decided, Answer>,
): NamedOperation<Input, Answer> => ({ ...read(operate, conclude), mode: 'write', repeats: () => true });

/** Makes an idempotent `write` operation: a repetition has no further effect. */
export const idempotent = <Input, Answer>(
  operate: Operate<Input, Answer>,
): NamedOperation<Input, Answer> => ({
  ...read(operate),
  mode: 'write',
  repeats: () => true,
});

/** Marks a `write` operation as one that counts an erasure: see `erasure-count.ts`. */
export const erasing = <Input, Answer>(
  operation: NamedOperation<Input, Answer>,
): NamedOperation<Input, Answer> => ({
  ...operation,
  erases: true,
});
