/**
 * The honest clients, in a process of their own: apps that activate and renew, an operator's program, and customers with
 * a live session, a known browser, and new browsers. Some of the customers share a network with an attacker.
 */

import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { PATHS as PAGES } from '../../server/portal/html/paths.ts';
import { answerParent, givenByParent } from '../bench/child.ts';
import { Connection } from '../bench/connection.ts';
import { newActivation, postBytes, renewal, type ActivatedMachine } from '../bench/machines.ts';
import { DEEDS, type Deed, type Rates } from './deeds.ts';
import { attackerAt, HOME, visitorAt } from './networks.ts';
import { openTally, startPace, type Tally } from './pace.ts';
import { Browser, bytesOf } from './requests.ts';
import { PASSWORD, type Site } from './site.ts';

export type HonestGiven = Pick<Site, 'port' | 'keys' | 'token'>;

export interface Deeds {
  readonly port: number;
  readonly perSecond: Rates;
}

export type HonestAnswers = typeof answers;

interface Doing {
  readonly connections: number;
  /** The status of success. */
  readonly right: number;
  readonly send: (connection: Connection, n: number) => Promise<number>;
}

const given = await givenByParent<HonestGiven>();
const machines: ActivatedMachine[] = [];
const [live, known] = [new Browser(given.port), new Browser(given.port)];
/** Every other time from the network of an attacker. */
const homeOrFlooded = (n: number): string => (n % 2 === 0 ? HOME : attackerAt(n % 8));
const logIn = async (browser: Browser, connection: Connection, from: string, username: string) =>
  (await browser.post(connection, PAGES.logIn, from, { username, password: PASSWORD })).status;

const DOING: Readonly<Record<Deed, Doing>> = {
  activation: { connections: 16, right: 200, send: activate },
  renewal: { connections: 4, right: 200, send: renew },
  token: { connections: 2, right: 200, send: listProducts },
  // one after another, as a person clicks
  session: {
    connections: 1,
    right: 200,
    send: async (connection, n) =>
      (await live.post(connection, PAGES.codes, homeOrFlooded(n), { current: PASSWORD })).status,
  },
  knownBrowser: {
    connections: 1,
    right: 303,
    send: (connection, n) => {
      known.close();
      return logIn(known, connection, homeOrFlooded(n), 'bea');
    },
  },
  newBrowser: {
    connections: 2,
    right: 303,
    send: (connection, n) => logIn(new Browser(given.port), connection, visitorAt(n), 'bea'),
  },
};

async function activate(connection: Connection): Promise<number> {
  const request = newActivation(given.keys);
  const { status, body } = await connection.send(postBytes(PATHS.activations, request, 'kept'));
  const answer = JSON.parse(body.toString('utf8')) as ActivatedMachine['answer'];
  if (status === 200 && 'secret' in answer) machines.push({ tags: request.tags, answer });
  return status;
}

/** Each machine renews once. */
async function renew(connection: Connection): Promise<number> {
  const machine = machines.pop();
  if (machine === undefined) throw new Error('more renewals than activations');
  const { path, body } = renewal(machine);
  return (await connection.send(postBytes(path, body, 'kept'))).status;
}

async function listProducts(connection: Connection): Promise<number> {
  const headers = { authorization: `Bearer ${given.token}` };
  const asked = { method: 'GET', path: PATHS.products, from: HOME, headers } as const;
  return (await connection.send(bytesOf(given.port, asked))).status;
}

const tallies = DEEDS.map((deed) => [deed, openTally(DOING[deed].right)] as const);
let stops: (() => Promise<void>)[] = [];

function begin({ port, perSecond }: Deeds): void {
  stops = tallies.flatMap(([deed, { onAnswer }]) => {
    const rate = perSecond[deed];
    if (rate === undefined) return [];
    const { connections, send } = DOING[deed];
    return [startPace({ port, perSecond: rate, connections, send, onAnswer })];
  });
}

/** Logs in the customer with a live session, and the one whose browser is known from then on. */
async function logInBoth(): Promise<void> {
  const connection = new Connection(given.port);
  const statuses = [await logIn(live, connection, HOME, 'ada'), await logIn(known, connection, HOME, 'bea')];
  connection.close();
  if (statuses.some((status) => status !== 303)) throw new Error(`/login answered ${statuses.join(', ')}`);
}

/** What was done since the last call. */
function take(): Record<Deed, Tally> {
  return Object.fromEntries(tallies.map(([deed, { take: taken }]) => [deed, taken()])) as Record<Deed, Tally>;
}

async function end(): Promise<void> {
  await Promise.all(stops.map((stop) => stop()));
}

const answers = { begin, logInBoth, take, end };
answerParent(answers);
