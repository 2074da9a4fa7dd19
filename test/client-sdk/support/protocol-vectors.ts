/**
 * Makes test/vectors/protocol.json with the SDK: each step is called on a machine with a fixed clock and fixed random
 * bytes, and what it sends, stores and finds is noted.
 */

import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Quietkey,
  QuietkeyError,
  fileStore,
  type Check,
  type QuietkeyOptions,
} from '../../../client-sdk/typescript/index.ts';
import { OfflineQuietkey } from '../../../client-sdk/typescript/offline.ts';
import { CODES } from '../../../client-sdk/typescript/contract/codes.ts';
import { canonicalKey } from '../../../client-sdk/typescript/exchange/typed-key.ts';
import { judgeResponse } from '../../../client-sdk/typescript/network/response.ts';
import { deriveTagKey } from '../../../client-sdk/typescript/machine/tag-key.ts';
import { lengthPrefixed } from '../../../client-sdk/typescript/primitives/bytes.ts';
import { DAY, PRODUCT, proofOf, TODAY } from './issuer.ts';
import {
  ACTIVATION,
  MACHINES,
  ok,
  OTHER_ACTIVATION,
  problem,
  ROOT_KEY,
  SERVER,
  type Answer,
} from './protocol-issuer.ts';
import { LICENSE_KEY, MemoryStore, OTHER_KEY } from './machine.ts';
import type { Call, Step } from './protocol-step.ts';
import { STEPS } from './protocol-steps.ts';

interface Exchange {
  path: string;
  body: string;
  /** Null: the request of a preview, which is not sent. */
  answer: Answer | null;
}

type Result =
  | (Pick<Check, 'state' | 'reason' | 'refreshDue'> & { entitlements?: string[] })
  | { error: string; refusal?: string; fault?: string };

/** A step as a client in any language runs it. */
export interface StepVector {
  title: string;
  call: Call;
  /** The text that is stored before: null, the text, or the title of the step that stored it. */
  before: string | null;
  /** The time in seconds since 1970. */
  now: number;
  machine: string;
  identity: string;
  licenseKey?: string;
  username?: string;
  /** The text of a farewell. */
  text?: string;
  /** The entitlements that are asked for after the call; `entitlements` of the result has those that the app has. */
  asks?: string[];
  /** Random values of 16 bytes, or of 32 for the tag key of a trial, in the order in which they are used. */
  random: string[];
  exchanges: Exchange[];
  /** Null: the result of a preview. */
  result: Result | null;
  /** The text that is stored after; null: none. Absent: nothing was written. */
  after?: string | null;
}

const ABOUT = [
  'What a client of client-sdk/PROTOCOL.md sends, stores and finds. Made by the SDK for Node.js, with the keys of tokens.json. Frozen.',
  'steps: a call at the second "now" on a machine. before: the stored text; null, a text, or the title of the step that stored it. random: values in the order of their use, 32 bytes for the tag key of a trial and 16 for all others.',
  'exchanges: each request, and the answer that it gets. result: the check, or the error, with the code of the refusal or the fault of the answer. after: the stored text; absent if nothing was written.',
  'files: writes to the two files of the state, one after another. damage: replaces a file before. answers: HTTP answers, and what a client makes of them. keys, proofs: the keyed digests.',
].join(' ');

/** The whole content of the file. */
export async function makeProtocolVectors(): Promise<object> {
  return {
    about: ABOUT,
    setting: { server: SERVER, product: PRODUCT, rootKey: ROOT_KEY },
    machines: MACHINES,
    keys: [LICENSE_KEY, OTHER_KEY].map(keyRow),
    proofs: proofRows(),
    steps: await runSteps(STEPS),
    files: fileRows(),
    answers: await Promise.all(ANSWERS.map(answerRow)),
  };
}

async function runSteps(steps: readonly Step[]): Promise<StepVector[]> {
  const stored = new Map<string, string | undefined>();
  const vectors: StepVector[] = [];
  for (const step of steps) {
    const store = new MemoryStore();
    if (step.continues !== undefined) store.text = stored.get(step.continues);
    if (step.edit) store.members = step.edit(store.members);
    const text = store.text;
    vectors.push({ ...(await runStep(step, store)), before: step.edit ? text! : (step.continues ?? null) });
    stored.set(step.title, store.text);
  }
  return vectors.map(({ before, ...vector }) => ({ ...vector, before }));
}

async function runStep(step: Step, store: MemoryStore): Promise<Omit<StepVector, 'before'>> {
  const { title, call, machine = 'laptop', identity = 'adapters', username } = step;
  const takesKey = call === 'preview' || call === 'activate';
  const { licenseKey = LICENSE_KEY } = step;
  const now = TODAY + (step.day ?? 0) * DAY + (step.second ?? DAY / 2);
  const [exchanges, random]: [Exchange[], string[]] = [[], []];
  const answers = [...(step.answers ?? [])];
  const options: QuietkeyOptions = {
    server: SERVER,
    product: PRODUCT,
    rootKey: ROOT_KEY,
    store,
    identity,
    clock: () => now * 1000,
    interfaces: () => MACHINES[machine] ?? [],
    random: (bytes) => drawn(bytes, random),
    fetch: async (url, { body }) => {
      const answer = answers.shift()!(JSON.parse(body as string) as { tags: string[]; nonce: string });
      exchanges.push({ path: url.slice(SERVER.length), body: body as string, answer });
      return new Response(answer.body, answer);
    },
  };
  const client = new Quietkey(options);
  const { text, asks } = step;
  const result = await resultOf(client, { call, licenseKey, username, text, asks, options }, exchanges);
  if (answers.length > 0) throw new Error(`${title}: an answer was not asked for`);
  const given = {
    ...(takesKey && { licenseKey }),
    ...(username !== undefined && { username }),
    ...(text !== undefined && { text }),
    ...(asks && { asks }),
  };
  const after = store.writes.length > 0 && { after: store.text ?? null };
  return { title, call, now, machine, identity, ...given, random, exchanges, result, ...after };
}

/** What a step calls, and with what. */
interface Asked {
  call: Call;
  licenseKey: string;
  username: string | undefined;
  text: string | undefined;
  asks: string[] | undefined;
  options: QuietkeyOptions;
}

async function resultOf(
  client: Quietkey,
  { call, licenseKey, username, text = '', asks, options }: Asked,
  exchanges: Exchange[],
): Promise<Result | null> {
  const calls: Record<Exclude<Call, 'preview' | 'previewTrial'>, () => Check | Promise<Check>> = {
    check: () => client.check(),
    activate: () => client.activate(licenseKey, { username }),
    startTrial: () => client.startTrial(),
    renew: () => client.renew(),
    release: () => client.release(),
    keepFresh: async () => (await client.keepFresh()).check,
    acceptFarewell: () => new OfflineQuietkey(options).acceptFarewell(text),
  };
  try {
    if (call === 'preview') {
      exchanges.push({ ...(await client.preview(licenseKey)), answer: null });
      return null;
    }
    if (call === 'previewTrial') {
      exchanges.push({ ...(await client.previewTrial()), answer: null });
      return null;
    }
    const { state, reason, refreshDue, entitlements } = await calls[call]();
    const granted = asks && { entitlements: asks.filter((name) => entitlements.includes(name)) };
    return { state, reason, refreshDue, ...granted };
  } catch (error) {
    if (!(error instanceof QuietkeyError)) throw error;
    const { refusal, fault } = error as { refusal?: string; fault?: string };
    return {
      error: error.code,
      ...(refusal !== undefined && { refusal }),
      ...(fault !== undefined && { fault }),
    };
  }
}

/** Fixed random bytes. Values of 16 and 32 bytes are noted; others only decide how long a client waits. */
function drawn(bytes: number, values: string[]): Uint8Array {
  const value = Buffer.alloc(bytes, 0x40 + values.length);
  if (bytes === 16 || bytes === 32) values.push(value.toString('base64url'));
  return value;
}

function keyRow(typed: string): object {
  const canonical = canonicalKey(typed, []);
  const tagKey = deriveTagKey(canonical);
  const keyMark = createHmac('sha256', tagKey).update('key').digest('base64url');
  return { typed, canonical, tagKey: tagKey.toString('base64url'), keyMark };
}

function proofRows(): object[] {
  const [secret, nonce] = [Buffer.alloc(32, 1).toString('base64url'), OTHER_ACTIVATION];
  return [[], [ACTIVATION], [ACTIVATION, OTHER_ACTIVATION]].flatMap((tags) =>
    ['activate', 'renew', 'release'].map((verb) => {
      const fields = [verb, ACTIVATION, '1', '12', nonce, ...tags];
      return {
        secret,
        fields,
        message: lengthPrefixed(fields).toString('hex'),
        proof: proofOf(secret, fields),
      };
    }),
  );
}

/** Writes to a folder one after another. `damage`: the content of a file that is replaced before. */
const WRITES: { title: string; text: string; damage?: Record<string, string> }[] = [
  { title: 'the first', text: '{"version":1}' },
  { title: 'the second', text: '{"version":1,"word":"Ä"}' },
  { title: 'the third replaces the older copy', text: '{"version":1}' },
  {
    title: 'a torn copy is set aside',
    text: '{"version":2}',
    damage: { 'state-a.json': 'quietkey-state 3 ' },
  },
  {
    title: 'a copy with another first line is set aside',
    text: '{}',
    damage: { 'state-b.json': 'other 9 0\n{}' },
  },
];

export interface FileVector {
  title: string;
  damage?: Record<string, string>;
  text: string;
  before: string | null;
  files: Record<string, string>;
}

function fileRows(): FileVector[] {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-vectors-'));
  try {
    return WRITES.map(({ title, text, damage }) => {
      for (const [name, content] of Object.entries(damage ?? {})) writeFileSync(join(folder, name), content);
      const store = fileStore(folder);
      const before = store.read() ?? null;
      store.write(text);
      const names = readdirSync(folder).toSorted();
      const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
      return { title, ...(damage && { damage }), before, text, files };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };
const waiting = (answer: Answer, seconds: string): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'retry-after': seconds },
});
const refusalOf = (code: (typeof CODES)[number]): Answer => problem(code)({ tags: [], nonce: '' });

const ANSWERS: Answer[] = [
  ok({}),
  { status: 200, headers: { 'content-type': 'Application/JSON; charset=utf-8' }, body: 'no JSON' },
  { status: 200, headers: JSON_TYPE, body: ' '.repeat(65_537) },
  { status: 200, headers: HTML, body: '<p>Sign in</p>' },
  ...[302, 407, 511].map((status) => ({ status, headers: JSON_TYPE, body: '{}' })),
  ...[403, 404, 429, 500, 502].map((status) => ({ status, headers: HTML, body: '' })),
  ...[404, 500].map((status) => ({ status, headers: JSON_TYPE, body: '{"code":"invented"}' })),
  { status: 503, headers: JSON_TYPE, body: '{"code":"seats_taken"}' },
  waiting(refusalOf('too_many_requests'), '6'),
  waiting(refusalOf('busy'), '3601'),
  waiting(refusalOf('server_unavailable'), 'soon'),
  ...CODES.map(refusalOf),
];

async function answerRow(answer: Answer): Promise<object> {
  const judged = await judgeResponse(new Response(answer.body, answer), () => 0);
  const { body } = answer;
  const shown = { ...answer, body: body.length > 1000 ? { pieces: [[body[0], body.length]] } : body };
  if ('answer' in judged) return { ...shown, answer: judged.answer ?? null };
  const { failure, retry, retryAfterMs } = judged;
  const { refusal } = failure as { refusal?: string };
  const wait = retryAfterMs !== undefined && { waitSeconds: retryAfterMs / 1000 };
  return { ...shown, error: failure.code, ...(refusal !== undefined && { refusal }), retry, ...wait };
}
