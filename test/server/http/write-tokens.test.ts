// Answers with tokens are written as JSON.stringify writes them, but for the order of their members.

import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { compactSigner } from '../../../server/crypto/compact-jws.ts';
import { writeTokens } from '../../../server/http/write-tokens.ts';
import { rounds } from '../../support/rounds.ts';

const sign = compactSigner({ type: 'lease', kid: 'kid', key: generateKeyPairSync('ed25519').privateKey });

describe('an answer with tokens', () => {
  it('is the JSON of its members, whatever they contain', () => {
    const token = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()).map((claims) => sign(claims));
    const text = fc.string({ unit: 'binary' });
    const lease = fc.record(
      {
        activation: text,
        epoch: fc.nat(),
        sequence: fc.nat(),
        secret: text,
        lease: token,
        keySet: token,
        farewell: text,
      },
      { requiredKeys: ['activation', 'epoch', 'sequence', 'secret', 'lease', 'keySet'] },
    );
    const statement = fc.record({ statement: token, keySet: token });
    fc.assert(
      fc.property(fc.oneof(lease, statement), (answer) => {
        expect(JSON.parse(writeTokens(answer))).to.deep.equal(JSON.parse(JSON.stringify(answer)));
      }),
      { numRuns: rounds(200) },
    );
  });
});
