/**
 * Which primary a connection belongs to. Each promotion of a standby begins a new timeline. If a connection's timeline
 * is lower than the highest that this node has seen, its primary was replaced. The connection is not used, because
 * commits on the old primary are lost when that primary is fenced. A server that does not report its timeline is not
 * compared.
 */

import type { Answered, Wording } from './statements.ts';

const TIMELINE_DIGITS = 8;

/** Asks a server for its timeline, the first 8 hex digits of the name of its current WAL file; null on a standby. */
export const ASK_TIMELINE: Wording = {
  text: 'SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_walfile_name(pg_current_wal_lsn()) END',
  rowMode: 'array',
};

/** The timeline of a server; `standby`: the server is in recovery; undefined: the server does not report it. */
export type Timeline = number | 'standby' | undefined;

export function timelineOf(answered: Answered | undefined): Timeline {
  const name = answered?.rows[0]?.[0];
  if (name === null) return 'standby';
  const timeline =
    typeof name === 'string' ? Number.parseInt(name.slice(0, TIMELINE_DIGITS), 16) : Number.NaN;
  return Number.isNaN(timeline) ? undefined : timeline;
}

/** The highest timeline that any connection of this node has seen. */
export class LatestTimeline {
  #highest = 0;

  /** Records the timeline of a new connection. Returns whether the connection leads to the latest primary. */
  note(timeline: number | undefined): boolean {
    this.#highest = Math.max(this.#highest, timeline ?? 0);
    return this.isLatest(timeline);
  }

  isLatest(timeline: number | undefined): boolean {
    return timeline === undefined || timeline >= this.#highest;
  }
}
