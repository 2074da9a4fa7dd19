/**
 * Accounts that nobody uses any more: two years after the last login, with no live lease, an account is erased, and its
 * licenses stay for whoever has their keys. Where an address was given for notices it is told twice before, in good time.
 * A login ends it all. The erasure is a part of the purge, the warnings are mails.
 */

import { dayOf, writeDate, addDays, later, type Day } from '../kernel/day.ts';
import { ABANDONED_DAYS } from '../inventory/account-tables.ts';
import { notify } from '../account/notices.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { accountQueries } from '../account/account.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';

/** The class in which the purge counts them. */
export const ABANDONED_ACCOUNTS = 'abandoned accounts';

/** Days before the erasure on which it is told, and so many it is told for at least. */
const WARNING_DAYS = [60, 15] as const;
/** So long warnings are waited for that cannot be written, since there is no mailer: more than both of them need. */
const LATE_DAYS = 180;
/** Rows of the key that one slice looks at. */
const SLICE_ROWS = 100;

interface IdleAccount {
  id: Id;
  username: string;
  noticeAddress: string;
  loginDay: Day;
  warnings: number;
  warnedDay: Day | null;
}

/** When an account is erased: no login since `before`, and, where it can be told, told twice, the last time by then. */
interface Limits {
  today: Day;
  before: Day;
  warnedBefore: Day;
  /** No login since then: whether or not it was told. */
  lateBefore: Day;
  /** How often it is told. */
  warnings: number;
}

export const abandonedQueries = defineQueries({
  /** Accounts with no live lease, those that are to be erased among them. */
  countAbandoned: optionalRow<Limits, { due: number; held: number }>(),
  findAbandoned: optionalRow<Limits & { after: Id; last: Id }, { id: Id }>(),
  /** Nobody logs in any more before they are erased. */
  lockAbandoned: rows<Limits & { after: Id; last: Id }, { id: Id }>(),
  /** What their owners called the machines, which stay with the licenses. */
  dropAbandonedNicknames: rowCount<Limits & { after: Id; last: Id }>(),
  eraseAbandoned: rowCount<Limits & { after: Id; last: Id }>(),
  /** Of the window, those with an address, no live lease and no login since `before` that were told less than so often. */
  listIdle: rows<{ after: Id; last: Id; today: Day; before: Day; warnings: number }, IdleAccount>(),
  /** 0 where somebody logged in or warned meanwhile. */
  noteWarning: rowCount<{ account: Id; loginDay: Day; old: number; warnings: number; day: Day }>(),
});

/** The warning that is due, and the last day of the account that it tells; undefined: none yet. */
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

/** What the purge would erase on a day, and what is overdue by a day. */
export function* countAbandoned(today: Day): Operation<{ due: number; held: number; overdue: number }> {
  const [now, before] = yield* ask(
    abandonedQueries.countAbandoned(limitsOf(today)),
    abandonedQueries.countAbandoned(limitsOf(addDays(today, -1))),
  );
  return { due: now?.due ?? 0, held: now?.held ?? 0, overdue: before?.due ?? 0 };
}

/** Whether a window of the purge has any; where not, after which account to look on. */
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

/** Erases the abandoned accounts of a window of the purge, with all that ends with an account. */
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

/** Writes to the owners of a window who are due a warning. Repeated, it writes none twice. */
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
