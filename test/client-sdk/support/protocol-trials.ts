/** Steps of test/vectors/protocol.json about trials. */

import { codesOfCall } from '../../../client-sdk/typescript/contract/codes.ts';
import { DAY, TODAY } from './issuer.ts';
import { grant, problem } from './protocol-issuer.ts';
import { first, stepOf, type Step } from './protocol-step.ts';

const TRIAL_DAYS = 14;
const end = TODAY + TRIAL_DAYS * DAY;
/** The answer to the start of a trial, which is neither renewed nor has a grace. */
const trialOf = (trial: 'machine' | 'install') =>
  grant(0, 1, {
    claims: { trial, exp: end, refresh_after: end, grace: 0, license_end: end },
  });
const started = 'startTrial: of the machine';
const byInstall = { identity: 'install' as const };
const preview = stepOf('previewTrial');
const start = stepOf('startTrial');
const later = stepOf('startTrial', { continues: started });
const check = stepOf('check', { continues: started });

export const TRIALS: Step[] = [
  preview('by the adapters'),
  preview('by nothing', { identity: 'none' }),
  start('of the machine', {}, trialOf('machine')),
  start('of the first four of six cards', { machine: 'laptop with six cards' }, trialOf('machine')),
  start('no own adapter, so of the installation', { machine: 'no hardware' }, trialOf('install')),
  start('no answer comes', byInstall, problem('internal')),
  start(
    'again after a lost answer',
    { continues: 'startTrial: no answer comes', day: 1, ...byInstall },
    trialOf('install'),
  ),
  start('nothing is sent while a license is held', { continues: first, day: 400 }),
  later('nothing is sent while it runs', { day: 3 }),
  later('nothing is sent while it runs, by nothing', { day: 3, identity: 'none' }),
  later('once more, after its end', { day: 20, ...byInstall }, problem('trial_over')),
  check('the last second of a trial', { day: TRIAL_DAYS - 1, second: DAY - 1 }),
  check('a trial is over', { day: TRIAL_DAYS, second: 0 }),
  stepOf('keepFresh')('a trial is never renewed', { continues: started, day: TRIAL_DAYS - 1 }),
  stepOf('activate')('a license replaces a trial', { continues: started, day: 2 }, grant(2, 1)),
  ...codesOfCall('startTrial').map((code) => start(code, byInstall, problem(code))),
];
