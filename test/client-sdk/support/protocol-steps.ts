/**
 * The steps of test/vectors/protocol.json: what an app calls on a machine, and what its server answers. Requests, stored
 * states and results are not declared here; they come from the SDK.
 */

import { codesOfCall } from '../../../client-sdk/typescript/contract/codes.ts';
import type { LeaseClaims } from '../../../client-sdk/typescript/contract/wire.ts';
import { DAY, TODAY } from './issuer.ts';
import { FAREWELLS } from './protocol-farewells.ts';
import { ANSWERS, CHECKS, NEWER_STATES } from './protocol-checks.ts';
import { ending, grant, keySet, OTHER_ACTIVATION, problem } from './protocol-issuer.ts';
import { LICENSE_KEY, OTHER_KEY } from './machine.ts';
import { TRIALS } from './protocol-trials.ts';
import { first, stepOf, withCopies, type Step } from './protocol-step.ts';

const docked = 'laptop at a dock, with a third card';
const computer = 'another computer';
const lost = problem('internal');
const [preview, activate] = [stepOf('preview'), stepOf('activate')];
const onceMore = stepOf('activate', { continues: 'activate: no answer comes' });
const renew = stepOf('renew', { continues: first, day: 8 });
const release = stepOf('release', { continues: first, day: 2 });
const keepFresh = stepOf('keepFresh', { continues: first });

const ACTIVATIONS: Step[] = [
  preview('nothing is stored'),
  activate('a seat is granted', {}, grant(0, 1)),
  activate('no answer comes', {}, lost),
  onceMore('the same request again, byte for byte', { day: 1, machine: docked }, grant(0, 1)),
  onceMore('again after its lease is due, which is renewed at once', { day: 9 }, grant(0, 1), grant(9, 2)),
  onceMore('a new request on other hardware', { machine: computer }, grant(0, 1)),
  onceMore('a new request for another key', { licenseKey: OTHER_KEY }, grant(0, 1)),
  activate(
    'the stored activation is proved, and the cards that were added displace none',
    { continues: first, day: 2, machine: 'laptop with six cards' },
    grant(2, 2, { epoch: 2 }),
  ),
  activate('with a username, which is folded', { username: ' Ada.Lovelace ' }, grant(0, 1)),
  activate('a username of another form', { username: 'ada@example.com' }),
  activate('a key with a typing error', { licenseKey: `${LICENSE_KEY.slice(0, -1)}7` }),
  activate('by the install id', { identity: 'install' }, grant(0, 1)),
  activate('no own adapter, so by the install id', { machine: 'no hardware' }, grant(0, 1)),
  activate('by nothing', { identity: 'none' }, grant(0, 1)),
  ...codesOfCall('activate').map((code) => activate(code, {}, problem(code))),
];

const RENEWALS: Step[] = [
  stepOf('renew')('nothing is activated'),
  renew('the next lease', { machine: docked }, grant(8, 2)),
  renew('before its time, the same lease again', { day: 1 }, grant(0, 1)),
  renew('no answer comes', {}, lost),
  renew('the copies of 90 days are kept', { edit: withCopies('2025-12-09', '2025-12-10') }, grant(8, 2)),
  renew(
    'the same request again, byte for byte',
    { continues: 'renew: no answer comes', day: 9 },
    grant(8, 2),
  ),
  renew('a newer key set', {}, grant(8, 2, { keySet: keySet(2) })),
  renew('all adapters were replaced', { machine: computer }, grant(8, 2, { epoch: 2 })),
  renew('suspended', { day: 2 }, ending('suspended', 1)),
  renew('reinstated', { continues: 'renew: suspended', day: 3 }, grant(3, 2)),
  renew('revoked', { day: 2 }, ending('revoked', 1)),
  renew('released elsewhere', { day: 2 }, ending('released', 1)),
  renew('a copy gets a seat of its own', {}, grant(8, 1, { activation: OTHER_ACTIVATION })),
  keepFresh('a renewal is due, and is claimed while it is asked', { day: 8 }, grant(8, 2)),
  keepFresh('nothing is due', { day: 1 }),
  ...codesOfCall('renew').map((code) => renew(code, {}, problem(code))),
];

const RELEASES: Step[] = [
  stepOf('release')('nothing is activated'),
  release('the seat is given back', {}, ending('released', 1)),
  release('no answer comes', {}, lost),
  release(
    'the same request again, byte for byte',
    { continues: 'release: no answer comes', day: 3 },
    ending('released', 1),
  ),
  release(
    'after a renewal without an answer, which is repeated first',
    { continues: 'renew: no answer comes', day: 9 },
    grant(8, 2),
    ending('released', 2),
  ),
  activate(
    'another key after a release',
    { continues: 'release: the seat is given back', day: 3, licenseKey: OTHER_KEY },
    grant(3, 1, { activation: OTHER_ACTIVATION }),
  ),
  ...codesOfCall('release').map((code) => release(code, {}, problem(code))),
];

/** A lease of sixty minutes from the middle of the first day, with a grace of three days. */
const noon = TODAY + DAY / 2;
const checkedOut: Partial<LeaseClaims> = {
  exp: noon + 3_600,
  grace: 3 * DAY,
  refresh_after: noon + 2_000,
  floating: 'checked_out',
};
const borrowed: Partial<LeaseClaims> = {
  exp: TODAY + 4 * DAY,
  refresh_after: TODAY + 4 * DAY,
  floating: 'borrowed',
};
const floating = { continues: 'activate: a floating seat is checked out' };
const returned = 'release: a floating seat is given back, and the activation stays';
const check = stepOf('check', floating);
const FLOATING: Step[] = [
  activate('a floating seat is checked out', {}, grant(0, 1, { claims: checkedOut })),
  check('a floating seat before its refresh', { second: DAY / 2 + 1_999 }),
  check('a floating seat at its refresh', { second: DAY / 2 + 2_000 }),
  check('a floating seat at the end of its lease', { second: DAY / 2 + 3_600 }),
  check('a floating seat at the end of its grace', { day: 3, second: DAY / 2 + 3_600 }),
  stepOf('renew', floating)(
    'a floating seat',
    { second: DAY / 2 + 2_000 },
    grant(0, 2, { claims: checkedOut }),
  ),
  stepOf('renew', floating)('what another client has borrowed', {}, grant(0, 2, { claims: borrowed })),
  check('a borrowed seat is not due in its last quarter', {
    continues: 'renew: what another client has borrowed',
    day: 3,
    second: DAY - 1,
  }),
  stepOf('release', floating)(
    'a floating seat is given back, and the activation stays',
    {},
    ending('released', 1, { effective: TODAY, returned: true }),
  ),
  stepOf('check')('a floating seat that was given back', { continues: returned }),
  stepOf('keepFresh')(
    'a free seat is checked out again',
    { continues: returned },
    grant(0, 2, { claims: checkedOut }),
  ),
  stepOf('keepFresh')('no seat is free', { continues: returned }, problem('seats_in_use')),
  activate(
    'a floating seat of a kind that is not known counts in days',
    {},
    grant(0, 1, { claims: { ...checkedOut, floating: 'lent' as 'borrowed' } }),
  ),
];

export const STEPS: readonly Step[] = [
  ...ACTIVATIONS,
  ...RENEWALS,
  ...RELEASES,
  ...FLOATING,
  ...ANSWERS,
  ...CHECKS,
  ...FAREWELLS,
  ...TRIALS,
  ...NEWER_STATES,
];
