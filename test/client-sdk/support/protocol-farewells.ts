/** Steps of test/vectors/protocol.json about entitlements that end, farewells, and the trial of another client. */

import { DAY, TODAY } from './issuer.ts';
import { ending, farewell, grant, KEYS } from './protocol-issuer.ts';
import { first, stepOf, type Members, type Step } from './protocol-step.ts';

const day = (number: number): number => TODAY + number * DAY;
const asks = ['pro', 'cloud', 'export'];
const activate = stepOf('activate', { asks });
const accept = stepOf('acceptFarewell', { asks });

const ending10 = 'activate: an entitlement that ends on day 10';
const parting = 'activate: a farewell comes with the lease';
const alone = 'acceptFarewell: without an activation';
const ends = { entitlements: ['pro', 'cloud'], entitlement_ends: [null, day(10)] };
const check = (continues: string) => stepOf('check', { continues, asks });
const trial = (members: Members): Members => ({
  ...members,
  holding: { ...(members['holding'] as Members), trial: true },
});

export const FAREWELLS: Step[] = [
  activate('an entitlement that ends on day 10', {}, grant(0, 1, { claims: ends })),
  check(ending10)('an entitlement after its end', { day: 10, second: 0 }),
  check(ending10)('an entitlement in the last second of the grace', { day: 23, second: DAY - 1 }),
  check(ending10)('an entitlement whose grace has ended', { day: 24, second: 0 }),
  check(ending10)('no entitlement counts after the grace of the lease', { day: 44, second: 0 }),
  activate('a farewell comes with the lease', {}, grant(0, 1, { claims: ends, farewell: farewell(5) })),
  check(parting)('the last second before a farewell', { day: 4, second: DAY - 1 }),
  check(parting)('a farewell is in force, and no entitlement ends any more', { day: 400, second: 0 }),
  check('check: a farewell is in force, and no entitlement ends any more')(
    'a farewell stays in force with a clock that was set back',
    { day: 2 },
  ),
  stepOf('keepFresh', { asks })('nothing is asked after a farewell', { continues: parting, day: 400 }),
  stepOf('renew')(
    'a revocation after a farewell takes nothing away',
    { continues: parting, day: 8, asks },
    ending('revoked', 1),
  ),
  stepOf('renew')(
    'a farewell that a stranger signed counts as none',
    { continues: first, day: 8 },
    grant(8, 2, { farewell: farewell(5, {}, KEYS.stranger) }),
  ),
  accept('without an activation', { text: `\n${farewell(0)}\n` }),
  check(alone)('a farewell without an activation', { day: 9_000 }),
  accept('early', { text: farewell(1) }),
  accept('of another product', { text: farewell(0, { aud: 'radar' }) }),
  accept('signed by a key for leases', { text: farewell(0, {}, KEYS.lease) }),
  accept('no token', { text: 'farewell' }),
  stepOf('renew')('a trial of another client', { continues: first, edit: trial }),
  stepOf('release')('a trial of another client', { continues: first, edit: trial }),
];
