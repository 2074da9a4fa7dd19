/**
 * Every command of the program with arguments, in an order in which each finds what it needs. `owner.test.ts` requires
 * that none is missing.
 */

import { addDays, dayOf, writeDate } from '../../server/domain/kernel/day.ts';
import { systemClock } from '../../server/runtime/clock.ts';

/** What the commands of one run need from each other. */
export interface Found {
  license: string;
  token: string;
  receipt: string;
  backup: string;
  place: (name: string) => string;
}

export type Words = (found: Found) => string[];
/** A day on which a product may be retired. */
const NEXT_YEAR = writeDate(addDays(dayOf(systemClock().now()), 365));
const words =
  (text: string): Words =>
  () =>
    text.split(' ');
const onLicense =
  (text: string): Words =>
  ({ license }) => [...text.split(' '), license];

/** Every command that the program has, with its exit code if that is not 0. */
export const EVERY_COMMAND: readonly (readonly [command: string, words: Words, exit?: number])[] = [
  ['init', words('init')],
  ['product add', words('product add sonar --name Sonar')],
  ['product list', words('product list')],
  ['product show', words('product show sonar')],
  ['product change', words('product change sonar --seats 5')],
  ['product retire', words(`product retire sonar --until ${NEXT_YEAR}`)],
  ['product reinstate', words('product reinstate sonar'), 2],
  ['mailer init', ({ place }) => ['mailer', 'init', '--key', place('mailer.key')]],
  ['license issue', words('license issue sonar ada@example.com --order A-1 --mail')],
  ['license show', onLicense('license show')],
  ['license find', words('license find ada@example.com')],
  ['license holdings', onLicense('license holdings')],
  ['license renew', (found) => [...onLicense('license renew')(found), '--ends-on', '2099-12-31']],
  ['license suspend', onLicense('license suspend')],
  ['license reinstate', onLicense('license reinstate')],
  ['license seats', (found) => [...onLicense('license seats')(found), '7']],
  ['license entitlements', (found) => [...onLicense('license entitlements')(found), 'pro,cloud:2099-12-31']],
  ['license forgive', onLicense('license forgive')],
  ['license correct', (found) => [...onLicense('license correct')(found), '--seats', '8', '--yes']],
  ['license disown', (found) => [...onLicense('license disown')(found), '--yes']],
  ['license export', ({ place }) => ['license', 'export', '--out', place('licenses.csv')]],
  ['license revoke', (found) => [...onLicense('license revoke')(found), '--yes']],
  ['activation list', onLicense('activation list')],
  ['activation release', (found) => [...onLicense('activation release')(found), found.license], 1],
  ['offline answer', ({ place }) => ['offline', 'answer', place('news.txt')], 2],
  ['bundle init', ({ place }) => ['bundle', 'init', '--key', place('support.key')]],
  ['bundle list', words('bundle list')],
  ['bundle open', (found) => ['bundle', 'open', found.license, '--key', found.place('support.key')], 1],
  ['bundle delete', onLicense('bundle delete'), 1],
  ['evidence', ({ place }) => ['evidence', '--out', place('evidence')]],
  ['coupon create', words('coupon create sonar --months 1 --ends-on 2099-12-31')],
  ['coupon list', words('coupon list')],
  ['coupon end', onLicense('coupon end'), 2],
  ['policy release', words('policy release')],
  ['policy show', words('policy show')],
  ['policy breach', words('policy breach')],
  ['policy record', words('policy record')],
  ['policy devices', words('policy devices')],
  ['policy list', words('policy list')],
  ['policy diff', words('policy diff 1'), 2],
  ['disclosure add', words('disclosure add Hosting --classes all --ground processor')],
  [
    'hold add',
    ({ license }) => [...'hold add --class all --reason law --authority Court --license'.split(' '), license],
  ],
  ['hold list', words('hold list')],
  ['hold review', onLicense('hold review'), 2],
  ['hold lift', onLicense('hold lift'), 2],
  ['disclosure list', words('disclosure list')],
  ['disclosure end', onLicense('disclosure end'), 2],
  ['disclosure remove', (found) => [...onLicense('disclosure remove')(found), '--reason', 'wrong'], 2],
  ['request list', words('request list')],
  ['request show', onLicense('request show'), 1],
  ['request answer', onLicense('request answer'), 1],
  ['request extend', (found) => [...onLicense('request extend')(found), '--reason', 'many'], 1],
  ['request refuse', (found) => [...onLicense('request refuse')(found), '--reason', 'law'], 1],
  ['request close', (found) => [...onLicense('request close')(found), '--reason', 'repeated'], 1],
  ['takeover list', words('takeover list')],
  ['takeover grant', (found) => [...onLicense('takeover grant')(found), '--yes'], 1],
  ['takeover refuse', onLicense('takeover refuse'), 1],
  ['token create', words('token create shop --scopes products:read')],
  ['token list', words('token list')],
  ['token purpose', ({ token }) => ['token', 'purpose', token, 'order: web shop']],
  ['token revoke', ({ token }) => ['token', 'revoke', token]],
  [
    'notice send',
    ({ place }) => ['notice', 'send', 'news', '--subject', 'x', '--text', place('news.txt'), '--apply'],
  ],
  ['mailer', words('mailer --once')],
  ['mailer status', words('mailer status')],
  ['mailer retry', words('mailer retry')],
  ['mailer preview', words('mailer preview')],
  ['mailer send-test', words('mailer send-test ada@example.com')],
  ['key list', words('key list')],
  ['key rotate', words('key rotate')],
  ['farewell sign', ({ place }) => ['farewell', 'sign', 'sonar', '--out', place('sonar.farewell')]],
  ['farewell publish', ({ place }) => ['farewell', 'publish', place('sonar.farewell')]],
  ['farewell list', words('farewell list')],
  ['secret list', words('secret list')],
  ['secret rotate', words('secret rotate --apply --wait 0')],
  ['secret move', words('secret move --apply')],
  ['backup', words('backup')],
  ['database migrate', words('database migrate')],
  ['database check', words('database check')],
  ['database replay', words('database replay --always')],
  [
    'database copy',
    ({ place }) => ['database', 'copy', '--from', place('store'), '--to', place('copied.db')],
  ],
  ['erase', words('erase ada@example.com --apply --now --end-licenses')],
  ['clock confirm', words('clock confirm --yes')],
  ['purge', words('purge --apply')],
  ['receipt list', words('receipt list')],
  ['receipt show', ({ receipt }) => ['receipt', 'show', receipt]],
  ['receipt verify', ({ place }) => ['receipt', 'verify', place('receipt.txt')]],
  ['audit head', words('audit head')],
  ['audit verify', words('audit verify')],
  ['audit export', ({ place }) => ['audit', 'export', '--out', place('chain.json')]],
  ['restore', ({ backup }) => ['restore', backup]],
  ['secret destroy', words('secret destroy 1 --apply --even-if-needed')],
  ['stats', words('stats')],
  ['key root move', ({ place }) => ['key', 'root', 'move', place('stick')]],
  ['doctor', words('doctor')],
  ['exit-codes', words('exit-codes')],
];
