/**
 * The opened product as the API, the portal and the CLI see it: operations by name, the signed key set, and whether
 * writes are accepted. This file contains types only, so that users of a world need not import the code that opens it.
 */

import type { Lives } from '../domain/inventory/lives.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import type { SecureDeletion } from '../domain/privacy/receipt.ts';
import type { Clock } from './clock.ts';
import type { ClockDecision } from '../domain/kernel/confirmed-day.ts';

export interface World {
  /** Runs an operation now, for this actor, with a fresh id and fresh randomness. */
  readonly run: Run;
  /** The current key set, signed by the root key. */
  keySet(): string;
  readonly issuer: string;
  /** The public root key, `qkroot_…`, which apps pin. */
  readonly rootKey: string;
  /** Whether this node has the issue secret, and so can issue licenses. */
  readonly canIssue: boolean;
  /** Whether a cookie of a session or of a known browser was made by this installation, without a look-up. */
  isOwnCookie(use: 'session' | 'known', cookie: string): boolean;
  /** Whether the server has a mailer. Without a mailer no mail is written. */
  canMail(): boolean;
  readonly clock: Clock;
  /** Judges the clock by the confirmed day that this process knows, without a query. */
  judgeClock(): ClockDecision;
  /** Compares the clock with the confirmed day, and moves that day if the clock is believed. */
  lookAtClock(): Promise<ClockDecision>;
  /** Whether the store accepts writes now. */
  ready(): Promise<boolean>;
  /** Runs the secure delete, which destroys the bytes of deleted rows. */
  secureDelete(): Promise<SecureDeletion>;
  /**
   * Destroys the day keys that are older than the retention of network prefixes, if the clock is believed. Returns the
   * number of destroyed keys. @param lives the current retention periods
   */
  destroyDayKeys(lives: Lives): number;
  /**
   * Destroys the backups and tombstones whose retention has ended, if the clock is believed, and the leftovers of an
   * interrupted backup. Returns the number of destroyed backups.
   */
  destroyOldBackups(): number;
  /**
   * Compares the counts of erasures in the database with those that the data folder remembers. While the database
   * counts as restored, every operation is refused. Never throws.
   */
  checkErasures(): Promise<void>;
  /** Closes the world after all accepted calls are answered. */
  close(): Promise<void>;
}

/** The result of the preparation of a data folder. */
export interface Prepared {
  /** The absolute path of the data folder. */
  readonly dataFolder: string;
  /** The files that this run created, which are reported to the operator. Empty on a second run. */
  readonly made: readonly string[];
  readonly issuer: string;
  /** The public root key, `qkroot_…`. */
  readonly rootKey: string;
  /** The file of the private root key, if this run created it. The operator should move this file away. */
  readonly rootKeyFile: string | null;
}
