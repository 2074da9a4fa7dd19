/**
 * The rule against tests that race the machine, applied to every test, and to bad samples.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { durationsIn, LIMIT_MS_LEAST, MAY_USE_DURATIONS, tightLimits } from './durations.ts';
import { readSources } from './house-rules.ts';

const BAD: readonly string[] = [
  "import { setTimeout as sleep } from 'node:timers/promises';",
  'await new Promise((resolve) => setTimeout(resolve, 50));',
  'setInterval(look, 20);',
  'const from = performance.now();',
  'const from = Date.now();',
  'const from = new Date();',
  'const from = process.hrtime.bigint();',
  'fetch(url, { signal: AbortSignal.timeout(500) });',
];
const GOOD: readonly string[] = [
  'await until(() => lines.length > 0);',
  'const at = new Date(day);',
  "import { setImmediate as nextTurn } from 'node:timers/promises';",
  "const text = 'setTimeout(go, 50)'; // setTimeout",
];

const inTest = (text: string, path = 'test/db/a.test.ts') => [{ path, text }];

describe('the rule against tests that race the machine', () => {
  const sources = readSources(fileURLToPath(ROOT));

  it('tests wait for events: `until` in place of a pause, `cpuMilliseconds` in place of a clock', () => {
    expect(durationsIn(sources).join('\n')).to.equal('');
  });

  it('no limit of a test is shorter than the default', () => {
    expect(tightLimits(sources).join('\n')).to.equal('');
    const { timeout } = JSON.parse(readFileSync(new URL('.mocharc.json', ROOT), 'utf8')) as {
      timeout: number;
    };
    expect(timeout).to.equal(LIMIT_MS_LEAST);
  });

  it('every file that may use durations does', () => {
    const used = durationsIn(sources, { listed: true }).map((line) => line.split(':', 1)[0]);
    expect(used).to.include.members(Object.keys(MAY_USE_DURATIONS));
  });

  for (const text of BAD) {
    it(`refuses ${text}`, () => {
      expect(durationsIn(inTest(text))).to.have.lengthOf(1);
      expect(durationsIn(inTest(text, 'test/support/a.ts'))).to.have.lengthOf(1);
      for (const program of ['test/bench/a.ts', 'test/cluster/stand/a.ts'])
        expect(durationsIn(inTest(text, program))).to.deep.equal([]);
    });
  }

  it('refuses a limit below the default', () => {
    for (const text of [
      'this.timeout(60_000);',
      '}).timeout(5_000);',
      'this.timeout(rounds(900_000, 30_000));',
    ])
      expect(tightLimits(inTest(text)), text).to.have.lengthOf(1);
    expect(tightLimits(inTest('this.timeout(600_000);'))).to.deep.equal([]);
  });

  it('accepts the rest', () => {
    for (const text of GOOD) expect(durationsIn(inTest(text)), text).to.deep.equal([]);
  });
});
