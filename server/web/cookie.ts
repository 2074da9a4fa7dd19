/**
 * Reads and writes the portal's cookies: the session cookie, the cookie that keeps a browser known after the session,
 * the cookie that binds a recovery to its browser, the cookie of a chosen language, and a cookie that shows whether a
 * browser keeps cookies at all. All are HttpOnly, Secure and host-only; the prefix `__Host-` makes the browser enforce this. Over plain http, which is for loopback only, the cookies have no prefix, because
 * browsers reject the prefix there.
 */

import { KNOWN_BROWSER_DAYS } from '../domain/inventory/account-tables.ts';
import { DAY_SECONDS } from '../domain/kernel/day.ts';

/** The form of the tokens that the server creates: 32 bytes in base64url. */
const TOKEN = /^[\w-]{43}$/;
/** The form of the cookie of a known browser: random bytes, a day and a MAC. */
const KNOWN = /^[\w-]{22}\.[1-9]\d{0,5}\.[\w-]{22}$/;
const KNOWN_SECONDS = KNOWN_BROWSER_DAYS * DAY_SECONDS;
/** The only value of the probe cookie, the same for everybody. */
const PROBE_VALUE = 'kept';
const PROBE_SECONDS = 3_600;
/** The form of the cookie of a chosen language: a language tag. */
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z\d]{1,8}){0,3}$/;
const LANGUAGE_SECONDS = 180 * DAY_SECONDS;

export type CookieUse = 'session' | 'known' | 'recovery' | 'probe' | 'language';

export interface Cookie {
  readonly use: CookieUse;
  /** The token or the tag in the cookie; empty to delete the cookie. */
  readonly token: string;
  /** The cookie's Max-Age in seconds; undefined for a cookie that ends with the browser session. */
  readonly seconds: number | undefined;
}

/** A cookie that deletes the session cookie of a browser. */
export const NO_SESSION: Cookie = { use: 'session', token: '', seconds: undefined };

/** A cookie that keeps a browser known. */
export function knownBrowser(token: string): Cookie {
  return { use: 'known', token, seconds: KNOWN_SECONDS };
}

/** A cookie that deletes the cookie of a known browser. */
export const NO_KNOWN_BROWSER: Cookie = knownBrowser('');

/** A cookie that the browser returns with the next form, if it keeps cookies. */
export const PROBE: Cookie = { use: 'probe', token: PROBE_VALUE, seconds: PROBE_SECONDS };
export const NO_PROBE: Cookie = { ...PROBE, token: '' };

/** A cookie that keeps the language that a reader chose. @param tag its language tag; empty to forget the choice */
export function chosenLanguage(tag: string): Cookie {
  return { use: 'language', token: tag, seconds: LANGUAGE_SECONDS };
}

interface Named {
  readonly name: string;
  readonly value: RegExp;
}

const USES: Readonly<Record<CookieUse, Named>> = {
  session: { name: 'quietkey', value: TOKEN },
  known: { name: 'quietkey-known', value: KNOWN },
  recovery: { name: 'quietkey-recovery', value: TOKEN },
  probe: { name: 'quietkey-probe', value: new RegExp(`^${PROBE_VALUE}$`) },
  language: { name: 'quietkey-language', value: LANGUAGE },
};

function nameOf(use: CookieUse, secure: boolean): string {
  const { name } = USES[use];
  return secure ? `__Host-${name}` : name;
}

/**
 * Reads the tokens in the cookies that a browser sent. A cookie that was sent twice is ignored, because one of the two
 * may be planted.
 */
export function readCookies(header: string | undefined, secure: boolean): Partial<Record<CookieUse, string>> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const read = Object.entries(USES).flatMap(([use, { value }]) => {
    const start = `${nameOf(use as CookieUse, secure)}=`;
    const tokens = pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
    const [token = ''] = tokens;
    return tokens.length === 1 && value.test(token) ? [[use, token]] : [];
  });
  return Object.fromEntries(read) as Partial<Record<CookieUse, string>>;
}

/** Writes a cookie as the value of a Set-Cookie header. */
export function writeCookie({ use, token, seconds }: Cookie, secure: boolean): string {
  const life = token === '' ? '; Max-Age=0' : seconds === undefined ? '' : `; Max-Age=${seconds}`;
  return `${nameOf(use, secure)}=${token}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${life}`;
}
