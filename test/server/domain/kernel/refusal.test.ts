import { expect } from 'chai';
import { CODES } from '../../../../client-sdk/typescript/contract/wire.ts';
import { PORTAL_CODES, SENTENCES } from '../../../../server/domain/kernel/refusal.ts';

describe('refusals', () => {
  for (const code of [...CODES, ...PORTAL_CODES]) {
    it(`${code} has a sentence for a human and a remedy`, () => {
      const { says, remedy } = SENTENCES[code];
      expect(says).to.match(/^[A-Z].*\.$/);
      expect(remedy).to.match(/^[A-Z].{9,}$/);
    });
  }

  it('no sentence without a code', () => {
    expect(Object.keys(SENTENCES)).to.have.members([...CODES, ...PORTAL_CODES]);
  });
});
