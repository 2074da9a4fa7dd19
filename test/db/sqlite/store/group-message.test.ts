/** A group's end arrives as it was sent: each answer with its own texts, in its own place. */

import { expect } from 'chai';
import fc from 'fast-check';
import type { GroupEnd } from '../../../../db/sqlite/store/group-commit.ts';
import { readEnd, writeEnd } from '../../../../db/sqlite/store/group-message.ts';
import { rounds } from '../../../support/rounds.ts';

const LONG = fc.string({ unit: 'binary', minLength: 190, maxLength: 210 });
const VALUE = fc.oneof(LONG, fc.constantFrom('k'.repeat(900), 'l'.repeat(200)), fc.jsonValue());
const MEMBERS = fc.dictionary(fc.constantFrom('lease', 'keySet', 'secret', 'epoch', 'outcome', ''), VALUE);
const OUTCOME = fc.oneof(
  fc.record({ answer: fc.oneof(MEMBERS, fc.jsonValue()) }),
  fc.constant({ answer: undefined }),
  fc.record({ refusal: fc.record({ code: fc.constant('seats_taken' as const), detail: LONG }) }),
  fc.record({ bug: fc.record({ name: LONG, message: LONG, stack: LONG }) }),
);
const END = fc.record(
  { outcomes: fc.array(OUTCOME, { maxLength: 8 }), full: fc.boolean(), broken: LONG },
  { requiredKeys: ['outcomes', 'full'] },
);

describe("the message of a group's end", () => {
  it('has every outcome in its place, as JSON alone would carry it', () => {
    fc.assert(
      fc.property(END, (end) => {
        const received = structuredClone(writeEnd(end));
        expect(readEnd(received)).to.deep.equal(JSON.parse(JSON.stringify(end)));
      }),
      { numRuns: rounds(5_000), seed: 40_017 },
    );
  });

  it('has a text that several answers share once', () => {
    const keySet = 'k'.repeat(900);
    const end: GroupEnd = {
      outcomes: Array.from({ length: 20 }, (_, n) => ({ answer: { lease: `${n}`.repeat(300), keySet } })),
      full: false,
    };
    const [json, ...texts] = writeEnd(end);
    expect(texts).to.have.lengthOf(21);
    expect(json.length).to.be.below(20 * 100);
  });
});
