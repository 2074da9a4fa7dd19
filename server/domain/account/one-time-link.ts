/**
 * One-time links: within ten minutes, a person proves that they can read mail at an address. A link is valid only in
 * the browser that asked for the link. If the link cannot be opened in that browser, the person types a short code
 * instead, and has only a few attempts. Only digests of links and codes are stored. `recovery.ts` and others decide
 * what a link opens.
 */

import { addSeconds, hourOf, upToMinute, type Instant, type Hour } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount, rows } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** A row of `links`. */
interface LinkRow {
  digest: string;
  /** The generation of the secret that keyed the digests of the link. */
  generation: number;
  purpose: 'password' | 'email';
  /** The account that the link is for; null: the link was asked for an unknown address. */
  account: Id | null;
  browser: string;
  code: string;
  about: string | null;
  tries: number;
  /** The last second in which the link is valid. */
  endsSecond: Instant;
  hour: Hour;
}

export const linkQueries = defineQueries({
  addLink: rowCount<LinkRow>(),
  findLink: optionalRow<{ digest: string }, LinkRow>(),
  lockLink: optionalRow<{ digest: string }, LinkRow>(),
  lockLinksOfBrowser: rows<{ browser: string }, LinkRow>(),
  /** Counts a typed code that matches no link of the browser. */
  countTry: rowCount<{ browser: string }>(),
  dropLinks: rowCount<{ account: Id }>(),
});

export const LINK_SECONDS = 600;
/** The number of wrong codes after which the links of a browser are invalid. */
export const LINK_TRIES = 5;

/**
 * The symbols of Crockford's base32, without I, L, O and U. A code of 8 symbols has 40 bits; five attempts are allowed.
 */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_SYMBOLS = 8;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

interface MakeLink extends Pick<LinkRow, 'purpose' | 'account' | 'about'> {
  /** A random text that only the browser that asked for the link knows. */
  browser: string;
}

interface MadeLink {
  /** The token at the end of the link's URL. */
  link: string;
  /** The code that can be typed instead of opening the link, in the form `XXXX-XXXX`. */
  code: string;
  add: Query<number>;
}

/** Makes a one-time link and its code. @param nth index among the links of the operation */
export function makeLink(input: MakeLink, nth: number, call: Call, { current }: Vault): MadeLink {
  const link = current.digest('link token', [call.random, String(nth)]);
  const code = codeOf(current.digest('typed code', [link]));
  const add = linkQueries.addLink({
    ...input,
    digest: current.digest('link', [link]),
    generation: current.number,
    browser: current.digest('link browser', [input.browser]),
    code: current.digest('link code', [code]),
    tries: 0,
    // whole minutes, so that the second of the request is not stored
    endsSecond: upToMinute(addSeconds(call.now, LINK_SECONDS)),
    hour: hourOf(call.now),
  });
  return { link, code: `${code.slice(0, 4)}-${code.slice(4)}`, add };
}

/** What the customer presents: the opened link, or the typed code. */
export type Shown = { link: string } | { code: string };

export interface ShownWhere {
  purpose: LinkRow['purpose'];
  browser: string;
}

/**
 * The result of presenting a link or a code. `elsewhere`: the link is valid in another browser. `over`: the link is
 * used up, expired or unknown. `wrong`: the code matches no link.
 */
export type Taken = { is: 'good'; row: LinkRow & { account: Id } } | { is: 'elsewhere' | 'over' | 'wrong' };

/** What a link stores for its purpose; undefined: it is of another kind. @param about the column `about` of the link */
export function readAbout<About extends { kind: string }>(
  kind: About['kind'],
  about: string | null,
): About | undefined {
  const read = JSON.parse(about ?? '{}') as { kind?: unknown };
  return read.kind === kind ? (read as About) : undefined;
}

/** The status of a link, for the page that the link opens. Writes nothing. */
export function* findLink(
  { link }: { link: string },
  where: ShownWhere,
  call: Call,
  vault: Vault,
): Operation<Taken> {
  const found = yield* ask(...digestsOf(link, vault).map((digest) => linkQueries.findLink({ digest })));
  return standingOf(found, where, call, vault);
}

/** Checks a link or a code, and counts a wrong code. The caller deletes the links of the account. */
export function* takeLink(shown: Shown, where: ShownWhere, call: Call, vault: Vault): Operation<Taken> {
  if ('code' in shown) {
    const taken = yield* takeCode(shown.code, where, call, vault);
    if (taken.is === 'wrong') yield* countWrongCode(where, vault);
    return taken;
  }
  const found = yield* ask(...digestsOf(shown.link, vault).map((digest) => linkQueries.lockLink({ digest })));
  return standingOf(found, where, call, vault);
}

function standingOf(
  found: readonly (LinkRow | undefined)[],
  where: ShownWhere,
  call: Call,
  vault: Vault,
): Taken {
  const row = found.find((candidate) => candidate !== undefined);
  if (row === undefined || !isOpen(row, where, call)) return { is: 'over' };
  const maker = vault.live.find(({ number }) => number === row.generation);
  const browser = maker?.digest('link browser', [where.browser]) ?? '';
  return vault.same(browser, row.browser) ? { is: 'good', row } : { is: 'elsewhere' };
}

/**
 * Counts one submitted form as wrong, however many wrong codes it has. After five such forms, the links of the browser
 * are invalid.
 */
export function* countWrongCode({ browser }: Pick<ShownWhere, 'browser'>, vault: Vault): Operation<void> {
  yield* ask(...browsersOf(browser, vault).map((digest) => linkQueries.countTry({ browser: digest })));
}

/** Checks a code. The caller counts a wrong code. */
export function* takeCode(typed: string, where: ShownWhere, call: Call, vault: Vault): Operation<Taken> {
  const code = canonicalCode(typed);
  const browsers = browsersOf(where.browser, vault);
  const found = yield* ask(...browsers.map((browser) => linkQueries.lockLinksOfBrowser({ browser })));
  for (const [index, rows] of found.entries()) {
    const digest = vault.live[index]?.digest('link code', [code]) ?? '';
    const row = rows.find((link) => isOpen(link, where, call) && vault.same(link.code, digest));
    if (row !== undefined && isOpen(row, where, call)) return { is: 'good', row };
  }
  // links without an account are included: a code typed after an unknown address gets the same answer
  const waits = found.flat().some((row) => isWaiting(row, where, call));
  return { is: waits ? 'wrong' : 'over' };
}

function browsersOf(browser: string, { live }: Vault): string[] {
  return live.map((generation) => generation.digest('link browser', [browser]));
}

function isWaiting(row: LinkRow, { purpose }: ShownWhere, { now }: Call): boolean {
  return row.purpose === purpose && row.endsSecond >= now && row.tries < LINK_TRIES;
}

function isOpen(row: LinkRow, where: ShownWhere, call: Call): row is LinkRow & { account: Id } {
  return row.account !== null && isWaiting(row, where, call);
}

function digestsOf(link: string, { live }: Vault): string[] {
  return live.map((generation) => generation.digest('link', [link]));
}

function codeOf(digest: string): string {
  const signs = digest.slice(0, CODE_SYMBOLS).split('');
  return signs.map((sign) => SYMBOLS[BASE64URL.indexOf(sign) % SYMBOLS.length]).join('');
}

/** The canonical form of a typed code. Lower case, spaces, and letters that look like digits are accepted. */
function canonicalCode(typed: string): string {
  return typed
    .slice(0, 64)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}
