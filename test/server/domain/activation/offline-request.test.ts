// What a request file may contain: exactly what the online requests may, which the schemas of the API say.

import { expect } from 'chai';
import fc from 'fast-check';
import { writeOfflineText } from '../../../../client-sdk/typescript/contract/offline.ts';
import { readOfflineRequest } from '../../../../server/domain/activation/offline-request.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { activateRequest, provenRequest } from '../../../../server/http/request-schemas.ts';
import { rounds } from '../../../support/rounds.ts';

const ID = 'nN0kQm2rVb8sYt1uWz3eAw';
const OTHER_ID = 'c4Vb8sYt1uWz3eAwnN0kQm';
const DIGEST = 'hV2bq0mXw1cZb9yKq4dTA6p2iRu0mXw1cZb9yKq4dTA';
const SHOWN = { tags: [ID], identity: 'adapters', nonce: ID };
const HELD = { activation: ID, epoch: 1, sequence: 1, proof: DIGEST };
const ACTIVATE = {
  product: 'sonar',
  licenseKey: '1NN7XH7REJPC2KBSZMN6NGYMST4WWQ',
  username: 'ada',
  held: HELD,
  ...SHOWN,
};
const PROVEN = { epoch: 1, sequence: 1, proof: DIGEST, ...SHOWN };

/** Values that a member may have, right and wrong. */
const VALUES: unknown[] = [
  ID,
  DIGEST,
  '',
  'none',
  'adapters',
  'é'.repeat(22),
  'a'.repeat(65),
  'a'.repeat(4_097),
  0,
  -1,
  1.5,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  null,
  true,
  {},
  [],
  HELD,
  { ...HELD, more: 1 },
  { ...HELD, epoch: '1' },
  [ID],
  [ID, ID],
  [ID, OTHER_ID],
  [DIGEST],
  [1],
  Array.from({ length: 5 }, (_, n) => `${ID.slice(1)}${n}`),
];

const fileOf = (content: unknown): string =>
  writeOfflineText('request', Buffer.from(JSON.stringify(content)).toString('base64url'));
function messageOf(text: string): string {
  try {
    readOfflineRequest(text);
    return 'read';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.parts.fields?.map(({ pointer, message }) => `${pointer} ${message}`).join() ?? error.code;
  }
}
const NO_REQUEST = '/request does not hold what a machine asks for';

describe('a request file', () => {
  const CASES: [title: string, content: unknown, expected: string][] = [
    ['an activation', { call: 'activate', key: DIGEST, body: ACTIVATE }, 'read'],
    ['a renewal', { call: 'renew', key: DIGEST, activation: ID, body: PROVEN }, 'read'],
    ['a release', { call: 'release', key: DIGEST, activation: ID, body: PROVEN }, 'read'],
    ['another call', { call: 'erase', key: DIGEST, activation: ID, body: PROVEN }, NO_REQUEST],
    ['a call of a prototype', { call: 'constructor', key: DIGEST, body: PROVEN }, NO_REQUEST],
    ['a renewal without its activation', { call: 'renew', key: DIGEST, body: PROVEN }, NO_REQUEST],
    [
      'an activation with an activation',
      { call: 'activate', key: DIGEST, activation: ID, body: ACTIVATE },
      NO_REQUEST,
    ],
    ['the body of another call', { call: 'renew', key: DIGEST, activation: ID, body: ACTIVATE }, NO_REQUEST],
    ['no key', { call: 'activate', body: ACTIVATE }, NO_REQUEST],
    ['no body', { call: 'activate', key: DIGEST }, NO_REQUEST],
    ['a list', [], NO_REQUEST],
    ['null', null, NO_REQUEST],
  ];
  for (const [title, content, expected] of CASES) {
    it(title, () => expect(messageOf(fileOf(content))).to.equal(expected));
  }

  it('says how a text is wrong, and never repeats it', () => {
    const text = fileOf({ call: 'activate', key: DIGEST, body: ACTIVATE });
    expect(messageOf(text.slice(0, -3))).to.equal('/request is cut or mistyped');
    expect(messageOf(writeOfflineText('request', 'AAAA'))).to.equal(NO_REQUEST);
    expect(messageOf('ada@example.com')).to.equal(
      '/request does not begin like an offline request or answer',
    );
  });

  it('may contain what the online request may, and nothing else', () => {
    const edit = fc.record({
      isActivation: fc.boolean(),
      edits: fc.array(
        fc.tuple(
          fc.constantFrom(...Object.keys({ ...ACTIVATE, ...PROVEN }), 'more', '__proto__'),
          fc.option(fc.constantFrom(...VALUES), { nil: undefined }),
        ),
        { maxLength: 3 },
      ),
    });
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(edit, ({ isActivation, edits }) => {
        const members = new Map<string, unknown>(Object.entries(isActivation ? ACTIVATE : PROVEN));
        for (const [name, value] of edits) {
          if (value === undefined) members.delete(name);
          else members.set(name, value);
        }
        const body = Object.fromEntries(members);
        const call = isActivation ? { call: 'activate' } : { call: 'renew', activation: ID };
        const schema = isActivation ? activateRequest : provenRequest;
        const isOnline = schema.safeParse(body).success;
        expect(messageOf(fileOf({ ...call, key: DIGEST, body }))).to.equal(isOnline ? 'read' : NO_REQUEST);
        if (isOnline) accepted += 1;
        else refused += 1;
      }),
      { numRuns: rounds(10_000), seed: 18 },
    );
    expect(Math.min(accepted, refused)).to.be.greaterThan(rounds(10_000) / 20);
  });
});
