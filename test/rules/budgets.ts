/**
 * The table of counters: every place that counts what somebody asks for or guesses, with who is counted, how much is
 * allowed, and what keeps one from spending it for another. SECURITY.md has it too, made from here.
 */

import { PROVEN_ALLOWANCE_TURNS } from '../../server/accounts/password-proof.ts';
import { MAIL_BUDGETS } from '../../server/accounts/mail-budget.ts';
import { KNOWN_BROWSER_TRIES, KNOWN_BROWSERS_MAX } from '../../server/domain/account/known-browser.ts';
import { INVITED_SIGN_UPS, LOGIN_TRIES, type Allowance } from '../../server/domain/account/login-throttle.ts';
import { LINK_TRIES } from '../../server/domain/account/one-time-link.ts';
import { HASHES_AT_ONCE_MAX } from '../../server/crypto/passwords.ts';
import { WAIT_MS_MAX, WAITING_MAX } from '../../server/crypto/turns.ts';
import { FORM_TURNS_PER_SECOND } from '../../server/web/form-turns.ts';
import { BUNDLES_A_DAY, KEY_OF_NETWORK, POLICIES, type Policy } from '../../server/web/rate-limits.ts';
import { markdownTable } from './markdown-table.ts';

export interface Budget {
  /** The files that count in it. */
  readonly files: readonly string[];
  readonly counts: string;
  /** Who has a budget of their own. */
  readonly by: string;
  readonly allows: string;
  /** Why no stranger spends it for somebody else. */
  readonly kept: string;
}

const { asker, visitors } = LOGIN_TRIES;
const MAIL = MAIL_BUDGETS;

export const BUDGETS: readonly Budget[] = [
  {
    files: ['server/domain/account/login.ts'],
    counts: 'passwords of a username',
    by: 'network; live session',
    allows: `${tries(asker)}; all visitors together beyond the first of each network in a day: ${tries(visitors)}`,
    kept: 'the first of a network in a day is always compared; sessions and known browsers have their own count',
  },
  {
    files: ['server/domain/account/login.ts', 'server/domain/account/known-browser.ts'],
    counts: 'passwords in a known browser',
    by: 'cookie',
    allows: `${KNOWN_BROWSER_TRIES} wrong in a row, then the browser is unknown; ${KNOWN_BROWSERS_MAX} browsers of an account`,
    kept: 'nobody else has the cookie',
  },
  {
    files: ['server/domain/ownership/email-change.ts', 'server/domain/ownership/show-key.ts'],
    counts: 'emails of licenses',
    by: 'account',
    allows: tries(asker),
    kept: 'only a customer who is logged in can type an email',
  },
  {
    files: ['server/domain/ownership/sign-up-invited.ts'],
    counts: 'accounts that invitations make',
    by: 'license',
    allows: tries(INVITED_SIGN_UPS),
    kept: 'only who has an invitation of the license can use it up; accounts that exist accept as ever',
  },
  {
    files: ['server/domain/account/one-time-link.ts'],
    counts: 'codes from mails',
    by: 'browser that asked',
    allows: `${LINK_TRIES} wrong`,
    kept: 'another browser has links of its own',
  },
  {
    files: ['server/web/rate-limits.ts'],
    counts: 'wrong license keys, tokens, proofs, recovery codes, links, invitations, downloads, device codes',
    by: 'network; account',
    allows: within(POLICIES.network),
    kept: 'a right one is looked up first and always passes, unless its form has no turn',
  },
  {
    files: ['server/web/rate-limits.ts'],
    counts: 'wrong usernames and passwords of any names, codes of sign-ins, and coupons',
    by: 'network; account; known browser',
    allows: `${within(POLICIES.object)}; ${within(POLICIES.unreadable)} of all indistinguishable visitors`,
    kept: 'each network has its own count',
  },
  {
    files: ['server/web/rate-limits.ts'],
    counts: 'activations with a license key; new sign-ins, as with one key',
    by: 'network',
    allows: `${within(KEY_OF_NETWORK)}; beyond these all networks together: ${within(POLICIES.key)}`,
    kept: 'the first ones of a network use no other count; renewals are not counted',
  },
  {
    files: ['server/web/rate-limits.ts'],
    counts: 'polls of a sign-in',
    by: 'device code',
    allows: `${POLICIES.poll.quota} in ${POLICIES.poll.windowSeconds} seconds`,
    kept: 'nobody else has the device code',
  },
  {
    files: ['server/web/form-turns.ts'],
    counts: 'refused forms of the portal',
    by: 'network; account; known browser',
    allows: `${within(POLICIES.forms)}; beyond these each form needs a turn: ${FORM_TURNS_PER_SECOND} a second in all`,
    kept: 'only who has used up the refused forms needs turns, and each such asker gets an equal part of them',
  },
  {
    files: ['server/web/rate-limits.ts'],
    counts: 'starts of trials, answered or refused',
    by: 'network',
    allows: `${POLICIES.trial.quota} in a day`,
    kept: 'each network has its own count; a trial that runs asks no more',
  },
  {
    files: ['server/web/rate-limits.ts'],
    counts: 'support bundles without a proof',
    by: 'network',
    allows: `${BUNDLES_A_DAY} a day`,
    kept: 'each network has its own count; those with a proof are not counted',
  },
  {
    files: ['server/accounts/mail-budget.ts'],
    counts: 'mails that somebody asks for',
    by: 'network; account; known browser',
    allows:
      `to an address ${within(MAIL.purpose)} for a purpose and ${within(MAIL.asker)} in all, ` +
      `to all addresses ${within(MAIL.anywhere)}; to an address from all visitors together: ${within(MAIL.firsts)} that ` +
      `are their asker’s first and ${within(MAIL.further)} others, and as many from all customers; ` +
      `from all indistinguishable visitors ${within(MAIL.unreadable)}`,
    kept: `others do not use up an asker’s first mail, unless ${MAIL.firsts.quota} networks ask for the address`,
  },
  {
    files: ['server/accounts/mail-budget.ts'],
    counts: 'mails with the link of a request about personal data',
    by: 'address; all together',
    allows: `${within(MAIL.request)} to an address for all askers together; ${within(MAIL.requests)} in all; and within the budgets of all mails`,
    kept: 'the mail is the same for every asker, so the person of the address can use what a stranger asked for',
  },
  {
    files: ['server/crypto/passwords.ts'],
    counts: 'turns of password hashes',
    by: 'network; account; known browser',
    allows: `${HASHES_AT_ONCE_MAX} at once; ${WAITING_MAX} wait, each ${WAIT_MS_MAX / 1_000} seconds at most`,
    kept: `the next turn goes to the asker with the fewest recent turns; ${PROVEN_ALLOWANCE_TURNS} of a session or known browser do not count`,
  },
];

/** The table for SECURITY.md. */
export function budgetsTable(): string {
  return markdownTable([
    ['what is counted', 'by', 'allowed', 'what keeps a stranger from spending it'],
    ...BUDGETS.map(({ counts, by, allows, kept }) => [counts, by, allows, kept]),
  ]);
}

function tries({ atOnce, perDay }: Allowance): string {
  return `${atOnce} at once, ${perDay} more a day`;
}

function within({ quota, windowSeconds }: Policy): string {
  const hours = windowSeconds / 3_600;
  const time = hours === 24 ? 'a day' : hours === 1 ? 'an hour' : `in ${windowSeconds / 60} minutes`;
  return `${quota} ${time}`;
}
