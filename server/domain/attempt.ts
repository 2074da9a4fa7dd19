/**
 * Failed logins: how many there were in a row for what was typed as a username, known or not, and when the next try is
 * looked at.
 */

/** A row of `attempts`. */
interface AttemptRow {
  digest: string;
  failures: number;
  /** Second since 1970 from which the next try is looked at. */
  retrySecond: number;
  /** Hour of the latest. */
  hour: number;
}

export interface AttemptQueries {
  addAttempt(row: AttemptRow): number;
}
