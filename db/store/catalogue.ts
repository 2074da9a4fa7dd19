/**
 * What a store runs: jobs, each a call of one operation of its catalogue. The product's own catalogue follows from
 * `server/domain/operations.ts`; tests give others.
 */

import type { Day } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import type { Call, Signer, Vault } from '../../server/domain/kernel/ports.ts';
import {
  catalogueOf,
  type Catalogue,
  type NamedOperation,
} from '../../server/domain/kernel/named-operation.ts';

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

/** What every form of the store is opened with. */
export interface StoreOptions extends Ports {
  /** Of the database file. */
  readonly path: string;
  /** Noted with a change of the schema. */
  readonly today: Day;
  /** The product's own where absent. */
  readonly operations?: Catalogue;
}

/** The product's own. */
export const CATALOGUE: Catalogue = catalogueOf(operations);

/** @throws Error where the catalogue has no such operation */
export function entryOf(catalogue: Catalogue, name: string): NamedOperation {
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (entry === undefined) throw new Error(`no operation ${name}`);
  return entry;
}
