/**
 * The portal's cookies, read and written: the one of a session, and the one that binds a started recovery to its
 * browser. Guarantees that no script, no plain connection and no neighbouring host can read or set them, as far as the
 * browser's prefix promises that; on plain http, which is for loopback only, a browser takes no such prefix.
 */

/** Exactly what the server gives out: 32 bytes. */
const TOKEN = /^[\w-]{43}$/;

export type CookieUse = 'session' | 'recovery';

export interface Cookie {
  readonly use: CookieUse;
  /** Empty: the cookie is taken back. */
  readonly token: string;
  /** Life in the browser; undefined: until it is closed. */
  readonly seconds: number | undefined;
}

/** Takes the session's cookie back. */
export const NO_SESSION: Cookie = { use: 'session', token: '', seconds: undefined };

const USES: readonly CookieUse[] = ['session', 'recovery'];

function nameOf(use: CookieUse, secure: boolean): string {
  const name = use === 'session' ? 'quietkey' : 'quietkey-recovery';
  return secure ? `__Host-${name}` : name;
}

/** The token that a browser shows; undefined where it shows none, or two, of which one may be planted. */
export function readCookies(header: string | undefined, secure: boolean): Partial<Record<CookieUse, string>> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const read = USES.flatMap((use) => {
    const start = `${nameOf(use, secure)}=`;
    const tokens = pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
    const [token = ''] = tokens;
    return tokens.length === 1 && TOKEN.test(token) ? [[use, token]] : [];
  });
  return Object.fromEntries(read) as Partial<Record<CookieUse, string>>;
}

/** As a Set-Cookie header. */
export function writeCookie({ use, token, seconds }: Cookie, secure: boolean): string {
  const life = token === '' ? '; Max-Age=0' : seconds === undefined ? '' : `; Max-Age=${seconds}`;
  return `${nameOf(use, secure)}=${token}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${life}`;
}
