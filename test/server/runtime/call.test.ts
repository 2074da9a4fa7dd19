/**
 * No random id begins with a dash, because a command line would take it for an option. Ids lose no other randomness: all
 * other first characters are equally likely.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { makeKey } from '../../../server/crypto/signing-key.ts';
import { CALL_BYTES, callMaker } from '../../../server/runtime/call.ts';
import { writeId } from '../../../server/runtime/id.ts';
import { toDay, toInstant } from '../../../server/domain/kernel/day.ts';
import { rounds } from '../../support/rounds.ts';

const FIRST = /^[A-Za-f]/;
const clock = { now: () => toInstant(20_000 * 86_400) };

describe('an id', () => {
  it('never begins with a dash, and keeps 22 characters', () => {
    const call = callMaker(
      clock,
      () => randomBytes(CALL_BYTES),
      () => toDay(20_000),
    );
    for (let i = 0; i < rounds(100_000); i += 1) {
      expect(call('client').id).to.match(/^[A-Za-f][A-Za-z0-9_-]{21}$/);
    }
  });
  it('keeps every bit but the first', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, (drawn) => {
        const id = writeId(Buffer.from(drawn));
        expect(id).to.match(FIRST);
        expect([...Buffer.from(id, 'base64url')]).to.deep.equal([drawn[0]! & 0x7f, ...drawn.slice(1)]);
      }),
      { numRuns: rounds(20_000) },
    );
  });
  it('begins with each of 32 letters as often', () => {
    const counts = new Map<string, number>();
    for (let first = 0; first < 256; first += 1) {
      const letter = writeId(Buffer.from([first, 0])).charAt(0);
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect([...counts.values()]).to.deep.equal(Array(32).fill(8));
  });
  it('leaves the bytes as they are', () => {
    const bytes = Buffer.alloc(16, 0xfb);
    expect(writeId(bytes)).to.equal('e_v7-_v7-_v7-_v7-_v7-w');
    expect(bytes).to.deep.equal(Buffer.alloc(16, 0xfb));
  });
  it('of a key does not begin with a dash either', () => {
    for (let i = 0; i < rounds(3_000); i += 1) expect(makeKey().kid).to.match(/^[^-]/);
  });
});
