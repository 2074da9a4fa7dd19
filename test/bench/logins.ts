/**
 * What logins cost those who activate meanwhile: activations at an even pace, first alone and then beside twenty customers
 * who log in again and again, each with its slow hash. Guarantees that every login is a good one, through the portal's
 * own form. What is too much is for the reader to judge; twice the p99 is what was wanted.
 */

import { besideLoad, pacedLoad, stretchOf } from './beside.ts';
import { columnsOf } from './table.ts';

/** Times are in milliseconds, of activations. */
export interface LoginFigure {
  readonly perSecond: number;
  readonly p50Alone: number;
  readonly p99Alone: number;
  readonly p50Beside: number;
  readonly p99Beside: number;
  readonly customers: number;
  readonly logins: number;
  /** Activations that were told to come back. */
  readonly refused: number;
}

export interface LoginMeasuring {
  /** Its own, which is made. */
  readonly dataFolder: string;
  readonly licenses: number;
  /** Each has an account, and a license that no activation uses. */
  readonly customers: number;
  /** Activations. */
  readonly perSecond: number;
  /** Of each of the two stretches. */
  readonly milliseconds: number;
}

export const LOGIN_MEASURING = { licenses: 10_000, customers: 20, perSecond: 100, milliseconds: 10_000 };
const PASSWORD = 'correct horse battery staple';

export function measureLogins(measuring: LoginMeasuring): Promise<LoginFigure> {
  const { customers, perSecond, milliseconds } = measuring;
  return besideLoad(
    measuring,
    (site) => pacedLoad(site, site.keys.slice(customers), perSecond),
    async ({ keys, port }, load) => {
      const url = `http://127.0.0.1:${port}`;
      const usernames = await signUpAll(url, keys.slice(0, customers));
      const alone = await stretchOf(load, milliseconds);
      const over = new AbortController();
      const loggedIn = Promise.all(usernames.map((username) => logInUntil(url, username, over.signal)));
      const beside = await stretchOf(load, milliseconds);
      over.abort();
      const logins = (await loggedIn).reduce((sum, count) => sum + count, 0);
      return {
        perSecond,
        p50Alone: alone.p50,
        p99Alone: alone.p99,
        p50Beside: beside.p50,
        p99Beside: beside.p99,
        customers,
        logins,
        refused: alone.refused + beside.refused,
      };
    },
  );
}

/** Makes an account for each key, one after the other. */
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

async function logInUntil(url: string, username: string, over: AbortSignal): Promise<number> {
  let logins = 0;
  for (; !over.aborted; logins += 1) {
    await post(`${url}/login`, { username, password: PASSWORD }, 303);
  }
  return logins;
}

/** Sends a form as a browser does. @throws Error where the status is another */
async function post(url: string, typed: Record<string, string>, expected: number): Promise<void> {
  const headers = { origin: new URL(url).origin, accept: 'text/html' };
  const body = new URLSearchParams(typed);
  const answer = await fetch(url, { method: 'POST', redirect: 'manual', headers, body });
  await answer.arrayBuffer();
  if (answer.status !== expected) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
}

const TITLES = ['load/s', 'alone: p50 ms', 'p99 ms', 'beside: p50 ms', 'p99 ms', 'times', 'logins'];

export function writeLogins(figure: LoginFigure): string {
  const row = [
    String(figure.perSecond),
    figure.p50Alone.toFixed(1),
    figure.p99Alone.toFixed(1),
    figure.p50Beside.toFixed(1),
    figure.p99Beside.toFixed(1),
    (figure.p99Beside / figure.p99Alone).toFixed(2),
    String(figure.logins),
  ];
  const head = `Node ${process.version}; activations alone, and beside ${figure.customers} customers who log in again and again.`;
  return [head, columnsOf(TITLES, [row])].join('\n\n');
}
