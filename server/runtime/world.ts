/**
 * What a door sees of the opened product: operations by name, the signed key set, and whether writes are taken. Only
 * types stand here, so that whoever drives a world need not import what opens it.
 */

import type { Run } from '../domain/kernel/named-operation.ts';
import type { SecureDeletion } from '../domain/privacy/receipt.ts';
import type { Clock } from './clock.ts';

export interface World {
  /**
   * Runs an operation now, for this actor, with a fresh id and fresh randomness.
   */
  readonly run: Run;
  /** The current key set, signed by the root. */
  keySet(): string;
  readonly issuer: string;
  /** `qkroot_…`: the public root key, which apps pin. */
  readonly rootKey: string;
  /** Whether this node holds the issue secret. */
  readonly canIssue: boolean;
  /** Whether there is a mailer, so that mail is written. */
  canMail(): boolean;
  readonly clock: Clock;
  /** Whether writes are accepted now. */
  ready(): Promise<boolean>;
  /** The physical step of deletion. */
  secureDelete(): Promise<SecureDeletion>;
  /** Destroys the keys of the day that are past the life of a network prefix; answers how many. */
  destroyDayKeys(): number;
  /** Destroys backups and tombstones that are past their life, and what a backup that was cut short left; answers how many backups. */
  destroyOldBackups(): number;
  /** Ends after what was accepted is answered. */
  close(): Promise<void>;
}

/** What a start has found or made in a data folder. */
export interface Prepared {
  /** Absolute. */
  readonly dataFolder: string;
  /** Files that this run has made, for the operator to be told of; none on a second run. */
  readonly made: readonly string[];
  readonly issuer: string;
  /** `qkroot_…` */
  readonly rootKey: string;
  /** The private root, where this run has made it: to be moved away. */
  readonly rootKeyFile: string | null;
}
