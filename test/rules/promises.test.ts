/**
 * Each promise of PROMISES.md names a test that exists, and each test stands for one promise. `npm test` fails if one of them
 * did not run.
 */

import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { ROOT } from '../support/root.ts';
import { promisesWithoutTest } from '../support/promised-tests.ts';
import { KEPT, REFUSED } from './promises.ts';

describe('a promise of PROMISES.md', () => {
  const rows = [...KEPT, ...REFUSED];
  for (const { promise, file, title } of rows)
    it(`${promise.slice(0, 60)} is held by ${file}`, () => {
      const path = new URL(`test/${file}`, ROOT);
      expect(existsSync(path), file).to.equal(true);
      const titles = readFileSync(path, 'utf8').match(/\bit\(\s*[`'][^\n]*/g) ?? [];
      expect(
        titles.filter((line) => line.includes(title)),
        title,
      ).not.to.deep.equal([]);
    });

  it('is made once', () => {
    expect(new Set(rows.map(({ promise }) => promise)).size).to.equal(rows.length);
    const tests = rows.map(({ file, title }) => `${file} ${title}`);
    expect(new Set(tests).size).to.equal(rows.length);
  });

  it('is not kept by a test that did not run', () => {
    const promised = [
      { file: 'a.test.ts', title: 'ran' },
      { file: 'a.test.ts', title: '${SEATS} of ${ALL} are granted' },
      { file: 'a.test.ts', title: 'was skipped' },
      { file: 'a.test.ts', title: 'failed' },
      { file: 'b.test.ts', title: 'ran' },
    ];
    const titles = { passed: ['it ran', '3 of 9 are granted'], skipped: ['it was skipped'] };
    expect(promisesWithoutTest(new Map([['a.test.ts', titles]]), promised)).to.deep.equal({
      missing: ['a.test.ts: failed', 'b.test.ts: ran'],
      skipped: ['a.test.ts: was skipped'],
    });
  });
});
