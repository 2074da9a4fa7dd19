/**
 * A day of an attacker who knows the names of customers, in steps: the server's clock moves to the next request of the
 * attacker, and from time to time the customers do what they would do. So a day takes half a minute, and no request
 * waits for another. The attacker also guesses recovery codes, and asks for mails.
 */

import { MAIL_BUDGETS } from '../../server/accounts/mail-budget.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { PATHS as PAGES } from '../../server/portal/html/paths.ts';
import { Connection } from '../bench/connection.ts';
import { mailFor, wrongCode, wrongLogin } from './assaults.ts';
import { atLeast, atMost, percent, type Measure } from './measure.ts';
import { attackerAt, HOME, visitorAt } from './networks.ts';
import { Browser, bytesOf } from './requests.ts';
import { CUSTOMERS, emailOf, PASSWORD, type Site } from './site.ts';

/** Ten times as many as in the attack that locked an owner out: one at each second that `Retry-After` named. */
const TRIES_A_DAY = 5_160;
const CUSTOMERS_EVERY = 108;
const MAILS_EVERY = 36;
const CODES_EVERY = 10;
const CHANGES_EVERY = 8;
const OTHER_PASSWORD = 'fjord anvil and seven herons';
const LOGIN_MS_MAX = 2_000;
/** The comparisons of one name in a day, as required. */
const COMPARED_MAX = { ofSingle: 30, ofMany: 500 };

export interface Day {
  readonly site: Site;
  /** Networks of the attacker. */
  readonly networks: number;
}

interface Kind {
  done: number;
  all: number;
  slowestMs: number;
}

/** What the customers tried, and what came of it. */
class Customers {
  readonly kinds = { session: nothing(), 'known browser': nothing(), 'new browser': nothing() };
  readonly #site: Site;
  readonly #connection: Connection;
  readonly #live: Browser;
  readonly #known: Browser;
  #current = PASSWORD;
  #round = 0;

  constructor(site: Site, connection: Connection) {
    this.#site = site;
    this.#connection = connection;
    this.#live = new Browser(site.port);
    this.#known = new Browser(site.port);
  }

  async begin(): Promise<void> {
    for (const [browser, username] of [[this.#live, 'ada'] as const, [this.#known, 'bea'] as const]) {
      const typed = { username, password: PASSWORD, remember: 'yes' };
      const { status } = await browser.post(this.#connection, PAGES.logIn, HOME, typed);
      if (status !== 303) throw new Error(`/login answered ${status}`);
    }
  }

  /** Once each; in every other round, the session and the known browser are in the attacker's network. */
  async act(): Promise<void> {
    const round = this.#round++;
    const from = round % 2 === 0 ? attackerAt(0) : HOME;
    const { session, 'known browser': known, 'new browser': fresh } = this.kinds;
    const log = { username: 'bea', password: PASSWORD };
    if (round % CHANGES_EVERY === 0) {
      const next = this.#current === PASSWORD ? OTHER_PASSWORD : PASSWORD;
      const typed = { current: this.#current, next };
      if (await this.#try(session, 303, this.#live, PAGES.password, from, typed)) this.#current = next;
    }
    await this.#try(session, 200, this.#live, PAGES.codes, from, { current: this.#current });
    this.#known.close();
    await this.#try(known, 303, this.#known, PAGES.logIn, from, log);
    await this.#try(fresh, 303, new Browser(this.#site.port), PAGES.logIn, visitorAt(round), log);
  }

  async #try(
    kind: Kind,
    right: number,
    browser: Browser,
    ...request: [path: string, from: string, typed: Record<string, string>]
  ): Promise<boolean> {
    const began = performance.now();
    const { status } = await browser.post(this.#connection, ...request);
    const tookMs = performance.now() - began;
    kind.all += 1;
    kind.slowestMs = Math.max(kind.slowestMs, tookMs);
    const isDone = status === right && tookMs <= LOGIN_MS_MAX;
    kind.done += Number(isDone);
    return isDone;
  }
}

function nothing(): Kind {
  return { done: 0, all: 0, slowestMs: 0 };
}

export async function measureDay({ site, networks }: Day): Promise<Measure[]> {
  const connection = new Connection(site.port);
  const customers = new Customers(site, connection);
  await customers.begin();
  const attack = async (sent: ReturnType<typeof wrongCode>): Promise<void> => {
    await connection.send(bytesOf(site.port, sent));
  };
  for (let n = 0; n < TRIES_A_DAY; n++) {
    await site.ask({ ahead: DAY_SECONDS / TRIES_A_DAY });
    const from = attackerAt(n % networks);
    for (const username of CUSTOMERS)
      await attack(wrongLogin({ port: site.port, username, from, assault: 'lock-out' }));
    if (n % CODES_EVERY === 0) await attack(wrongCode(site.port, 'ada', from));
    if (n % MAILS_EVERY === 0)
      await attack(mailFor(site.port, 'ada', attackerAt((n / MAILS_EVERY) % networks)));
    if (n % CUSTOMERS_EVERY === 0) await customers.act();
  }
  const { attackers } = await site.ask({ ahead: 0 });
  const mails = await measureMails(site, networks, () =>
    attack(mailFor(site.port, 'ada', visitorAt(TRIES_A_DAY))),
  );
  connection.close();
  return [
    ...Object.entries(customers.kinds).flatMap(([name, { done, all, slowestMs }]) => [
      atLeast(`${name}: ${done} of ${all}`, percent(done, all), 99, '%'),
      atMost(`${name}, slowest`, slowestMs, LOGIN_MS_MAX, 'ms'),
    ]),
    ...CUSTOMERS.map((username) =>
      atMost(
        `passwords compared of ${username}`,
        attackers[`lock-out ${username}`] ?? 0,
        networks === 1 ? COMPARED_MAX.ofSingle : COMPARED_MAX.ofMany,
      ),
    ),
    atMost('argon2 runs for recovery codes', attackers['codes ada'] ?? 0, 0),
    ...mails,
  ];
}

/**
 * The mails that the attacker has caused; and where twenty networks have not asked for the address, that its owner gets
 * the one that she asks for now. A budget is full when the day begins, and refills once in it.
 */
async function measureMails(
  site: Site,
  networks: number,
  askAsOwner: () => Promise<void>,
): Promise<Measure[]> {
  const { asker, firsts, further } = MAIL_BUDGETS;
  const most = 2 * (networks === 1 ? asker.quota : firsts.quota + further.quota);
  const sent = async (): Promise<number> =>
    (await site.deliver()).filter((to) => to === emailOf('ada')).length;
  const caused = await sent();
  const measures = [atMost('mails to ada', caused, most)];
  if (networks >= firsts.quota) return measures;
  await askAsOwner();
  return [...measures, atLeast('mails to ada when she asks herself', (await sent()) - caused, 1)];
}
