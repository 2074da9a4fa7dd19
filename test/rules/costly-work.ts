/**
 * Work that costs much more than a look-up by key, and what cheap check stands before it when a request starts it. Rows are
 * the files of the server that call it. `costly-work.test.ts` compares them with the sources.
 */

/** The calls that are costly. A declaration is no call. */
export const COSTLY: Readonly<Record<string, RegExp>> = {
  // argon2id: 19 MiB and a processor for tens of milliseconds
  'password hash': /(?<!function )\b(?:passwords\.(?:hash|verify)|hashOf|hashPassword)\(/g,
  // a key agreement and padding, and a row that the mailer takes
  'sealed mail': /(?<!function )\b(?:postMail|postSealed|sealMail|notifyOwner|notify)\(/g,
  'license key derived': /(?<!function\*? )\b(?:deriveAgain|derivedFor)\(/g,
  signature: /\bsigner\.sign\w+\(/g,
  // rewrites or reads the whole database file
  'secure delete, backup or copy': /\b(?:runErasure|runPurge|makeBackup|secureDelete)\((?!\):)/g,
};

/** In `file`, `check` comes before `work`, in the same function. */
export interface Guard {
  readonly file: string;
  readonly check: RegExp;
  readonly work: RegExp;
}

/** Who can start the work. `visitor` and `customer` send requests; an operator has a token or the data folder. */
type Starter = 'visitor' | 'customer' | 'operator' | 'job';

export interface CostlyRow {
  readonly work: keyof typeof COSTLY;
  readonly file: string;
  /** The number of calls in the file. */
  readonly calls: number;
  readonly by: readonly Starter[];
  /** The checks for visitors and customers; for operators it is their token, for jobs the leader lock. */
  readonly guards: readonly Guard[];
}

const ACCOUNTS = 'server/accounts/accounts.ts';
const RECOVERY = 'server/accounts/recovery.ts';
const PROOF = 'server/accounts/password-proof.ts';
const guard = (file: string, check: RegExp, work: RegExp): Guard => ({ file, check, work });
const budgetOf = (operation: string): Guard =>
  guard(RECOVERY, /for(?:Visitor|Owner)\(budget/, new RegExp(`operations\\.\\w+\\.${operation},`));
/** Activation, renewal and trial: a network's guesses, and the counts of the license key and of trials, come first. */
const LIMITED = [
  guard('server/http/dispatch.ts', /limits\.countTrial\(/, /dependencies\.run\(row\.operation/),
  guard('server/http/dispatch.ts', /limits\.requireRoom\(/, /dependencies\.run\(row\.operation/),
  guard('server/http/dispatch.ts', /limits\.countKey\(/, /dependencies\.run\(row\.operation/),
];

export const COSTLY_WORK: readonly CostlyRow[] = [
  {
    work: 'password hash',
    file: PROOF,
    calls: 1,
    by: ['visitor', 'customer'],
    guards: [guard(PROOF, /operations\.account\.considerLogin/, /passwords\.verify\(load/)],
  },
  {
    work: 'password hash',
    file: ACCOUNTS,
    calls: 5,
    by: ['visitor', 'customer'],
    guards: [
      guard(ACCOUNTS, /await checkRecoveryCode\(\{ username, code \}\)/, /next: await hashOf\(/),
      guard(ACCOUNTS, /await ask\(operations\.account\.considerSignUp, asked\)/, /password: await hashOf\(/),
      guard(ACCOUNTS, /await check\(username, password\)/, /return hashOf\(/),
      guard(ACCOUNTS, /await check\(who\.username, next\)/, /const hashed = await passwords\.hash\(/),
      guard(ACCOUNTS, /await proof\.ofOwner\(who, password\)/, /const hashed = await passwords\.hash\(/),
    ],
  },
  {
    work: 'password hash',
    file: 'server/portal/routes/recovery.ts',
    calls: 1,
    by: ['visitor'],
    guards: [
      guard('server/portal/routes/recovery.ts', /requireGoodCode\(visit, code\)/, /accounts\.hashPassword\(/),
      guard('server/portal/routes/recovery.ts', /await ownerOf\(visit, link\)/, /accounts\.hashPassword\(/),
    ],
  },
  { work: 'sealed mail', file: 'server/domain/mail/key-mail.ts', calls: 1, by: ['operator'], guards: [] },
  {
    work: 'sealed mail',
    file: 'server/domain/account/recovery.ts',
    calls: 2,
    by: ['visitor'],
    guards: [budgetOf('askKey'), budgetOf('askPassword')],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/account/forgotten-username.ts',
    calls: 1,
    by: ['visitor'],
    guards: [budgetOf('askUsername')],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/rights/ask-request.ts',
    calls: 1,
    by: ['visitor'],
    guards: [budgetOf('askRequest')],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/rights/decide-request.ts',
    calls: 1,
    by: ['operator'],
    guards: [],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/account/recovery-email.ts',
    calls: 2,
    by: ['customer'],
    guards: [
      budgetOf('askRecoveryEmail'),
      guard('server/domain/account/recovery-email.ts', /taken\.is !== 'good'/, /\.\.\.notifyOwner\(/),
    ],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/account/credentials.ts',
    calls: 1,
    by: ['visitor', 'customer'],
    guards: [
      guard('server/domain/account/credentials.ts', /requireSamePassword\(input\)/, /replacePassword\(owned/),
      guard(
        'server/domain/account/credentials.ts',
        /used === 0\) return false/,
        /replacePassword\(\{ \.\.\.row/,
      ),
      guard('server/domain/account/recovery.ts', /taken\.is !== 'good'/, /replacePassword\(\{ \.\.\.row/),
    ],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/account/change-username.ts',
    calls: 1,
    by: ['customer'],
    guards: [
      guard(
        'server/domain/account/change-username.ts',
        /requireSamePassword\(input\)/,
        /\.\.\.notifyOwner\(/,
      ),
    ],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/account/notices.ts',
    calls: 3,
    by: ['customer', 'job'],
    guards: [budgetOf('setNotices')],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/ownership/answer-sign-in.ts',
    calls: 1,
    by: ['customer'],
    guards: [
      guard(RECOVERY, /budget\.take\(\{ purpose, asker/, /orGiveBack\(taken, \(\) => run\(true\)\)/),
      guard('server/domain/ownership/answer-sign-in.ts', /decided === 0\)/, /\.\.\.notifyOwner\(/),
    ],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/ownership/email-change.ts',
    calls: 4,
    by: ['customer'],
    guards: [
      budgetOf('askEmailChange'),
      guard('server/domain/ownership/email-change.ts', /fields\.length > 0/, /postSealed\(about\.keys/),
    ],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/ownership/claim.ts',
    calls: 2,
    by: ['customer'],
    guards: [
      budgetOf('askClaim'),
      guard('server/domain/ownership/claim.ts', /taken\.is !== 'good'/, /yield\* claim\(license/),
    ],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/ownership/offer-transfer.ts',
    calls: 4,
    by: ['customer'],
    guards: [
      guard(RECOVERY, /mailedTo\(budget, 'transfer'/, /operations\.sharing\.offerTransfer/),
      guard(
        'server/domain/ownership/offer-transfer.ts',
        /judgeTransfer\(row, owner, isHeld\)/,
        /\? notices\(/,
      ),
    ],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/ownership/accept-transfer.ts',
    calls: 1,
    by: ['customer'],
    guards: [guard('server/domain/ownership/accept-transfer.ts', /stage === 'early'/, /told\(earlier/)],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/takeover/answer-takeover.ts',
    calls: 2,
    by: ['customer', 'operator'],
    guards: [
      guard('server/domain/takeover/answer-takeover.ts', /stage !== 'waiting'/, /tellClaimant\(claimant/),
      guard(
        'server/domain/takeover/answer-takeover.ts',
        /return refuse\('takeover_early'\)/,
        /giveTo\(account/,
      ),
    ],
  },
  { work: 'sealed mail', file: 'server/domain/mail/outbox.ts', calls: 3, by: ['operator'], guards: [] },
  {
    work: 'sealed mail',
    file: 'server/domain/account/notify-owner.ts',
    calls: 2,
    by: ['operator'],
    guards: [],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/account/announcement.ts',
    calls: 1,
    by: ['operator'],
    guards: [],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/ownership/correct-license.ts',
    calls: 1,
    by: ['operator'],
    guards: [],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/account/look-notices.ts',
    calls: 1,
    by: ['job'],
    guards: [],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/privacy/policy-notices.ts',
    calls: 1,
    by: ['job'],
    guards: [],
  },
  {
    work: 'sealed mail',
    file: 'server/domain/privacy/abandoned-accounts.ts',
    calls: 1,
    by: ['job'],
    guards: [],
  },
  {
    work: 'license key derived',
    file: 'server/domain/account/recovery.ts',
    calls: 1,
    by: ['visitor'],
    guards: [budgetOf('askKey')],
  },
  {
    work: 'license key derived',
    file: 'server/domain/ownership/show-key.ts',
    calls: 1,
    by: ['customer'],
    guards: [
      guard('server/domain/ownership/show-key.ts', /countLoginTry\(guesser/, /deriveAgain\(/),
      guard('server/domain/ownership/show-key.ts', /isEmailOf\(row, email/, /deriveAgain\(/),
    ],
  },
  {
    work: 'license key derived',
    file: 'server/domain/ownership/email-change.ts',
    calls: 1,
    by: ['customer'],
    guards: [
      budgetOf('askEmailChange'),
      guard(
        'server/domain/ownership/email-change.ts',
        /countLoginTry\(guesser/,
        /ownerQueries\.listDerivable\(/,
      ),
      guard('server/domain/ownership/email-change.ts', /licensesToChange\(input/, /derive\(rows/),
    ],
  },
  {
    work: 'license key derived',
    file: 'server/domain/ownership/correct-license.ts',
    calls: 2,
    by: ['operator'],
    guards: [],
  },
  {
    work: 'license key derived',
    file: 'server/domain/licensing/issue.ts',
    calls: 1,
    by: ['operator'],
    guards: [],
  },
  {
    work: 'license key derived',
    file: 'server/domain/licensing/derived-key.ts',
    calls: 1,
    by: ['operator'],
    guards: [],
  },
  {
    work: 'signature',
    file: 'server/domain/activation/lease.ts',
    calls: 2,
    by: ['visitor'],
    guards: LIMITED,
  },
  {
    work: 'signature',
    file: 'server/domain/operator/audit.ts',
    calls: 2,
    by: ['visitor', 'job'],
    guards: [guard('server/crypto/receipt.ts', /latest\.text !== text/, /sign\(claims\) \}/)],
  },
  { work: 'signature', file: 'server/domain/privacy/receipt.ts', calls: 1, by: ['job'], guards: [] },
  {
    work: 'secure delete, backup or copy',
    file: ACCOUNTS,
    calls: 1,
    by: ['customer'],
    guards: [guard(ACCOUNTS, /operations\.account\.confirmPassword/, /await runErasure\(world/)],
  },
];

/** What stands before every form and every route, whatever it costs. */
export const DOORS: readonly Guard[] = [
  guard('server/portal/portal.ts', /requireOwnPage\(row, portal\)/, /handle\(row, portal, takeForm\)/),
  guard('server/portal/portal.ts', /formTurns\.take\(origin\)/, /limits\.requireRoom\(guessOf\(response\)\)/),
  guard(
    'server/portal/portal.ts',
    /limits\.requireRoom\(guessOf\(response\)\)/,
    /requireFaultless\(row, visit, typed\)/,
  ),
  guard('server/portal/portal.ts', /requireFaultless\(row, visit, typed\)/, /act\(visit, typed\)/),
  guard(
    'server/http/dispatch.ts',
    /requireScope\(operator, row\.enter\)/,
    /locals\['operator'\] = operator;/,
  ),
  guard('server/http/dispatch.ts', /\.\.\.enter, /, /answerOperation\(row, answering\)\]/),
  guard('server/http/dispatch.ts', /readShape\(row\.body/, /dependencies\.run\(row\.operation/),
];

/** Operations that read whole tables or the data of many customers: none of them is asked for by the portal. */
export const WHOLE: readonly string[] = [
  'planPurge',
  'countGenerations',
  'countWanting',
  'exportLicenses',
  'recordExport',
  'replayTombstones',
  'wrapEmails',
  'showMailStatus',
  'draftReceipts',
  'listFigures',
];
