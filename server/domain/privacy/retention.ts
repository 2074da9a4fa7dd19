/**
 * The retention periods that the vendor has set. They are stored in the database, so that all servers purge alike. A
 * period of `retention.json` waits until an operator has seen with `quietkey purge` what it would delete, and applies from
 * the next purge on. A longer period waits as well until a policy that states it is in force; meanwhile the shorter one
 * applies.
 */

import { LIFE_SETTINGS, type Lives } from '../inventory/lives.ts';
import { idempotent, read } from '../kernel/named-operation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call } from '../kernel/ports.ts';
import { defineQueries, rowCount, rows, type NoParams } from '../kernel/query.ts';
import { policyQueries, standingPolicies, type Standing } from './policy-rows.ts';

const DAY_HOURS = 24;

interface LifeRow {
  class: string;
  /** The days that apply now; null: the default. */
  days: number | null;
  /** The days that apply from the next purge on, which an operator has seen; null: no change is waiting. */
  nextDays: number | null;
  /** The latest policy when the row was last changed; 0: there was none. */
  policy: number;
}

export const retentionQueries = defineQueries({
  listLives: rows<NoParams, LifeRow>(),
  putNextLife: rowCount<{ class: string; nextDays: number | null; policy: number }>(),
  /** Makes the waiting periods apply. */
  adoptLives: rowCount<NoParams>(),
});

/** The periods that apply now, and those that apply from the next purge on. */
export interface KnownLives {
  present: Lives;
  next: Lives;
}

/** A requested period that is longer than a policy in force allows, in days. */
interface WaitingLife {
  class: string;
  asked: number;
  present: number;
}

/** The requests of a file, compared with the known periods. */
export interface LivesAsked {
  /** The periods that wait for a policy. */
  waiting: WaitingLife[];
  /** The periods that no operator has seen yet. */
  unseen: Lives;
}

export function* showLives(): Operation<KnownLives> {
  const [found] = yield* ask(retentionQueries.listLives({}));
  return livesIn(found);
}

function livesIn(found: readonly LifeRow[]): KnownLives {
  const lives = (daysOf: (row: LifeRow) => number | null): Lives =>
    Object.fromEntries(
      found.flatMap((row) => {
        const days = daysOf(row);
        return days === null ? [] : [[row.class, days]];
      }),
    );
  return { present: lives(({ days }) => days), next: lives(({ days, nextDays }) => nextDays ?? days) };
}

/**
 * Compares the periods of a file with the known ones. A class that the file does not name stays unchanged.
 * @param stated the days that the policy in force allows, for the classes of which it does
 */
export function compareLives(asked: Lives, { present, next }: KnownLives, stated: Lives): LivesAsked {
  const waiting: WaitingLife[] = [];
  const unseen: Record<string, number> = {};
  for (const { class: name, default: byDefault } of LIFE_SETTINGS) {
    const now = present[name] ?? byDefault;
    const seen = next[name] ?? byDefault;
    const most = Math.max(now, seen, stated[name] ?? 0);
    const wanted = asked[name] ?? now;
    if (wanted > most) waiting.push({ class: name, asked: wanted, present: now });
    const allowed = wanted > most ? now : wanted;
    if (allowed !== seen) unseen[name] = allowed;
  }
  return { waiting, unseen };
}

/** How the periods of a file compare, by the policy in force. */
function* lookAtLives({ asked }: { asked: Lives }, call: Call): Operation<LivesAsked> {
  const [found] = yield* ask(retentionQueries.listLives({}));
  return compareLives(asked, livesIn(found), statedLives(yield* standingPolicies(call), found));
}

/**
 * The days that the policy in force allows, as long as those that wait for their day allow it too. A period that was
 * changed since the release needs a later policy.
 */
function statedLives(
  standing: readonly Standing[],
  found: readonly Pick<LifeRow, 'class' | 'policy'>[],
): Lives {
  const [inForce, ...later] = standing;
  if (inForce === undefined) return {};
  const changed = new Set(found.flatMap(({ class: name, policy }) => (policy < inForce.version ? [] : name)));
  return Object.fromEntries(
    Object.entries(inForce.content.lives).flatMap(([name, hours]) => {
      const all = [hours, ...later.map(({ content }) => content.lives[name] ?? hours)];
      return changed.has(name) ? [] : [[name, Math.min(...all) / DAY_HOURS]];
    }),
  );
}

/** Records that an operator sees the periods of the file: those that need no policy apply from the next purge on. */
export function* seeLives({ asked }: { asked: Lives }, call: Call): Operation<LivesAsked> {
  const compared = yield* lookAtLives({ asked }, call);
  const [latest] = yield* ask(policyQueries.findLatestPolicy({}));
  const { present } = yield* showLives();
  const writes = LIFE_SETTINGS.flatMap(({ class: name, default: byDefault }) => {
    const days = compared.unseen[name];
    if (days === undefined) return [];
    const nextDays = days === (present[name] ?? byDefault) ? null : days;
    return [retentionQueries.putNextLife({ class: name, nextDays, policy: latest?.version ?? 0 })];
  });
  yield* ask(...writes);
  return compared;
}

/** The operations on retention periods, by their names. */
export const retentionOperations = {
  showLives: read(showLives),
  lookAtLives: read(lookAtLives),
  seeLives: idempotent(seeLives),
};
