/** Keyed digests are the HMAC-SHA-256 that node:crypto computes, of any key and fields. */

import { expect } from 'chai';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { keyedDigest } from '../../../server/crypto/keyed-digest.ts';
import { rounds } from '../../support/rounds.ts';

describe('a keyed digest', () => {
  it('is the beginning of the HMAC-SHA-256 of its fields', () => {
    const field = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      // one byte for each character, on both sides of the length that needs a second byte in a text
      fc.string({ unit: 'binary-ascii', maxLength: 200 }),
      fc.constantFrom('\x7f'.repeat(127), '\x7f'.repeat(128), '\x80', ''),
    );
    const fields = fc.array(field, { maxLength: 6 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fields, fc.constantFrom(16, 32), (key, list, bytes) => {
        const hmac = createHmac('sha256', key).update(prefixed(list)).digest();
        const digest = keyedDigest(key, bytes);
        for (const repeated of [digest(list), digest(list)])
          expect(repeated).to.equal(hmac.toString('base64url', 0, bytes));
      }),
      { numRuns: rounds(3_000), seed: 40_001 },
    );
  });

  it('takes no key that would have to be hashed first', () => {
    expect(() => keyedDigest(new Uint8Array(65), 16)).to.throw(RangeError, 'at most 64 bytes');
  });
});

/** The fields as the protocol declares them: each with its length in four bytes before it. */
function prefixed(fields: readonly string[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(field));
      return [length, Buffer.from(field)];
    }),
  );
}
