/**
 * The opened product as the API, the portal and the CLI see it: operations by name, the signed key set, and whether
 * writes are accepted. Types only, so that users of a world need not import what opens it.
 */

import type { Run } from '../domain/kernel/named-operation.ts';
import type { SecureDeletion } from '../domain/privacy/receipt.ts';
import type { Clock } from './clock.ts';

export interface World {
  /** Runs an operation now, for this actor, with a fresh id and fresh randomness. */
  readonly run: Run;
  /** The current key set, signed by the root. */
  keySet(): string;
  readonly issuer: string;
  /** `qkroot_…`: the public root key, which apps pin. */
  readonly rootKey: string;
  /** Whether this node holds the issue secret. */
  readonly canIssue: boolean;
  /** Whether there is a mailer; without one no mail is written. */
  canMail(): boolean;
  readonly clock: Clock;
  /** Whether writes are accepted now. */
  ready(): Promise<boolean>;
  /** The secure delete. */
  secureDelete(): Promise<SecureDeletion>;
  /** Destroys the keys of the day past the retention of network prefixes; returns how many. */
  destroyDayKeys(): number;
  /**
   * Destroys backups and tombstones past their retention, and leftovers of an interrupted backup; returns how many
   * backups.
   */
  destroyOldBackups(): number;
  /** Ends after accepted calls are answered. */
  close(): Promise<void>;
}

/** What a start has found or created in a data folder. */
export interface Prepared {
  /** Absolute. */
  readonly dataFolder: string;
  /** Files that this run created, to report to the operator; empty on a second run. */
  readonly made: readonly string[];
  readonly issuer: string;
  /** `qkroot_…` */
  readonly rootKey: string;
  /** The private root, if this run created it; it should be moved away. */
  readonly rootKeyFile: string | null;
}
