/**
 * The table of counters against the sources: a count that is not in the table fails, and so does a row that nothing
 * counts. `test/server/portal/lock-outs.test.ts` and `test/server/web/guessed-secrets.test.ts` spend each of them.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LOGIN_TRIES } from '../../server/domain/account/login-throttle.ts';
import { ROOT } from '../support/root.ts';
import { BUDGETS } from './budgets.ts';
import { readSources } from './house-rules.ts';
import { maskSource } from './source-mask.ts';

/** What opens a counter or counts in one; a declaration is no count. */
const COUNTS =
  /(?<!function |function\* )\b(?:openBuckets|openTurns|countLoginTry|countInvited|countKnownTry|putKnownBrowser|countTry)\(/g;

describe('the table of counters', () => {
  const sources = readSources(fileURLToPath(ROOT)).filter(({ path }) => path.startsWith('server/'));
  const counting = sources.flatMap(({ path, text }) =>
    [...maskSource(text).code.matchAll(COUNTS)].map(() => path),
  );

  it('has every file of the sources that counts, and no other', () => {
    const listed = BUDGETS.flatMap(({ files }) => files);
    expect([...new Set(counting)].toSorted()).to.deep.equal([...new Set(listed)].toSorted());
  });
  it('adds up to the passwords that SECURITY.md says are compared', () => {
    const { asker, visitors } = LOGIN_TRIES;
    const text = readFileSync(new URL('SECURITY.md', ROOT), 'utf8').replaceAll(/\s+/g, ' ');
    expect(text)
      .to.include(`From one network at most ${asker.atOnce + asker.perDay} passwords of a username`)
      .and.include(`from three hundred networks at most ${300 + visitors.atOnce + visitors.perDay}`);
  });
  it('says of each what keeps a stranger from spending it', () => {
    expect(BUDGETS.filter(({ kept }) => kept.length < 20)).to.deep.equal([]);
  });
});
