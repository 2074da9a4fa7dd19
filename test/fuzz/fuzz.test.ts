/**
 * The short run of the fuzzing: the corpus, and a fixed number of changes of it. `npm run test:fuzz` looks longer, guided
 * by coverage.
 */

import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rounds } from '../support/rounds.ts';
import { readCorpus } from './corpus.ts';
import { openCoverage } from './coverage.ts';
import { drawer, mutate } from './mutate.ts';
import { TARGET_NAMES, TARGETS, type Target } from './targets.ts';

const CHANGES = 5_000;
const SEED = 20_261_130;

describe('fuzzing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-fuzz-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const name of TARGET_NAMES) {
    it(`breaks no promise of ${name}`, async () => {
      const target: Target = TARGETS[name];
      const [draw, corpus] = [drawer(SEED), readCorpus(name)];
      expect(corpus.length, 'inputs of the corpus').to.be.at.least(3);
      const pick = (): Buffer => corpus[draw(corpus.length)]!;
      // a file for each input costs more than all else
      const changes = rounds(name === 'csv' ? CHANGES / 10 : CHANGES);
      for (const input of corpus) await target.check(input, folder);
      for (let left = changes; left > 0; left--) await target.check(mutate(pick(), pick(), draw), folder);
    });
  }

  it('sees which input reaches more', () => {
    const coverage = openCoverage((url) => url.includes('/dist/server/web/strict-json'));
    const blocksOf = (text: string): number => {
      TARGETS.strictJson.check(Buffer.from(text));
      return coverage.take().length;
    };
    blocksOf('{}');
    expect(blocksOf('{"a":[1]}')).to.be.above(blocksOf('[]'));
    coverage.close();
  });
});
