/**
 * Known browsers: those in which somebody has logged in with the right password. The tries in a known browser are
 * counted separately, so that a stranger's guesses elsewhere do not lock out its owner. A known browser has a cookie:
 * a marked token, the day, and a MAC over both, the account and its stored password hash. So the server stores nothing
 * for a new cookie, the cookie names nobody, and a new password invalidates it. A row is stored only after a wrong
 * password was typed in a known browser, or after its owner asked to forget it.
 */

import { addDays, dayOf, daysBetween, toDay, type Day } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Generation } from '../kernel/generation.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import { KNOWN_BROWSER_DAYS } from '../inventory/account-tables.ts';
import { accountQueries, type AccountRow } from './account.ts';
import { requireEmail } from '../licensing/issue.ts';
import { firstOfEmail } from './email.ts';
import { findTypedAccount } from './find-account.ts';
import { hasMark, markToken } from './marked-token.ts';
import type { Who } from './session.ts';

/** The number of consecutive wrong passwords after which a cookie is invalid. */
export const KNOWN_BROWSER_TRIES = 10;
/**
 * The maximum number of browsers of an account whose failures are stored. Beyond it a row with few failures is dropped;
 * if all are invalid, a browser without a row is unknown.
 */
export const KNOWN_BROWSERS_MAX = 50;
/** The number of failures stored for a browser that its owner asked to forget. */
const FORGOTTEN = KNOWN_BROWSER_TRIES;
/** The form of the cookie: marked token, day and MAC. */
const COOKIE = /^([\w-]{22})\.([1-9]\d{0,5})\.([\w-]{22})$/;

/** A row of `known_browsers`. */
export interface KnownBrowserRow {
  /** The keyed digest of the random bytes in the cookie. */
  digest: string;
  account: Id;
  /** The number of wrong passwords since the latest right one. */
  failures: number;
  /** The day of the login that made the browser known. */
  day: Day;
}

export const knownBrowserQueries = defineQueries({
  findKnownBrowser: optionalRow<{ digest: string }, KnownBrowserRow>(),
  /** Stores the failures of a browser; returns 0 if the stored count no longer equals `old`. */
  putKnownBrowser: rowCount<KnownBrowserRow & { old: number }>(),
  countInvalidBrowsers: optionalRow<{ account: Id; failures: number }, { held: number }>(),
  /** Drops rows of other browsers of the account, so that `most` are left: those with the most failures. */
  dropSpareBrowsers: rowCount<{ account: Id; digest: string; most: number }>(),
  dropKnownBrowser: rowCount<{ digest: string }>(),
  dropKnownBrowsers: rowCount<{ account: Id }>(),
});

type Known = Pick<AccountRow, 'id' | 'password'>;

/** The cookie that makes a browser known for an account. */
export function makeKnownBrowser(account: Known, call: Call, { current }: Pick<Vault, 'current'>): string {
  const random = markToken('known browser', current.digest('known browser', [call.random]), current);
  const day = dayOf(call.now);
  return [random, String(day), macOf(account, { random, day, generation: current })].join('.');
}

/** Whether a cookie may be that of a known browser, without a look-up. */
export function isMarkedBrowser(shown: string, vault: Pick<Vault, 'live' | 'same'>): boolean {
  return hasMark('known browser', COOKIE.exec(shown)?.[1] ?? '', vault);
}

/** The row of the known browser that sent a cookie; undefined: the browser is not known to the account. */
export function* findKnownBrowser(
  shown: string | undefined,
  account: Known | undefined,
  call: Call,
  vault: Vault,
): Operation<KnownBrowserRow | undefined> {
  const row = readKnownBrowser(shown, account, call, vault);
  if (row === undefined) return undefined;
  const [stored, invalid] = yield* ask(
    knownBrowserQueries.findKnownBrowser({ digest: row.digest }),
    knownBrowserQueries.countInvalidBrowsers({ account: row.account, failures: KNOWN_BROWSER_TRIES }),
  );
  if (stored === undefined && (invalid?.held ?? 0) >= KNOWN_BROWSERS_MAX) return undefined;
  const failures = stored?.failures ?? 0;
  return failures >= KNOWN_BROWSER_TRIES ? undefined : { ...row, failures };
}

/** Counts a try in a known browser. */
export function countKnownTry(row: KnownBrowserRow): Query<number>[] {
  return putFailures(row, row.failures + 1);
}

function putFailures(row: KnownBrowserRow, failures: number): Query<number>[] {
  const { account, digest } = row;
  return [
    knownBrowserQueries.dropSpareBrowsers({ account, digest, most: KNOWN_BROWSERS_MAX - 1 }),
    mustAffect(knownBrowserQueries.putKnownBrowser({ ...row, failures, old: row.failures })),
  ];
}

/** The account of a typed username, if the cookie makes this browser known to it. Writes nothing. */
export function* recogniseBrowser(
  { username, browser }: { username: string; browser: string },
  call: Call,
  vault: Vault,
): Operation<{ account: Id | null }> {
  const row = yield* findTypedAccount(username, vault);
  const known = yield* findKnownBrowser(browser, row, call, vault);
  return { account: known?.account ?? null };
}

/** The account that knows the browser, among the first accounts that an email recovers. */
export function* recogniseBrowserByEmail(
  { email, browser }: { email: string; browser: string },
  call: Call,
  vault: Vault,
): Operation<{ account: Id | null }> {
  for (const row of yield* firstOfEmail(requireEmail(email, vault), vault)) {
    const known = yield* findKnownBrowser(browser, row, call, vault);
    if (known !== undefined) return { account: row.id };
  }
  return { account: null };
}

/** Invalidates the cookie of a browser and all copies of the cookie. */
export function* forgetBrowser(
  { who, browser }: { who: Who; browser: string },
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const [account] = yield* ask(accountQueries.lockAccount({ account: who.account }));
  const row = yield* findKnownBrowser(browser, account, call, vault);
  if (row === undefined) return {};
  yield* ask(...putFailures(row, FORGOTTEN));
  return {};
}

/**
 * Reads a cookie. The MAC is computed even without an account, so that the work does not reveal whether a username
 * exists.
 */
function readKnownBrowser(
  shown: string | undefined,
  account: Known | undefined,
  call: Call,
  vault: Vault,
): KnownBrowserRow | undefined {
  const [, random = '', written = '', mac = ''] = COOKIE.exec(shown ?? '') ?? [];
  const [day, today] = [toDay(Number(written)), dayOf(call.now)];
  if (mac === '' || daysBetween(day, today) > KNOWN_BROWSER_DAYS || day > addDays(today, 1)) return undefined;
  const owner = account ?? { id: '', password: '' };
  const made = vault.live.filter((generation) => vault.same(macOf(owner, { random, day, generation }), mac));
  const [generation] = made;
  if (account === undefined || generation === undefined) return undefined;
  const digest = generation.digest('known browser count', [random]);
  return { digest, account: account.id, failures: 0, day };
}

function macOf(
  { id, password }: Known,
  { random, day, generation }: { random: string; day: Day; generation: Generation },
): string {
  return generation.digest('known browser mac', [id, password, random, String(day)]);
}
