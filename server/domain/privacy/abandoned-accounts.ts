/**
 * Abandoned accounts: an account without a live lease is deleted two years after its last login. Its licenses stay
 * valid for the people who have their keys and for their members. An account with an address for notices gets two warnings in advance. A
 * login cancels the deletion. The purge deletes the accounts; the warnings are mails.
 */

import { dayOf, writeDate, addDays, later, type Day } from '../kernel/day.ts';
import { abandonedDays } from '../inventory/lives.ts';
import { endMemberships } from '../ownership/remove-member.ts';
import { notify } from '../account/notices.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { accountQueries } from '../account/account.ts';
import { showLives } from './retention.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';

/**
 * The number of days before the deletion at which each warning is sent. After a late warning, at least as many days
 * remain.
 */
const WARNING_DAYS = [60, 15] as const;
/**
 * The extra days that an account is kept if its warnings cannot be sent for lack of a mailer; longer than the two
 * warnings need.
 */
const LATE_DAYS = 180;
/** The number of accounts that one slice reads. */
const SLICE_ROWS = 100;

interface IdleAccount {
  id: Id;
  username: string;
  noticeAddress: string;
  loginDay: Day;
  warnings: number;
  warnedDay: Day | null;
}

/** A day, and the days without a login after which an account is abandoned. */
interface Idle {
  readonly today: Day;
  readonly days: number;
}

/**
 * The limits that decide when an account is deleted: no login since `before` and, if the account has an address for
 * notices, two warnings, the last of which was sent before `warnedBefore`.
 */
interface Limits {
  today: Day;
  before: Day;
  warnedBefore: Day;
  /** An account without a login since this day is deleted with or without warnings. */
  lateBefore: Day;
  /** The number of warnings that an account with an address must have had. */
  warnings: number;
}

export const abandonedQueries = defineQueries({
  /**
   * The number of accounts without a live lease (`held`), and how many of these accounts are due for deletion (`due`).
   */
  countAbandoned: optionalRow<Limits, { due: number; held: number }>(),
  findAbandoned: optionalRow<Limits & { after: Id; last: Id }, { id: Id }>(),
  /**
   * Locks the abandoned accounts in a window of accounts, so that nobody logs in to an account before it is deleted.
   */
  lockAbandoned: rows<Limits & { after: Id; last: Id }, { id: Id }>(),
  /** Deletes the owners' nicknames of machines. The machines stay with the licenses. */
  dropAbandonedNicknames: rowCount<Limits & { after: Id; last: Id }>(),
  eraseAbandoned: rowCount<Limits & { after: Id; last: Id }>(),
  /**
   * The accounts in a window of accounts that have an address for notices, no live lease, no login since `before`, and
   * fewer than `warnings` warnings.
   */
  listIdle: rows<{ after: Id; last: Id; today: Day; before: Day; warnings: number }, IdleAccount>(),
  /** Stores that a warning was sent; returns 0 if a login or another warning came first. */
  noteWarning: rowCount<{ account: Id; loginDay: Day; old: number; warnings: number; day: Day }>(),
});

/**
 * Decides whether a warning is due. The result has the last day of the account, which the warning announces; undefined:
 * no warning is due.
 */
export function decideWarning(
  { loginDay, warnings, warnedDay }: Pick<IdleAccount, 'loginDay' | 'warnings' | 'warnedDay'>,
  { today, days }: Idle,
): { lastDay: Day } | undefined {
  const notice = WARNING_DAYS[warnings];
  if (notice === undefined || today < addDays(loginDay, days - notice)) return undefined;
  const [first, second] = WARNING_DAYS;
  if (warnedDay !== null && today < addDays(warnedDay, first - second)) return undefined;
  return { lastDay: later(addDays(loginDay, days), addDays(today, notice)) };
}

/** The number of accounts that the purge would delete on a day, and the number that are overdue by a day. */
export function* countAbandoned({
  today,
  days,
}: Idle): Operation<{ due: number; held: number; overdue: number }> {
  const [now, before] = yield* ask(
    abandonedQueries.countAbandoned(limitsOf({ today, days })),
    abandonedQueries.countAbandoned(limitsOf({ today: addDays(today, -1), days })),
  );
  return { due: now?.due ?? 0, held: now?.held ?? 0, overdue: before?.due ?? 0 };
}

/** Whether a window of the purge has abandoned accounts; if not, `next` is the account to continue after. */
export function* lookForAbandoned(
  after: Id,
  idle: Idle,
): Operation<{ isDue: true } | { isDue: false; next: Id | null }> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { isDue: false, next: null };
  const { last } = window;
  const [found] = yield* ask(abandonedQueries.findAbandoned({ ...limitsOf(idle), after, last }));
  return found === undefined ? { isDue: false, next: last } : { isDue: true };
}

/** Deletes the abandoned accounts in one window of the purge, with everything that belongs to these accounts. */
export function* eraseAbandoned(after: Id, idle: Idle): Operation<{ purged: number; next: Id | null }> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { purged: 0, next: null };
  const { last } = window;
  const ended = { ...limitsOf(idle), after, last };
  const [abandoned] = yield* ask(abandonedQueries.lockAbandoned(ended));
  for (const { id } of abandoned) yield* endMemberships(id, idle.today);
  const [, purged] = yield* ask(
    abandonedQueries.dropAbandonedNicknames(ended),
    abandonedQueries.eraseAbandoned(ended),
  );
  return { purged, next: last };
}

/** Writes to the owners in a window of accounts for whom a warning is due. A repetition writes no second mail. */
export function* warnAbandoned(
  { after, unsubscribeUrl }: { after: Id; unsubscribeUrl: string },
  call: Call,
  vault: Vault,
): Operation<{ written: number; next: Id | null }> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { written: 0, next: null };
  const { last } = window;
  const today = dayOf(call.now);
  const days = abandonedDays((yield* showLives()).present);
  const [first] = WARNING_DAYS;
  const idleSince = {
    today,
    before: addDays(today, first + 1 - days),
    warnings: WARNING_DAYS.length,
  };
  const [idle] = yield* ask(abandonedQueries.listIdle({ after, last, ...idleSince }));
  const due = idle.flatMap((row) => {
    const warning = decideWarning(row, { today, days });
    return warning === undefined ? [] : [{ ...row, ...warning }];
  });
  yield* ask(
    ...due.flatMap(({ lastDay, username, ...row }, nth) => [
      notify(row, { kind: 'abandoned', username, lastOn: writeDate(lastDay) }, unsubscribeUrl, {
        call,
        vault,
        nth,
      }),
      mustAffect(
        abandonedQueries.noteWarning({
          account: row.id,
          loginDay: row.loginDay,
          old: row.warnings,
          warnings: row.warnings + 1,
          day: today,
        }),
      ),
    ]),
  );
  return { written: due.length, next: last };
}

function limitsOf({ today, days }: Idle): Limits {
  const [, second] = WARNING_DAYS;
  const before = addDays(today, -days);
  return {
    today,
    before,
    warnedBefore: addDays(today, -second),
    lateBefore: addDays(before, -LATE_DAYS),
    warnings: WARNING_DAYS.length,
  };
}
