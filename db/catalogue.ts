/**
 * Operations as a store sees them: a name, whether it writes, how it runs and how it is concluded. The product's own
 * list is `server/domain/operations.ts`; tests give others. A job is one call of one of them.
 */

import type { Day } from '../server/domain/day.ts';
import type { Call, Signer, Vault } from '../server/domain/ports.ts';
import type { Operation } from '../server/domain/operation.ts';
import type { Wiped } from '../server/domain/receipt.ts';

export interface CatalogueEntry {
  readonly mode: 'read' | 'write';
  /** Of a `write`: it often writes nothing, and then it is answered while the writer is kept from its work. */
  readonly mayOnlyRead?: true;
  readonly operate: (input: never, call: Call, vault: Vault) => Operation<unknown>;
  readonly conclude: (answer: never, signer: Signer, vault: Vault) => unknown;
  /** Whether a call may be run again that may have been committed: it then finds what it made. Absent: it may not. */
  readonly repeats?: (input: never) => boolean;
}

export type Catalogue = Readonly<Record<string, CatalogueEntry>>;

/** What an operation is given beside its input. */
export interface Ports {
  readonly vault: Vault;
  readonly signer: Signer;
}

/** One call of an operation. */
export interface Job {
  readonly name: string;
  readonly input: unknown;
  readonly call: Call;
}

/** A store over a catalogue; over the product's own it is the domain's `Store`. */
export interface StoreOf<Operations extends Catalogue> {
  run<Name extends keyof Operations & string>(
    name: Name,
    input: Parameters<Operations[Name]['operate']>[0],
    call: Call,
  ): Promise<ReturnType<Operations[Name]['conclude']>>;
  ready(): Promise<boolean>;
  wipe(): Promise<Wiped>;
  close(): Promise<void>;
}

/** What every form of the store is opened with. */
export interface StoreOptions<Operations extends Catalogue> extends Ports {
  /** Of the database file. */
  readonly path: string;
  /** Noted with a change of the schema. */
  readonly today: Day;
  /** The product's own where absent. */
  readonly operations?: Operations;
}

export function entryOf(operations: Catalogue, name: string): CatalogueEntry {
  const entry = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (entry === undefined) throw new Error(`no operation ${name}`);
  return entry;
}
