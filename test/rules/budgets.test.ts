/**
 * The table of budgets: every place that counts what somebody asks for or guesses, with who is counted. A count that is
 * not in the table fails, and so does one without a reason where askers share it: nobody may switch something off for
 * somebody else by accident.
 */

import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { readSources } from './house-rules.ts';
import { maskSource } from './source-mask.ts';

interface Budget {
  readonly file: string;
  readonly counts: string;
  /** Who has a budget of their own. */
  readonly asker: 'network or account' | 'account' | 'browser' | 'license key' | 'everyone';
  /** Why askers share it, or how they are kept from spending each other's; needed where it is not by asker alone. */
  readonly why?: string;
}

const BUDGETS: readonly Budget[] = [
  {
    file: 'server/accounts/mail-budget.ts',
    counts: 'mails, by purpose, asker and address',
    asker: 'network or account',
    why: 'One asker gets half of an address’s mails, and visitors together leave four for who is logged in.',
  },
  {
    file: 'server/web/rate-limits.ts',
    counts:
      'wrong guesses, by network; guessable texts also by object; guessable texts of unreadable clients; keys',
    asker: 'network or account',
    why: 'Clients that nothing tells apart share the guesses of guessable texts, and only these.',
  },
  {
    file: 'server/domain/account/login.ts',
    counts: 'passwords',
    asker: 'network or account',
    why: 'Visitors of all networks share a second count, of a hundred failures, which the owner who is logged in does not.',
  },
  { file: 'server/domain/ownership/email-change.ts', counts: 'emails of licenses', asker: 'account' },
  { file: 'server/domain/ownership/show-key.ts', counts: 'emails of licenses', asker: 'account' },
  { file: 'server/domain/account/one-time-link.ts', counts: 'codes from mails', asker: 'browser' },
];

/** What opens a budget or counts in one; a declaration is no count. */
const COUNTS = /(?<!function |function\* )\b(?:openBuckets|countLoginTry|countTry)\(/g;

describe('the table of budgets', () => {
  const sources = readSources(fileURLToPath(ROOT)).filter(({ path }) => path.startsWith('server/'));
  const counted = sources.flatMap(({ path, text }) =>
    [...maskSource(text).code.matchAll(COUNTS)].map(() => path),
  );

  it('has every count of the sources, and no other', () => {
    expect(counted.toSorted()).to.deep.equal(BUDGETS.map(({ file }) => file).toSorted());
  });
  it('says why, where a budget is not the asker’s alone', () => {
    const shared = BUDGETS.filter(({ asker }) => asker === 'everyone' || asker === 'license key');
    expect(shared.filter(({ why = '' }) => why.length < 20)).to.deep.equal([]);
  });
});
