/**
 * In which modes each option of each command has an effect. A mode is another option (`--csv`, `--apply`, `--yes`,
 * `--dry-run`, `--html`), `--json`, or an argument that is left out. `option-modes.test.ts` requires an entry for each
 * option of the command table, and types each combination that is to be refused.
 */

/** All names are long ones. */
export interface OptionModes {
  /** What else a command needs, so that only the tested combination is wrong. */
  readonly words?: string;
  /** Options with an effect in every mode, separated by spaces. The domain may refuse them, but ignores none. */
  readonly always?: string;
  /**
   * Options of a command that first shows what follows: it tells the operator to add `--yes` or `--apply`, and what was
   * typed before stays typed. They have their effect in one of the two calls.
   */
  readonly kept?: string;
  /** Options that need another one, which the second word names; otherwise they are refused. */
  readonly needs?: readonly (readonly [option: string, other: string])[];
  /** Options that are refused beside another one. */
  readonly apart?: readonly (readonly [option: string, other: string])[];
}

const PAGED = '--limit --after';
const TERMS =
  '--name --prefix --seats --duration-days --updates-days --lease-days --refresh-days --grace-days ' +
  '--machine-grace-days --notice-days --entitlements --username-required --no-username-required --member-usernames ' +
  '--no-member-usernames --forks --release-cooldown-days --releases-per-year --trial-days --floating-minutes ' +
  '--floating-grace-hours --borrow-days --return-addresses';
const CONFIRMED: OptionModes = { kept: '--yes --purpose --reason' };
const HELD_LOOK = [
  ['--held-back-until', '--basis'],
  ['--basis', '--held-back-until'],
] as const;
const DOCUMENT: OptionModes = { always: '--language --html', apart: [['--html', '--json']] };
const ID = '6p2iRu0mXw1cZb9yKq4dTA';

export const OPTION_MODES: Readonly<Record<string, OptionModes>> = {
  'product add': { always: `${TERMS} --demo` },
  'product list': { always: PAGED },
  'product change': { always: TERMS },
  'product retire': { always: '--until', kept: '--yes' },
  'license issue': {
    always: '--csv --mail --order --seats --ends-on --entitlements --idempotency-key --dry-run --out',
    needs: ['--map', '--shop', '--only', '--item', '--dry-run', '--out'].map((option) => [option, '--csv']),
    apart: [
      ...['--order', '--seats', '--ends-on', '--entitlements', '--idempotency-key'].map(
        (option) => [option, '--csv'] as const,
      ),
      ['--out', '--dry-run'],
    ],
  },
  'license show': { words: ID, always: '--purpose', needs: HELD_LOOK },
  'license find': { always: `${PAGED} --order --purpose` },
  'license holdings': { words: ID, always: `${PAGED} --purpose`, needs: HELD_LOOK },
  'license renew': { always: '--ends-on --updates-until --reason' },
  'license suspend': { always: '--reason' },
  'license reinstate': { always: '--reason' },
  'license revoke': CONFIRMED,
  'license forgive': { always: '--reason' },
  'license disown': CONFIRMED,
  'license seats': CONFIRMED,
  'license correct': {
    words: `${ID} --yes --seats 2`,
    kept: '--email --product --seats --yes --purpose --reason',
    needs: [
      ['--keep-key', '--email'],
      ['--mail', '--email'],
    ],
  },
  'license entitlements': CONFIRMED,
  'license export': { always: '--purpose --product --out' },
  'takeover list': { always: PAGED },
  'takeover grant': { kept: '--yes --reason' },
  'takeover refuse': { always: '--reason' },
  'activation list': { words: ID, always: `${PAGED} --purpose`, needs: HELD_LOOK },
  'activation release': { always: '--reason' },
  'offline answer': { always: '--out' },
  'token create': { always: '--scopes --days --purpose' },
  'token list': { always: PAGED },
  'key rotate': { always: '--root-key --drop' },
  'farewell sign': { always: '--out --from --entitlements --root-key' },
  'farewell publish': { kept: '--yes' },
  'secret rotate': {
    always: '--issue --apply --wait',
    needs: [['--out', '--apply']],
    apart: [['--wait', '--out']],
    words: '--apply',
  },
  'secret move': { always: '--apply' },
  'secret destroy': { words: '1', always: '--issue --apply', needs: [['--even-if-needed', '--apply']] },
  purge: {
    always: '--apply',
    needs: [
      ['--plan', '--apply'],
      ['--max-seconds', '--apply'],
    ],
  },
  erase: { always: '--purpose', kept: '--apply --now --end-licenses --only --reason' },
  'disclosure add': { always: '--classes --ground --license --on' },
  'disclosure list': { always: PAGED },
  'disclosure end': { always: '--on' },
  'disclosure remove': { always: '--reason' },
  'hold add': { always: '--class --reason --authority --license --key --account --username' },
  'hold list': { always: PAGED },
  'policy show': DOCUMENT,
  'policy record': DOCUMENT,
  'policy devices': DOCUMENT,
  'policy breach': DOCUMENT,
  'policy release': {
    always: '--processor --apply',
    needs: [
      ['--effective', '--apply'],
      ['--classes', '--processor'],
    ],
  },
  'receipt list': { always: PAGED },
  'receipt verify': { always: '--key' },
  'request list': { always: `${PAGED} --closed` },
  'request show': { always: '--purpose' },
  'request answer': { always: '--nothing' },
  'request extend': { always: '--reason' },
  'request refuse': { always: '--reason' },
  'request close': { always: '--reason' },
  'audit verify': { always: '--from' },
  'audit export': { always: '--out' },
  stats: { always: '--days' },
  'clock confirm': { kept: '--yes' },
  'database copy': { always: '--from --to' },
  'database replay': { always: '--always' },
  backup: { always: '--out' },
  restore: { always: '--resume' },
  mailer: { always: '--once' },
  'mailer status': { always: PAGED },
  'mailer preview': { always: '--language' },
  'mailer send-test': { always: '--language' },
  'mailer init': { always: '--key' },
  'bundle init': { always: '--key' },
  'bundle list': { always: PAGED },
  'bundle open': { always: '--key --purpose' },
  'coupon create': { always: '--months --seats --uses --ends-on' },
  'coupon list': { always: PAGED },
  'notice send': {
    words: 'news --subject Sonar --text nowhere.txt',
    always: '--subject --text --apply',
    needs: [['--after', '--apply']],
  },
  evidence: { always: '--out' },
};

/** A valid value of each option that takes one, so that only the combination is wrong. */
export const VALUES: Readonly<Record<string, string>> = {
  '--csv': 'orders.csv',
  '--held-back-until': '2999-12-31',
  '--basis': 'order',
  '--map': 'product=Item',
  '--shop': 'gumroad',
  '--only': 'Status=paid',
  '--item': 'Sonar=sonar',
  '--out': 'report.csv',
  '--order': 'A-1',
  '--seats': '2',
  '--ends-on': '2999-12-31',
  '--entitlements': 'pro',
  '--idempotency-key': 'k-1',
  '--wait': '5',
  '--plan': 'p-1',
  '--max-seconds': '5',
  '--effective': '2999-12-31',
  '--classes': 'all',
  '--processor': 'Hosting',
  '--after': ID,
};
