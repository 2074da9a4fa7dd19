/** Every promise of a help text is held by a test: no promise without a row, and no row without its sentence or test. */

import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { ROOT } from '../support/root.ts';
import { HELP_PROMISES, PROMISING, sentencesOfHelp } from './help-promises.ts';

describe('a promise of the help', () => {
  const sentences = sentencesOfHelp();
  const promised = HELP_PROMISES.map(({ promise }) => promise);

  it('is in the table', () => {
    const without = sentences.filter((sentence) => PROMISING.test(sentence) && !promised.includes(sentence));
    expect(without.join('\n')).to.equal('');
  });
  for (const { promise, file, title } of HELP_PROMISES) {
    it(`"${promise.slice(0, 60)}" is held by ${file}`, () => {
      expect(sentences, 'the help says it').to.include(promise);
      const path = new URL(`test/${file}`, ROOT);
      expect(existsSync(path), file).to.equal(true);
      const titles = readFileSync(path, 'utf8').match(/\b(?:it|describe)\(\s*[`'][^\n]*/g) ?? [];
      expect(
        titles.some((line) => line.includes(title)),
        title,
      ).to.equal(true);
    });
  }
});
