/** The table of ASVS 5.0.0 has each requirement of levels 1 and 2 once, and each test that it names exists. */

import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { ROOT } from '../support/root.ts';
import { ASVS, REQUIREMENTS } from './asvs/table.ts';

describe('the table of ASVS 5.0.0', () => {
  it('has each requirement of levels 1 and 2 once: 70 of level 1 and 183 of level 2', () => {
    const required = Object.entries(REQUIREMENTS).flatMap(([section, numbers]) =>
      numbers.split(' ').map((number) => `${section}.${number}`),
    );
    const answered = ASVS.flatMap(({ section, numbers }) => numbers.map((number) => `${section}.${number}`));
    expect(answered.toSorted()).to.deep.equal(required.toSorted());
    expect(required.length).to.equal(70 + 183);
  });

  it('names a test wherever it says that a requirement is held, and each test exists', () => {
    expect(ASVS.filter(({ state, tests }) => state === 'held' && tests.length === 0)).to.deep.equal([]);
    const files = [...new Set(ASVS.flatMap(({ tests }) => tests))];
    expect(files.filter((file) => !existsSync(new URL(file, ROOT)))).to.deep.equal([]);
  });

  it('says what is left out, and claims nothing for it', () => {
    const left = ASVS.filter(({ state }) => state === 'left out');
    expect(left).to.have.lengthOf.at.least(4);
    expect(left.flatMap(({ tests }) => tests)).to.deep.equal([]);
  });
});
