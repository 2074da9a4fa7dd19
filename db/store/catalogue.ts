/**
 * The jobs of a store: each is a call of one operation of its catalogue. The product's own catalogue is built from
 * `server/domain/operations.ts`; tests pass other catalogues.
 */

import type { Day } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import type { Call, Signer, Vault } from '../../server/domain/kernel/ports.ts';
import {
  catalogueOf,
  type Catalogue,
  type NamedOperation,
} from '../../server/domain/kernel/named-operation.ts';

/** What an operation receives besides its input. */
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

/** The common options of all stores. */
export interface StoreOptions extends Ports {
  /** Path of the database file. */
  readonly path: string;
  /** Recorded with a change of the schema. */
  readonly today: Day;
  /** The product's own catalogue if absent. */
  readonly operations?: Catalogue;
}

/** The product's own catalogue. */
export const CATALOGUE: Catalogue = catalogueOf(operations);

/** @throws Error if the catalogue has no such operation */
export function entryOf(catalogue: Catalogue, name: string): NamedOperation {
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (entry === undefined) throw new Error(`no operation ${name}`);
  return entry;
}
