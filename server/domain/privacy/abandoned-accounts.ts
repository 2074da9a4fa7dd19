/**
 * Abandoned accounts: an account without a live lease is deleted two years after its last login; its licenses stay
 * valid for the holders of their keys. An account with an address for notices gets two warnings in advance. A login
 * cancels the deletion. The purge deletes; the warnings are mails.
 */

import { dayOf, writeDate, addDays, later, type Day } from '../kernel/day.ts';
import { ABANDONED_DAYS } from '../inventory/account-tables.ts';
import { notify } from '../account/notices.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { accountQueries } from '../account/account.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';

/** The class under which the purge counts them. */
export const ABANDONED_ACCOUNTS = 'abandoned accounts';

/** Days before the deletion on which a warning is sent, and the minimum notice that each gives. */
const WARNING_DAYS = [60, 15] as const;
/** Grace for warnings that cannot be sent for lack of a mailer: longer than both of them need. */
const LATE_DAYS = 180;
/** Rows that one slice reads. */
const SLICE_ROWS = 100;

interface IdleAccount {
  id: Id;
  username: string;
  noticeAddress: string;
  loginDay: Day;
  warnings: number;
  warnedDay: Day | null;
}

/**
 * When an account is deleted: no login since `before` and, where it has an address, two warnings, the last one before
 * `warnedBefore`.
 */
interface Limits {
  today: Day;
  before: Day;
  warnedBefore: Day;
  /** No login since this day: deleted with or without warnings. */
  lateBefore: Day;
  /** Number of warnings. */
  warnings: number;
}

export const abandonedQueries = defineQueries({
  /** Accounts without a live lease, including those that are due. */
  countAbandoned: optionalRow<Limits, { due: number; held: number }>(),
  findAbandoned: optionalRow<Limits & { after: Id; last: Id }, { id: Id }>(),
  /** Locks them, so that nobody logs in before they are deleted. */
  lockAbandoned: rows<Limits & { after: Id; last: Id }, { id: Id }>(),
  /** The owners' names for machines; the machines stay with the licenses. */
  dropAbandonedNicknames: rowCount<Limits & { after: Id; last: Id }>(),
  eraseAbandoned: rowCount<Limits & { after: Id; last: Id }>(),
  /**
   * In the window: accounts with an address, no live lease, no login since `before`, and fewer than `warnings`
   * warnings.
   */
  listIdle: rows<{ after: Id; last: Id; today: Day; before: Day; warnings: number }, IdleAccount>(),
  /** 0 where a login or another warning came first. */
  noteWarning: rowCount<{ account: Id; loginDay: Day; old: number; warnings: number; day: Day }>(),
});

/** The warning that is due, and the last day of the account that it announces; undefined: none is due. */
export function decideWarning(
  { loginDay, warnings, warnedDay }: Pick<IdleAccount, 'loginDay' | 'warnings' | 'warnedDay'>,
  today: Day,
): { lastDay: Day } | undefined {
  const notice = WARNING_DAYS[warnings];
  if (notice === undefined || today < addDays(loginDay, ABANDONED_DAYS - notice)) return undefined;
  const [first, second] = WARNING_DAYS;
  if (warnedDay !== null && today < addDays(warnedDay, first - second)) return undefined;
  return { lastDay: later(addDays(loginDay, ABANDONED_DAYS), addDays(today, notice)) };
}

/** What the purge would delete on a day, and what is overdue by a day. */
export function* countAbandoned(today: Day): Operation<{ due: number; held: number; overdue: number }> {
  const [now, before] = yield* ask(
    abandonedQueries.countAbandoned(limitsOf(today)),
    abandonedQueries.countAbandoned(limitsOf(addDays(today, -1))),
  );
  return { due: now?.due ?? 0, held: now?.held ?? 0, overdue: before?.due ?? 0 };
}

/** Whether a window of the purge has any; if not, the account to continue after. */
export function* lookForAbandoned(
  after: Id,
  today: Day,
): Operation<{ isDue: true } | { isDue: false; next: Id | null }> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { isDue: false, next: null };
  const { last } = window;
  const [found] = yield* ask(abandonedQueries.findAbandoned({ ...limitsOf(today), after, last }));
  return found === undefined ? { isDue: false, next: last } : { isDue: true };
}

/** Deletes the abandoned accounts of a window of the purge, with everything that belongs to them. */
export function* eraseAbandoned(after: Id, today: Day): Operation<{ purged: number; next: Id | null }> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { purged: 0, next: null };
  const { last } = window;
  const ended = { ...limitsOf(today), after, last };
  const [, , purged] = yield* ask(
    abandonedQueries.lockAbandoned(ended),
    abandonedQueries.dropAbandonedNicknames(ended),
    abandonedQueries.eraseAbandoned(ended),
  );
  return { purged, next: last };
}

/** Writes to the owners of a window for whom a warning is due. A repetition writes none twice. */
export function* warnAbandoned(
  { after, unsubscribeUrl }: { after: Id; unsubscribeUrl: string },
  call: Call,
  vault: Vault,
): Operation<{ written: number; next: Id | null }> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { written: 0, next: null };
  const { last } = window;
  const today = dayOf(call.now);
  const [first] = WARNING_DAYS;
  const idleSince = {
    today,
    before: addDays(today, first + 1 - ABANDONED_DAYS),
    warnings: WARNING_DAYS.length,
  };
  const [idle] = yield* ask(abandonedQueries.listIdle({ after, last, ...idleSince }));
  const due = idle.flatMap((row) => {
    const warning = decideWarning(row, today);
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

function limitsOf(today: Day): Limits {
  const [, second] = WARNING_DAYS;
  const before = addDays(today, -ABANDONED_DAYS);
  return {
    today,
    before,
    warnedBefore: addDays(today, -second),
    lateBefore: addDays(before, -LATE_DAYS),
    warnings: WARNING_DAYS.length,
  };
}
