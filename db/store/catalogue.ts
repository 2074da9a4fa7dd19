/**
 * The jobs of a store: each job is a call of one operation of the store's catalogue. Quietkey's own catalogue is built
 * from `server/domain/operations.ts`; tests pass other catalogues.
 */

import type { Day } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import type { Call, Signer, Vault } from '../../server/domain/kernel/ports.ts';
import {
  catalogueOf,
  type Catalogue,
  type NamedOperation,
} from '../../server/domain/kernel/named-operation.ts';

/** What an operation of the store receives besides its input. */
export interface Ports {
  readonly vault: Vault;
  readonly signer: Signer;
}

/** A job of the store: one call of an operation. */
export interface Job {
  readonly name: string;
  readonly input: unknown;
  readonly call: Call;
}

/** The options that every store on SQLite has. */
export interface StoreOptions extends Ports {
  /** The path of the database file. */
  readonly path: string;
  /** The day that is recorded with a change of the schema. */
  readonly today: Day;
  /** The catalogue of operations. By default it is Quietkey's own catalogue. */
  readonly operations?: Catalogue;
}

/** Quietkey's own catalogue of operations. */
export const CATALOGUE: Catalogue = catalogueOf(operations);

/** The entry of an operation. @throws Error if the catalogue has no operation with this name */
export function entryOf(catalogue: Catalogue, name: string): NamedOperation {
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (entry === undefined) throw new Error(`no operation ${name}`);
  return entry;
}
