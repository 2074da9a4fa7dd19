/**
 * client-sdk/PROTOCOL.md and test/vectors/protocol.json against the SDK: the vectors are what the SDK sends and stores
 * now, and the page names what is in them.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { CODES, codesOfCall, codeStatus, routesOf } from '../../client-sdk/typescript/contract/codes.ts';
import { formatState, parseState } from '../../client-sdk/typescript/state/state.ts';
import { ROOT } from '../support/root.ts';
import { readVectors } from '../support/vectors.ts';
import { makeProtocolVectors, type StepVector } from './support/protocol-vectors.ts';

const page = readFileSync(new URL('client-sdk/PROTOCOL.md', ROOT), 'utf8');
const vectors = readVectors<{ steps: StepVector[]; answers: { error?: string }[] }>('protocol');

/** All names of members in a JSON value, at any depth. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...namesIn(member)]);
}

const isNamed = (name: string): boolean => page.includes(`\`${name}\``);

describe('the vectors of the protocol', () => {
  it('are what the SDK sends, stores and finds', async () => {
    const made = JSON.parse(JSON.stringify(await makeProtocolVectors())) as typeof vectors;
    for (const [index, step] of vectors.steps.entries())
      expect(made.steps[index], step.title).to.deep.equal(step);
    expect(made).to.deep.equal(vectors);
  });

  it('have each refusal of each call, each kind of call, and more than one change of one state', () => {
    const titles = vectors.steps.map(({ title }) => title);
    for (const call of ['activate', 'startTrial', 'renew', 'release'] as const)
      expect(titles).to.include.members(codesOfCall(call).map((code) => `${call}: ${code}`));
    expect(new Set(titles).size).to.equal(titles.length);
  });
});

describe('client-sdk/PROTOCOL.md', () => {
  it('has the refusals of the contract, with their statuses and calls', () => {
    const table = /<!-- refusals -->([^]*)<!-- \/refusals -->/.exec(page)?.[1] ?? '';
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    const written = rows.map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''))
        .slice(1, 4),
    );
    const calls = ['activate', 'signIn', 'startTrial', 'renew', 'release'] as const;
    const expected = CODES.flatMap((code) => {
      const refused = calls.filter((call) => codesOfCall(call).includes(code));
      const meets = refused.length > 0 || ['any', 'body', 'operation'].includes(routesOf(code));
      return meets
        ? [
            [
              code,
              String(codeStatus(code)),
              refused.join(', ').replace('signIn', 'sign-in').replace('startTrial', 'trial') || 'all',
            ],
          ]
        : [];
    });
    expect(written).to.deep.equal(expected);
  });

  it('names every member of the state, of the requests and of the answers', () => {
    const texts = vectors.steps.flatMap(({ after, exchanges }) => [
      ...(typeof after === 'string' ? [after] : []),
      ...exchanges.flatMap(({ body, answer }) => [body, ...(answer?.status === 200 ? [answer.body] : [])]),
    ]);
    const names = new Set([
      ...namesIn(JSON.parse(formatState(parseState(undefined)))),
      ...texts.flatMap((text) => namesIn(JSON.parse(text))),
    ]);
    for (const invented of ['invented', 'form']) names.delete(invented);
    expect([...names].filter((name) => !isNamed(name))).to.deep.equal([]);
    expect(names.size).to.be.above(30);
  });

  it('names every error, every fault of an answer and every reason of the vectors', () => {
    const results = vectors.steps.map(({ result }) => (result ?? {}) as Record<string, string>);
    const named = results.flatMap(({ error, reason }) => error ?? reason ?? []);
    const errors = vectors.answers.flatMap(({ error }) => error ?? []);
    const faults = results.flatMap(({ error, fault }) => (error === 'answer_untrusted' ? (fault ?? []) : []));
    const ofTokens = ['unknown_key', 'wrong_key_use', 'wrong_product'];
    const all = new Set([...named, ...errors, ...faults].filter((name) => !ofTokens.includes(name)));
    expect([...all].filter((name) => !isNamed(name))).to.deep.equal([]);
    expect(all.size).to.be.above(20);
  });
});
