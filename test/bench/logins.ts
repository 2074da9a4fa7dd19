/**
 * The effect of logins on activations: activations at an even pace, first alone and then while twenty customers log in
 * repeatedly, each with a slow password hash. Every login succeeds, by the portal's form. The goal was at most twice the
 * p99; the report does not judge it.
 */

import { PROBE, writeCookie } from '../../server/web/cookie.ts';
import { underLoad, pacedLoad, stretchOf } from './under-load.ts';
import { columnsOf } from './table.ts';

/** Times of activations, in milliseconds. */
export interface LoginFigure {
  readonly perSecond: number;
  readonly p50Alone: number;
  readonly p99Alone: number;
  readonly p50WithLogins: number;
  readonly p99WithLogins: number;
  readonly customers: number;
  readonly logins: number;
  /** Activations that were refused as busy. */
  readonly refused: number;
}

export interface LoginMeasuring {
  /** A new folder. */
  readonly dataFolder: string;
  readonly licenses: number;
  /** Each has an account, and a license without activations. */
  readonly customers: number;
  /** Activations per second. */
  readonly perSecond: number;
  /** The length of each of the two intervals. */
  readonly milliseconds: number;
}

export const LOGIN_MEASURING = { licenses: 10_000, customers: 20, perSecond: 100, milliseconds: 10_000 };
const PASSWORD = 'correct horse battery staple';

export function measureLogins(measuring: LoginMeasuring): Promise<LoginFigure> {
  const { customers, perSecond, milliseconds } = measuring;
  return underLoad(
    measuring,
    (site) => pacedLoad(site, site.keys.slice(customers), perSecond),
    async ({ keys, port }, load) => {
      const url = `http://127.0.0.1:${port}`;
      const usernames = await signUpAll(url, keys.slice(0, customers));
      const alone = await stretchOf(load, milliseconds);
      const over = new AbortController();
      const loggedIn = Promise.all(usernames.map((username) => logInUntil(url, username, over.signal)));
      const withLogins = await stretchOf(load, milliseconds);
      over.abort();
      const logins = (await loggedIn).reduce((sum, count) => sum + count, 0);
      return {
        perSecond,
        p50Alone: alone.p50,
        p99Alone: alone.p99,
        p50WithLogins: withLogins.p50,
        p99WithLogins: withLogins.p99,
        customers,
        logins,
        refused: [alone, withLogins].reduce(
          (sum, { refused, unavailable }) => sum + refused + unavailable,
          0,
        ),
      };
    },
  );
}

/** Creates an account for each key. */
async function signUpAll(url: string, keys: readonly string[]): Promise<string[]> {
  const page = await (await fetch(`${url}/signup`)).text();
  const terms = /<input[^>]*name="terms"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? '';
  const usernames: string[] = [];
  for (const [nth, licenseKey] of keys.entries()) {
    const username = `customer-${nth}`;
    await post(`${url}/signup`, { username, password: PASSWORD, licenseKey, terms }, 200);
    usernames.push(username);
  }
  return usernames;
}

/** Logs in again and again. A login that gets no turn in two seconds is answered 503, and is not counted. */
async function logInUntil(url: string, username: string, over: AbortSignal): Promise<number> {
  let logins = 0;
  while (!over.aborted) {
    const status = await post(`${url}/login`, { username, password: PASSWORD }, 303, 503);
    logins += Number(status === 303);
  }
  return logins;
}

/** Sends a form as a browser does. Returns the status. @throws Error for a status that is not expected */
async function post(url: string, typed: Record<string, string>, ...expected: number[]): Promise<number> {
  const cookie = writeCookie(PROBE, false).split(';')[0] ?? '';
  const headers = { origin: new URL(url).origin, accept: 'text/html', cookie };
  const body = new URLSearchParams(typed);
  const answer = await fetch(url, { method: 'POST', redirect: 'manual', headers, body });
  await answer.arrayBuffer();
  if (!expected.includes(answer.status))
    throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
  return answer.status;
}

const TITLES = ['load/s', 'alone: p50 ms', 'p99 ms', 'with logins: p50 ms', 'p99 ms', 'p99 ratio', 'logins'];

export function writeLogins(figure: LoginFigure): string {
  const row = [
    String(figure.perSecond),
    figure.p50Alone.toFixed(1),
    figure.p99Alone.toFixed(1),
    figure.p50WithLogins.toFixed(1),
    figure.p99WithLogins.toFixed(1),
    (figure.p99WithLogins / figure.p99Alone).toFixed(2),
    String(figure.logins),
  ];
  const head = `Node ${process.version}; activations alone, and while ${figure.customers} customers log in repeatedly.`;
  return [head, columnsOf(TITLES, [row])].join('\n\n');
}
