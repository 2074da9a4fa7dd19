/**
 * More steps of test/vectors/protocol.json: answers that are not accepted, checks at the times and on the machines that
 * decide them, and states of a newer client.
 */

import { DAY, TODAY } from './issuer.ts';
import { ending, grant, KEYS, keySet, ok, OTHER_ACTIVATION, type Responder } from './protocol-issuer.ts';
import { first, renewed, stepOf, type Members, type Step } from './protocol-step.ts';

const day = (number: number): number => TODAY + number * DAY;

const [TWO, THREE] = [2, 3].map((number) => Buffer.alloc(16, number).toString('base64url'));
/** Answers to a renewal that are not accepted, each by its fault. */
const UNTRUSTED: [title: string, answer: Responder][] = [
  ['a text', () => ok('lease')],
  ['a secret of 31 bytes', grant(8, 2, { secret: Buffer.alloc(31).toString('base64url') })],
  ['a lease signed by a stranger', grant(8, 2, { signer: KEYS.stranger })],
  ['a lease signed by the key for statements', grant(8, 2, { signer: KEYS.statement })],
  ['a lease of another product', grant(8, 2, { claims: { aud: 'radar' } })],
  ['a lease of another machine', grant(8, 2, { claims: { tags: [TWO!, THREE!] } })],
  ['a lease of another license', grant(8, 2, { claims: { sub: OTHER_ACTIVATION } })],
  ['a lease with a lower sequence', grant(8, 0)],
  ['a lease with a lower epoch', grant(8, 2, { epoch: 0 })],
  ['a lease whose jti has another sequence', grant(8, 2, { claims: { jti: `${OTHER_ACTIVATION}.3` } })],
  ['another activation, with an older lease', grant(-1, 1, { activation: OTHER_ACTIVATION })],
  ['an older key set', grant(8, 2, { keySet: keySet(0) })],
  ['another key set of the same version', grant(8, 2, { keySet: keySet(1, { expires: day(500) }) })],
  ['a lease from outside the time of its key set', grant(8, 2, { keySet: keySet(2, { issued: day(9) }) })],
  ['a statement about another activation', ending('revoked', 1, { activation: OTHER_ACTIVATION })],
  ['a statement about another license', ending('revoked', 1, { license: OTHER_ACTIVATION })],
  ['a statement with a lower sequence', ending('revoked', 0)],
];

const renewAgain = stepOf('renew', { continues: renewed, day: 16 });
export const ANSWERS: Step[] = UNTRUSTED.map(([title, answer]) => renewAgain(`refuses ${title}`, {}, answer));

const check = stepOf('check', { continues: first });
const endsOnDay10 = { claims: { exp: day(10), license_end: day(10) } };
const ended = 'activate: a license that ends on day 10';
const other = 'another computer';

export const CHECKS: Step[] = [
  stepOf('check')('nothing is activated'),
  check('on the first day'),
  check('on the next day, which is stored', { day: 1 }),
  check('a clock that is behind by a day', { day: -1 }),
  check('a clock that is behind by more', { day: -2 }),
  check('a clock that is behind by more, on the next day', {
    continues: 'check: a clock that is behind by more',
    day: -1,
    second: 0,
    edit: (members) => ({ ...members, latestDay: day(50) }),
  }),
  check('a clock that goes on behind the latest day, on the seventh day', {
    day: 9,
    edit: (members) => ({ ...members, latestDay: day(50), daysBehind: { days: 6, lastDay: day(8) } }),
  }),
  check('a clock that is right again', {
    day: 9,
    edit: (members) => ({ ...members, latestDay: day(9), daysBehind: { days: 6, lastDay: day(8) } }),
  }),
  check('a clock that was ahead beyond lease and grace', {
    day: 9,
    edit: (members) => ({ ...members, latestDay: day(50) }),
  }),
  check('a clock that is ahead by more than 400 days is not stored', { day: 500 }),
  check('the last second of the lease', { day: 29, second: DAY - 1 }),
  check('the end of the lease', { day: 30, second: 0 }),
  check('the end of the grace', { day: 44, second: 0 }),
  stepOf('activate')('a license that ends on day 10', {}, grant(0, 1, endsOnDay10)),
  check('a license in its grace', {
    continues: ended,
    day: 10,
    second: 0,
  }),
  check('a license whose grace has ended', {
    continues: ended,
    day: 24,
    second: 0,
  }),
  check('after a suspension', { continues: 'renew: suspended', day: 2 }),
  check('after a revocation', { continues: 'renew: revoked', day: 2 }),
  stepOf('renew')(
    'suspended with a notice',
    { continues: first, day: 8 },
    ending('suspended', 1, { effective: day(2), notice: 7 * DAY }),
  ),
  check('in the notice of a suspension', { continues: 'renew: suspended with a notice', day: 8 }),
  check('after the notice of a suspension', {
    continues: 'renew: suspended with a notice',
    day: 9,
    second: 0,
  }),
  check('after a release', { continues: 'release: the seat is given back', day: 2 }),
  check('no hardware in sight', { machine: 'no hardware' }),
  check('only other hardware, on the first day', { machine: other }),
  check('only other hardware, on the second day', {
    continues: 'check: only other hardware, on the first day',
    machine: other,
    day: 1,
  }),
  check('only other hardware, on the third day', {
    continues: 'check: only other hardware, on the second day',
    machine: other,
    day: 2,
  }),
  check('the machine is back', { continues: 'check: only other hardware, on the second day', day: 2 }),
  check('the key of the lease was removed', { edit: (members) => ({ ...members, keySet: keySet(3) }) }),
  check('a lease that was edited', { edit: (members) => editLease(members) }),
];

const NEWER = { form: 'of a newer version' };
/** States of a newer client: unknown members everywhere, and members in a form that is not known. */
const newer = (members: Members, ...unread: string[]): Members => ({
  ...members,
  version: 2,
  invented: NEWER,
  holding: { ...(members['holding'] as Members), invented: [1] },
  lease: { ...(members['lease'] as Members), invented: 'text' },
  ...Object.fromEntries(unread.map((name) => [name, NEWER])),
});

export const NEWER_STATES: Step[] = [
  check('a state of a newer client: the day is stored, and all else is kept', {
    day: 1,
    edit: (members) => newer(members, 'statement', 'renewing', 'asking', 'sent'),
  }),
  check('a state of a newer client whose activation cannot be read is kept as it is', {
    day: 1,
    edit: (members) => newer(members, 'holding', 'lease'),
  }),
  stepOf('renew')(
    'a state of a newer client',
    { continues: first, day: 8, edit: (members) => newer(members, 'statement', 'asking') },
    ending('suspended', 1),
  ),
];

/** The state with one changed character in the payload of its lease. */
function editLease(members: Members): Members {
  const lease = members['lease'] as { token: string };
  return { ...members, lease: { ...lease, token: lease.token.replace(/\.eyJ/, '.eyK') } };
}
