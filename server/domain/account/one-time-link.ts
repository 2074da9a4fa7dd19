/**
 * One-time links: ten minutes to show that one reads mail at an address. A link counts only in the browser that asked
 * for it; where it cannot be opened there, a short code is typed instead, a few times at most. Stored are digests alone.
 * Leaves to `recovery.ts` and the others what a link opens.
 */

import { addSeconds, hourOf, type Instant, type Hour } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount, rows } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** A row of `links`. */
interface LinkRow {
  digest: string;
  /** Of the secret that keyed the digests. */
  generation: number;
  purpose: 'password' | 'email';
  /** Null: nobody's, for an address that is not known. */
  account: Id | null;
  browser: string;
  code: string;
  about: string | null;
  tries: number;
  /** Its last second. */
  endsSecond: Instant;
  hour: Hour;
}

export const linkQueries = defineQueries({
  addLink: rowCount<LinkRow>(),
  findLink: optionalRow<{ digest: string }, LinkRow>(),
  lockLink: optionalRow<{ digest: string }, LinkRow>(),
  lockLinksOfBrowser: rows<{ browser: string }, LinkRow>(),
  /** A code was typed that is of none of them. */
  countTry: rowCount<{ browser: string }>(),
  listLinks: rows<{ account: Id }, LinkRow>(),
  dropLinks: rowCount<{ account: Id }>(),
});

export const LINK_SECONDS = 600;
const TRIES_MAX = 5;

/** Crockford's: without I, L, O, U. 8 of them are 40 bits, guessed at five times. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_SYMBOLS = 8;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

interface MakeLink extends Pick<LinkRow, 'purpose' | 'account' | 'about'> {
  /** Random, and known to the browser that asks alone. */
  browser: string;
}

interface MadeLink {
  /** What the address of the link ends with. */
  link: string;
  /** `XXXX-XXXX` */
  code: string;
  add: Query<number>;
}

/** @param nth of those that this operation makes */
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
    endsSecond: addSeconds(call.now, LINK_SECONDS),
    hour: hourOf(call.now),
  });
  return { link, code: `${code.slice(0, 4)}-${code.slice(4)}`, add };
}

/** What a customer shows: the link that was followed, or the code that was typed. */
export type Shown = { link: string } | { code: string };

export interface ShownWhere {
  purpose: LinkRow['purpose'];
  browser: string;
}

/** `elsewhere`: good, in another browser. `over`: used, too late, or never there. `wrong`: the code is of no link. */
export type Taken = { is: 'good'; row: LinkRow & { account: Id } } | { is: 'elsewhere' | 'over' | 'wrong' };

/** How a link stands, for the page that it opens; writes nothing. */
export function* findLink(
  { link }: { link: string },
  where: ShownWhere,
  call: Call,
  vault: Vault,
): Operation<Taken> {
  const found = yield* ask(...digestsOf(link, vault).map((digest) => linkQueries.findLink({ digest })));
  return standingOf(found, where, call, vault);
}

/** Takes a link or a code at its word, and counts a wrong code. The caller drops the links of the account. */
export function* takeLink(shown: Shown, where: ShownWhere, call: Call, vault: Vault): Operation<Taken> {
  if ('code' in shown) return yield* takeCode(shown.code, where, call, vault);
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

function* takeCode(typed: string, where: ShownWhere, call: Call, vault: Vault): Operation<Taken> {
  const code = canonicalCode(typed);
  const browsers = vault.live.map((generation) => generation.digest('link browser', [where.browser]));
  const found = yield* ask(...browsers.map((browser) => linkQueries.lockLinksOfBrowser({ browser })));
  for (const [index, rows] of found.entries()) {
    const digest = vault.live[index]?.digest('link code', [code]) ?? '';
    const row = rows.find((link) => isOpen(link, where, call) && vault.same(link.code, digest));
    if (row !== undefined && isOpen(row, where, call)) return { is: 'good', row };
  }
  // of nobody's links too: so a code typed after an unknown address ends in the same way
  const waits = found.flat().some((row) => isWaiting(row, where, call));
  if (!waits) return { is: 'over' };
  yield* ask(...browsers.map((browser) => linkQueries.countTry({ browser })));
  return { is: 'wrong' };
}

function isWaiting(row: LinkRow, { purpose }: ShownWhere, { now }: Call): boolean {
  return row.purpose === purpose && row.endsSecond >= now && row.tries < TRIES_MAX;
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

/** As it may be typed: in small letters, with spaces, with the letters that are taken for digits. */
function canonicalCode(typed: string): string {
  return typed
    .slice(0, 64)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}
