// Requests of apps are answered alike with and without Express's router. An empty query changes nothing else about a
// request, and leads it through the router.

import { expect } from 'chai';
import { openAppRequests } from '../../../server/http/app-requests.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { isOfApps } from '../../../server/http/route.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { openScriptedApi, type Question, type ScriptedApi } from './asking.ts';

const ROWS = ROUTES.filter((row) => isOfApps(row) && row.method === 'post');
const ID = '6p2iRu0mXw1cZb9yKq4dTA';

/** What is sent to each route, besides its path. */
const SENT: readonly [title: string, question: Omit<Question, 'path'>][] = [
  ['no body', {}],
  ['a body that is not JSON', { body: '{' }],
  ['a body of another type', { body: '{}', headers: { 'content-type': 'text/plain' } }],
  ['an unknown member', { body: { other: 1 } }],
  ['a body that is too long', { body: ' '.repeat(17_000) }],
  ['a body in pieces', { body: '{}', headers: { 'transfer-encoding': 'chunked' } }],
  ['two hosts', { body: {}, headers: { host: 'a, b' } }],
  ['another method', { method: 'PUT', body: {} }],
  ['a proxied address', { body: {}, headers: { 'x-forwarded-for': '203.0.113.7' } }],
];

describe('requests of apps', () => {
  let api: ScriptedApi;
  let run: () => Promise<unknown> = () => Promise.reject(new Error('nothing is scripted'));
  before(async () => {
    api = await openScriptedApi({ run: (() => run()) as never, requestId: () => 'request' });
  });
  after(() => api.end());

  /** What the client and the log see of a request, without what differs between any two requests. */
  async function seenOf(question: Question): Promise<object> {
    api.log.length = 0;
    const { status, headers, text } = await api.ask({ method: 'POST', ...question });
    await new Promise((resolve) => setImmediate(resolve));
    const { date: _date, ratelimit: _left, ...rest } = headers;
    const lines = api.log.map(({ ms: _ms, stack: _stack, ...line }) => line);
    return { status, rest, text, lines };
  }

  for (const { path } of ROWS) {
    const sentPath = path.replaceAll(/:\w+/g, ID);
    it(`are answered alike with and without the router: ${path}`, async () => {
      for (const [title, sent] of SENT) {
        const direct = await seenOf({ ...sent, path: sentPath });
        expect(direct, title).to.deep.equal(await seenOf({ ...sent, path: `${sentPath}?` }));
        expect(direct, title).to.have.property('lines').with.lengthOf(1);
      }
    });
  }

  it('are answered alike whatever their operation does', async () => {
    const body = { epoch: 1, sequence: 1, nonce: ID, tags: [ID], proof: 'x'.repeat(43) };
    const ends: (() => Promise<unknown>)[] = [
      () => Promise.resolve({ lease: 'lease' }),
      () => Promise.reject(new Refusal({ code: 'seats_taken' })),
      () => Promise.reject(new Refusal({ code: 'proof_invalid' })),
      () => Promise.reject(new Refusal({ code: 'busy', retryAfter: 3 })),
      () => Promise.reject(new Error('a bug')),
      () => {
        throw new Error('a bug before the first await');
      },
    ];
    for (const end of ends) {
      run = end;
      for (const id of [ID, 'short', '-'.repeat(22)]) {
        const path = `/v1/activations/${id}/lease`;
        const [direct, routed] = [await seenOf({ path, body }), await seenOf({ path: `${path}?`, body })];
        expect(direct).to.deep.equal(routed);
      }
    }
  });

  it('are taken only by their exact method and path', () => {
    const handle = openAppRequests({ dependencies: {} } as never);
    const paths = [
      '/v1/activations/',
      '/V1/activations',
      '/v1/activations?a=1',
      '/v1/activations/a%62/lease',
    ];
    for (const url of [
      ...paths,
      '/v1//activations',
      '/',
      '*',
      'http://host/v1/activations',
      '/v1/activations/a/b',
    ])
      expect(handle({ method: 'POST', url } as never, {} as never), url).to.equal(false);
    for (const method of ['GET', 'HEAD', 'PUT', 'post'])
      expect(handle({ method, url: '/v1/activations' } as never, {} as never), method).to.equal(false);
  });
});
