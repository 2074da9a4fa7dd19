/** How far an attempt has come decides its cause, where its error says nothing. Every timer fires at once. */

import { expect } from 'chai';
import type { Fetch, NetworkCause } from '../../../client-sdk/typescript/index.ts';
import { post, type Transport } from '../../../client-sdk/typescript/network/transport.ts';
import { errorOf } from '../support/machine.ts';

const NEVER = new Promise<never>(() => undefined);
const silent: Fetch = () => NEVER;
const answering =
  (pull: (controller: ReadableStreamDefaultController) => unknown): Fetch =>
  () =>
    Promise.resolve(
      new Response(new ReadableStream({ pull: async (controller) => void (await pull(controller)) }), {
        headers: { 'content-type': 'application/json' },
      }),
    );
const failing =
  (code: string): Fetch =>
  () =>
    Promise.reject(Object.assign(new Error(code), { code }));
const breaking = (code: string): Fetch =>
  answering((controller) => controller.error(Object.assign(new Error(code), { code })));

const CASES: readonly [title: string, fetch: Fetch, isProxied: boolean, cause: NetworkCause][] = [
  ['no headers', silent, false, 'offline'],
  ['no headers through a proxy', silent, true, 'proxy'],
  ['no body', answering(() => NEVER), false, 'server'],
  ['no body through a proxy', answering(() => NEVER), true, 'server'],
  ['an unknown error', failing('EODD'), false, 'offline'],
  ['a name that is not found', failing('ENOTFOUND'), false, 'offline'],
  ['a refused connection', failing('ECONNREFUSED'), false, 'server'],
  ['an unknown error in the body', breaking('EODD'), false, 'server'],
  ['a reset in the body', breaking('ECONNRESET'), true, 'server'],
];

describe('an attempt that gets no answer', () => {
  const { setTimeout: realSetTimeout } = globalThis;
  let delays: number[];

  beforeEach(() => {
    delays = [];
    const over = (act: () => void, delay = 0): NodeJS.Timeout => {
      delays.push(delay);
      return realSetTimeout(act, 0);
    };
    globalThis.setTimeout = over as typeof setTimeout;
  });
  afterEach(() => {
    globalThis.setTimeout = realSetTimeout;
  });

  for (const [title, fetch, isProxied, networkCause] of CASES) {
    it(`${title}: ${networkCause}`, async () => {
      const transport: Transport = { fetch, isProxied, random: () => 0, now: () => 0 };
      const call = { url: 'https://license.example', body: '{}', deadline: Number.POSITIVE_INFINITY };
      const error = await errorOf(post(transport, { ...call, signal: undefined, attempts: 1 }));
      expect(error).to.include({ code: 'no_network', networkCause });
      expect(delays[0]).to.equal(10_000);
    });
  }
});
