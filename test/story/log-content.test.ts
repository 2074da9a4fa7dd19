/**
 * The content of the log: a server process at its most verbose level is asked every route with a canary in each part of
 * a request: valid, refused, malformed, broken, and with a database that fails with the value in its message. The log
 * may contain none of them, in any form. The data folder may contain none of what is never stored.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { rmSync } from 'node:fs';
import { TELEMETRY_PATHS } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { finderOf, formsOf, searchFolder, type Needle } from '../../scripts/demo/search.ts';
import { SCOPES } from '../../server/domain/operator/operator.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import type { Route } from '../../server/http/route.ts';
import { ROUTES } from '../../server/http/routes.ts';
import type { Question } from '../server/http/asking.ts';
import { addressOf, bodyFor, EMAIL, sell, type Sold } from '../server/http/shop.ts';
import { startNode, type Node } from '../support/nodes.ts';
import { ownDatabase } from '../support/postgres.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

/** The suffix of a username at which the database is made to fail. */
const BREAKS = '-breaks';
const TOO_LARGE = 20_000;
/** At least so many values are searched for, in at least so many forms. */
const CANARIES = 25;
const ENCODINGS = 700;
/** What may be in no file of the data folder either, by the name of a canary. */
const NEVER_STORED =
  /^(?:(?:next )?password|license key|code|email|half|other half|a? ?cookie|token of an address|what was sold)\b/;
/** The last addresses are those of valid requests. */
const ADDRESSES = 5;

interface Engine {
  readonly name: string;
  open(): Promise<Opened>;
}

interface Opened {
  readonly world: TestWorld;
  /** The location of the database, for the server's environment. */
  readonly settings: Readonly<Record<string, string>>;
  /** Makes an insert of such a username fail, with a message that repeats it. */
  readonly sabotage: () => Promise<void>;
  readonly end: () => Promise<void>;
}

const ENGINES: readonly Engine[] = [
  {
    name: 'SQLite',
    open: async () => {
      const world = await openTestWorld();
      const sabotage = (): Promise<void> => {
        const database = new Database(databasePath(world.config));
        database.exec(
          `CREATE TRIGGER breaking BEFORE INSERT ON activations WHEN NEW.username LIKE '%${BREAKS}'
           BEGIN SELECT RAISE(ABORT, 'no ' || NEW.username); END`,
        );
        database.close();
        return Promise.resolve();
      };
      return { world, settings: {}, sabotage, end: () => Promise.resolve() };
    },
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      const database = await ownDatabase();
      const settings = { DATABASE_URL: database.url };
      const sabotage = async (): Promise<void> => {
        await database.query(
          `CREATE FUNCTION breaking() RETURNS trigger LANGUAGE plpgsql
           AS $$ BEGIN RAISE EXCEPTION 'no %', NEW.username USING DETAIL = NEW.username, ERRCODE = '23514'; END $$`,
        );
        await database.query(
          `CREATE TRIGGER breaking BEFORE INSERT ON activations FOR EACH ROW
           WHEN (NEW.username LIKE '%${BREAKS}') EXECUTE FUNCTION breaking()`,
        );
      };
      const end = () => database.end();
      return { world: await openTestWorld('in-thread', settings), settings, sabotage, end };
    },
  },
];

const letters = (count: number): string =>
  Array.from({ length: count }, () => 'bcdfghjkmnpqrstvwxz'[randomInt(19)]).join('');

/** Unique values, each recorded with the place in which it was sent. */
class Canaries {
  readonly needles: Needle[] = [];
  #networks = 0;

  text(name: string, text = letters(12)): string {
    this.needles.push({ name, text });
    return text;
  }

  /** In the form of ids, tags and nonces. */
  random(name: string): string {
    const bytes = randomBytes(16);
    const text = bytes.toString('base64url');
    this.needles.push({ name, text, bytes });
    return text;
  }

  /** An address, each in its own network, so that no rate limit ends the round. */
  address(name: string): string {
    const groups = Array.from({ length: 4 }, () => `a${randomBytes(2).toString('hex').slice(1)}`);
    this.needles.push({ name, text: groups.join(':'), bytes: Buffer.from(groups.join(''), 'hex') });
    this.#networks += 1;
    return `2001:db8:${this.#networks.toString(16)}:${groups.join(':')}:7`;
  }
}

/** The route with every kind of invalid request. */
function spoilt(row: Route, sold: Sold, canaries: Canaries, token: string): Question[] {
  const named = (place: string): string => canaries.text(`${place} of ${row.method} ${row.path}`);
  const path = addressOf(row, sold);
  const parts = Object.fromEntries(
    ['product', 'license', 'activation'].map((part) => [part, canaries.random(`${part} in a path`)]),
  );
  const body = 'operation' in row && row.body !== undefined ? bodyFor(row, sold) : undefined;
  const basic = { authorization: `Basic ${named('credentials')}` };
  const questions: Question[] = [
    { path, token: named('token'), body },
    { path, headers: basic, body },
    { path: addressOf(row, sold, parts), token, body },
    { path: `${path}?${named('name in the query')}=${named('query')}`, token, body },
    { path: `${path}?reason=${named('reason')}`, token, body },
    { path: `${path}?purpose=support:${named('purpose')}`, token, body },
    { path: `${path}?purpose=${named('purpose without a kind')}`, token, body },
    { path, token, body: `{"${named('name in broken JSON')}": "${named('broken JSON')}` },
    { path, token, body, headers: { 'content-type': `text/${named('type')}` } },
    { path, token, body: { [named('unknown name')]: named('unknown field') } },
    { path, token, body: JSON.stringify(named('large body').repeat(TOO_LARGE)) },
    ...Object.keys(body ?? {}).map((field) => ({ path, token, body: { ...body, [field]: named(field) } })),
  ];
  return questions.map((question) => withHeaders(row, question, canaries));
}

/** Sells a license that stays in no account, of a product that stores usernames. Returns the license key. */
async function sellUnowned({ run }: TestWorld): Promise<string> {
  const terms = { usernameRequired: true };
  await run(operations.licensing.addProduct, { product: 'radar', name: 'Radar', terms });
  return (await run(operations.licensing.issueLicense, { product: 'radar', email: EMAIL })).licenseKey;
}

/** The route with a valid request. */
function whole(row: Route, sold: Sold & { radar: string }, canaries: Canaries, token: string): Question[] {
  const path = addressOf(row, sold);
  if (!('operation' in row) || row.body === undefined) return [withHeaders(row, { path, token }, canaries)];
  const random = (name: string): string => canaries.random(`${name} of ${row.operation.name}`);
  const text = (name: string): string => canaries.text(`${name} of ${row.operation.name}`);
  const email = `${text('email')}@example.com`;
  const machine = () => ({ tags: [random('tag'), random('tag')], nonce: random('nonce') });
  const more: Readonly<Record<string, object[]>> = {
    activate: [
      { ...machine(), username: text('username') },
      { ...machine(), product: 'radar', licenseKey: sold.radar, username: text('username') + BREAKS },
    ],
    addProduct: [{ name: text('name') }],
    issueLicense: [
      { email, order: 'A-1' },
      { email: `${text('email')}@example.com`, order: 'A-1' },
      { order: text('order') },
    ],
    findLicenses: [{ email }],
    suspendLicense: [{ reason: text('reason') }],
  };
  const bodies = [{}, ...(more[row.operation.name] ?? [])].map((change) => ({
    ...bodyFor(row, sold),
    ...change,
  }));
  return bodies.map((body) => withHeaders(row, { path, token, body }, canaries));
}

function withHeaders(row: Route, question: Question, canaries: Canaries): Question {
  const headers = {
    'user-agent': canaries.text('user agent'),
    'x-forwarded-for': canaries.address('address'),
    'idempotency-key': canaries.text('idempotency key'),
    [`x-${canaries.text('name of a header')}`]: canaries.text('header'),
    ...question.headers,
  };
  return { method: row.method.toUpperCase(), ...question, headers };
}

/**
 * The portal's forms, refused and accepted: an account is created, filled and opened. Returns the number of requests.
 */
async function useAsCustomer(node: Node, sold: Sold, canaries: Canaries): Promise<number> {
  const [username, password] = [canaries.text('username typed'), `${canaries.text('password typed')} herons`];
  const text = (name: string): string => canaries.text(`${name} typed`);
  const token = `${canaries.random('half a cookie')}${canaries.random('other half')}`.slice(0, 43);
  const page = await node.ask({ path: '/signup' });
  const terms = /<input[^>]*name="terms"[^>]*value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const forms: [path: string, typed: Record<string, string>][] = [
    ['/login', { username: text('username'), password: text('password') }],
    ['/login', { [text('name of a field')]: text('field') }],
    ['/signup', { username, password, licenseKey: text('license key'), terms }],
    ['/signup', { username, password, licenseKey: sold.issued.licenseKey, terms }],
    ['/login', { username, password }],
    ['/recover/code', { username, code: text('code'), next: `${text('next password')} herons` }],
    ['/recover/key', { email: `${text('email')}@example.com` }],
    ['/recover/username', { licenseKey: text('license key'), code: text('code') }],
    ['/recover/username/mail', { email: `${text('email')}@example.com` }],
    ['/requests', { kind: text('kind'), email: `${text('email')}@example.com` }],
    [`/requests/${text('token of a request')}`, { licenseKey: text('license key'), username }],
    ['/offline', { request: text('request'), file: text('request file') }],
    ['/receipts/verify', { receipt: text('receipt'), file: text('file') }],
    ['/recover/password', { email: `${text('email')}@example.com` }],
    [`/reset?link=${text('link')}`, { next: text('next password') }],
    [`/unsubscribe/${text('token of an address')}`, {}],
  ];
  const statuses: number[] = [];
  for (const [path, typed] of forms) {
    const cookie = `quietkey=${token}; ${text('name of a cookie')}=${text('cookie')}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: node.url, cookie };
    const body = new URLSearchParams(typed).toString();
    const { status, headers: answered } = await node.ask({ method: 'POST', path, headers, body });
    for (const line of answered['set-cookie'] ?? []) {
      const given = /=([\w-]{43});/.exec(line)?.[1];
      if (given !== undefined) canaries.text('a cookie that was given', given);
    }
    statuses.push(status);
  }
  expect(statuses).to.include.members([200, 303, 400, 403]);
  return 1 + statuses.length;
}

/** Bytes that are not HTTP, until the answer. */
async function sayNonsense(node: Node, canaries: Canaries): Promise<void> {
  const { hostname, port } = new URL(node.url);
  const socket = connect(Number(port), hostname).resume();
  socket.end(`GET /${canaries.text('broken path')} HTTP/7\r\n${canaries.text('broken header')}\r\n\r\n`);
  await once(socket, 'close');
}

function neverStored(needles: readonly Needle[]): Needle[] {
  const addresses = needles.filter(({ name }) => name === 'address').slice(-ADDRESSES);
  const searched = [...needles.filter(({ name }) => NEVER_STORED.test(name)), ...addresses];
  expect(searched).to.have.length.of.at.least(CANARIES);
  expect(searched.flatMap(formsOf)).to.have.length.of.at.least(ENCODINGS);
  return searched;
}

describe('the log of a server at its most verbose level', () => {
  for (const engine of ENGINES) {
    it(`contains nothing of the requests, over ${engine.name}`, async () => {
      const { world, settings, sabotage, end } = await engine.open();
      const canaries = new Canaries();
      const sold = { ...(await sell(world)), radar: await sellUnowned(world) };
      const { token } = await world.run(operations.operator.createOperatorToken, {
        name: 'test',
        scopes: [...SCOPES],
        purpose: 'support',
      });
      await world.world.close();
      await sabotage();
      const { issued, activated, radar } = sold;
      for (const kept of [EMAIL, token, issued.licenseKey, radar, activated.secret, activated.lease])
        canaries.text('what was sold', kept);
      for (const id of [issued.license.license, activated.activation]) canaries.text('an id', id);

      const node = await startNode({
        QUIETKEY_DATA: world.config.dataFolder,
        QUIETKEY_LOG_LEVEL: 'debug',
        QUIETKEY_TRUSTED_PROXIES: '127.0.0.1',
        ...settings,
      });
      const statuses = new Map<number, number>();
      let asked = 1 + (await useAsCustomer(node, sold, canaries));
      for (const ways of [spoilt, whole]) {
        for (const question of ROUTES.flatMap((row) => ways(row, sold, canaries, token))) {
          const { status } = await node.ask(question);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          // a report of telemetry leaves no line
          if (!question.path.startsWith(TELEMETRY_PATHS.report)) asked += 1;
        }
      }
      await sayNonsense(node, canaries);
      await node.stop();
      await end();
      const files = searchFolder(world.folder, neverStored(canaries.needles));
      rmSync(world.folder, { recursive: true });

      expect([...statuses.keys()]).to.include.members([200, 201, 400, 401, 404, 409, 413, 415, 500]);
      const said = Buffer.from(node.said());
      expect(node.said().match(/"event":"request"/g)).to.have.lengthOf(asked);
      const found = (needles: readonly Needle[]): string[] =>
        finderOf(needles.flatMap(formsOf))(said).map(({ name, form }) => `${name}, ${form}`);
      expect(found([{ name: 'a route', text: PATHS.lease }]), 'the search finds what is there').to.include(
        'a route, text',
      );
      expect(found(canaries.needles)).to.deep.equal([]);
      expect(files.bytes).to.be.above(0);
      expect(files.hits).to.deep.equal([]);
    });
  }
});
