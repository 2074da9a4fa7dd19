/**
 * Sessions: browsers that are logged in. A session is found by the digest of the token in the browser's cookie. The
 * token of a login and all tokens exchanged from that token form a family. If a token is sent after its exchange, the
 * token was copied, and its whole family ends. Times are whole hours, so that the second of a login is not stored.
 */

import {
  hourOf,
  addHours,
  startOfHour,
  earlier,
  type Instant,
  type Hour,
  type Seconds,
} from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { endingTime } from '../kernel/confirmed-day.ts';
import { defineQueries, optionalRow, type Query, rowCount, rows } from '../kernel/query.ts';
import { accountQueries } from './account.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Generation } from '../kernel/generation.ts';
import { markToken } from './marked-token.ts';

/** The number of hours for which a token is accepted. Afterwards it is exchanged, or the session ends. */
export const SESSION_HOURS = 12;
/** The number of hours after the login in which a remembered browser may exchange its tokens. */
export const REMEMBERED_HOURS = 30 * 24;

/** The number of logins of an account that are live at once. With one more login, the oldest ends. */
export const SESSIONS_MAX = 50;

/** A row of `sessions`. */
export interface SessionRow {
  digest: string;
  /** The generation of the secret that keyed the digest of the token. */
  generation: number;
  account: Id;
  family: Id;
  /** The hour of the login. */
  begunHour: Hour;
  /** The hour from which the token is exchanged. */
  freshHour: Hour;
  /** The hour from which the session is invalid. */
  endsHour: Hour;
  /** The hour in which the token was exchanged; null: the token has not been exchanged. */
  rotatedHour: Hour | null;
}

/** A session with the username of its account. */
type Shown = SessionRow & { username: string };

export const sessionQueries = defineQueries({
  addSession: rowCount<SessionRow>(),
  findSession: optionalRow<{ digest: string }, Shown>(),
  lockSession: optionalRow<{ digest: string }, SessionRow>(),
  /** Marks a token as exchanged; returns 0 if it was already exchanged. */
  rotateSession: rowCount<{ digest: string; hour: Hour }>(),
  /** The sessions of an account whose tokens have not been exchanged, the latest login first. */
  listSessions: rows<{ account: Id; hour: Hour }, SessionRow>(),
  endFamily: rowCount<{ account: Id; family: Id }>(),
  endOtherFamilies: rowCount<{ account: Id; family: Id }>(),
  endSessions: rowCount<{ account: Id }>(),
  /** Ends the oldest logins of an account, so that `most` live ones remain besides the login `family`. */
  endOldestFamilies: rowCount<{ account: Id; family: Id; hour: Hour; most: number }>(),
});

/** The account that is logged in, and the family of the session in the browser. */
export interface Who {
  account: Id;
  username: string;
  family: Id;
}

/** The content of the browser's cookie. `seconds` undefined: the cookie lasts until the browser is closed. */
export interface SessionCookie {
  token: string;
  seconds: Seconds | undefined;
}

/** How the server treats a token that a browser sends. */
export type SessionDecision = 'unknown' | 'good' | 'exchange' | 'copied';

export function decideSession(row: SessionRow | undefined, hour: Hour): SessionDecision {
  if (row === undefined || hour >= row.endsHour) return 'unknown';
  if (row.rotatedHour !== null) return 'copied';
  return hour < row.freshHour ? 'good' : 'exchange';
}

/**
 * Opens a session with a new token, and ends the oldest one if there are too many. A token from before the login is
 * invalid after the login, which prevents session fixation.
 */
export function openSession(
  login: { account: Id; remember: boolean },
  call: Call,
  { current }: Pick<Vault, 'current'>,
): { cookie: SessionCookie; add: Query<number>[] } {
  const hour = hourOf(call.now);
  const { account } = login;
  const endsHour = addHours(hour, login.remember ? REMEMBERED_HOURS : SESSION_HOURS);
  const family = current.digest('session family', [call.random]);
  const { cookie, add } = withToken({ account, family, begunHour: hour, endsHour }, call, current);
  const endOldest = sessionQueries.endOldestFamilies({
    account,
    family,
    // to a clock that jumped every other login would seem over
    hour: hourOf(endingTime(call)),
    most: SESSIONS_MAX - 1,
  });
  return { cookie, add: [endOldest, add] };
}

export interface Resumed {
  kind: SessionDecision;
  who: Who | undefined;
}

/** The owner of a session token. Writes nothing. */
export function* findSession({ token }: { token: string }, call: Call, vault: Vault): Operation<Resumed> {
  const found = yield* ask(...digests(token, vault).map((digest) => sessionQueries.findSession({ digest })));
  const row = found.find((session) => session !== undefined);
  const kind = decideSession(row, hourOf(call.now));
  return { kind, who: kind === 'good' && row !== undefined ? whoOf(row) : undefined };
}

/** Exchanges a session token for a new token of the same family, or ends the family of a copied token. */
export function* exchangeSession(
  { token }: { token: string },
  call: Call,
  vault: Vault,
): Operation<{ who: Who; cookie: SessionCookie | undefined } | undefined> {
  const hour = hourOf(call.now);
  const all = digests(token, vault);
  const locked = yield* ask(...all.map((digest) => sessionQueries.lockSession({ digest })));
  const row = locked.find((session) => session !== undefined);
  const kind = decideSession(row, hour);
  if (row === undefined || kind === 'unknown') return undefined;
  if (kind === 'copied') {
    yield* ask(endFamily(row));
    return undefined;
  }
  const [shown] = yield* ask(sessionQueries.findSession({ digest: row.digest }));
  if (shown === undefined) return undefined;
  if (kind === 'good') return { who: whoOf(shown), cookie: undefined };
  const { cookie, add } = withToken(row, call, vault.current);
  yield* ask(mustAffect(sessionQueries.rotateSession({ digest: row.digest, hour })), add);
  return { who: whoOf(shown), cookie };
}

/** Ends the session of a token together with its family, in any state of the token. */
export function* endSession({ token }: { token: string }, _call: Call, vault: Vault): Operation<number> {
  const found = yield* ask(...digests(token, vault).map((digest) => sessionQueries.lockSession({ digest })));
  const row = found.find((session) => session !== undefined);
  if (row === undefined) return 0;
  const [ended] = yield* ask(endFamily(row));
  return ended;
}

export interface SessionView {
  /** The first second of the hour in which the session began, and of the hour in which the session ends. */
  begun: Instant;
  ends: Instant;
  remembered: boolean;
  /** Whether this is the session of the browser that requests the list. */
  own: boolean;
}

export function* listSessions(who: Who, call: Call): Operation<SessionView[]> {
  const [rows] = yield* ask(sessionQueries.listSessions({ account: who.account, hour: hourOf(call.now) }));
  return rows.map((row) => ({
    begun: startOfHour(row.begunHour),
    ends: startOfHour(row.endsHour),
    remembered: isRemembered(row),
    own: row.family === who.family,
  }));
}

/**
 * Ends all sessions of the account except those of the requesting family; returns the number of ended tokens. The
 * account is locked first, so that no session is exchanged during the operation and survives under a new token.
 */
export function* endOtherSessions({ account, family }: Who): Operation<number> {
  const [, ended] = yield* ask(
    accountQueries.lockAccount({ account }),
    sessionQueries.endOtherFamilies({ account, family }),
  );
  return ended;
}

export function isRemembered(row: Pick<SessionRow, 'begunHour' | 'endsHour'>): boolean {
  return row.endsHour - row.begunHour > SESSION_HOURS;
}

function withToken(
  { account, family, begunHour, endsHour }: Pick<SessionRow, 'account' | 'family' | 'begunHour' | 'endsHour'>,
  call: Call,
  current: Generation,
): { cookie: SessionCookie; add: Query<number> } {
  const token = markToken('session', call.random, current);
  const freshHour = earlier(endsHour, addHours(hourOf(call.now), SESSION_HOURS));
  const row: SessionRow = {
    digest: digestUnder(current, token),
    generation: current.number,
    account,
    family,
    begunHour,
    freshHour,
    endsHour,
    rotatedHour: null,
  };
  const seconds = isRemembered(row) ? startOfHour(endsHour) - call.now : undefined;
  return { cookie: { token, seconds }, add: sessionQueries.addSession(row) };
}

function endFamily({ account, family }: SessionRow): Query<number> {
  return sessionQueries.endFamily({ account, family });
}

function digests(token: string, { live }: Vault): string[] {
  return live.map((generation) => digestUnder(generation, token));
}

function digestUnder(generation: Generation, token: string): string {
  return generation.digest('session', [token]);
}

function whoOf({ account, username, family }: Shown): Who {
  return { account, username, family };
}
