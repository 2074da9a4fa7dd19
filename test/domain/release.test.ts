import { expect } from 'chai';
import type { ActivationRow } from '../../server/domain/activation.ts';
import { yearOf } from '../../server/domain/day.ts';
import type { License } from '../../server/domain/license.ts';
import { decideRelease } from '../../server/domain/release.ts';
import type { Shown } from '../../server/domain/renewal.ts';
import { activationRow, licenseOf, TODAY } from '../support/rows.ts';

const YEAR = yearOf(TODAY);
const KEPT = ['one', 'two'];
const COOLDOWN = { releaseCooldownDays: 10 };
const LIMIT = { releasesPerYear: 2 };

interface Case {
  says: string;
  license?: License;
  activation?: ActivationRow;
  shown?: Partial<Shown>;
  answer: string;
}

const CASES: Case[] = [
  { says: 'a machine that holds a seat', answer: 'release' },
  { says: 'a lapsed machine', activation: activationRow({ lapsedDay: TODAY - 1 }), answer: 'release' },
  { says: 'the same again', activation: activationRow({ releasedDay: TODAY - 3 }), answer: 'released' },
  { says: 'a suspended license', license: licenseOf({ suspendedDay: TODAY }), answer: 'release' },
  { says: 'an old lease of the same machine', shown: { sequence: 1 }, answer: 'release' },
  {
    says: 'a copy on another machine',
    shown: { sequence: 1, tags: ['x', 'y'] },
    answer: 'activation_forked',
  },
  {
    says: 'the last day of the cool-down',
    license: licenseOf({ releasedDay: TODAY - 9 }, COOLDOWN),
    answer: 'release_too_soon',
  },
  {
    says: 'the day after the cool-down',
    license: licenseOf({ releasedDay: TODAY - 10 }, COOLDOWN),
    answer: 'release',
  },
  {
    says: 'a clock that was set back',
    license: licenseOf({ releasedDay: TODAY + 5 }, COOLDOWN),
    answer: 'release_too_soon',
  },
  { says: 'the first release under a cool-down', license: licenseOf({}, COOLDOWN), answer: 'release' },
  {
    says: 'the last of the year',
    license: licenseOf({ releaseYear: YEAR, releaseCount: 1 }, LIMIT),
    answer: 'release',
  },
  {
    says: 'one more than the year allows',
    license: licenseOf({ releaseYear: YEAR, releaseCount: 2 }, LIMIT),
    answer: 'release_limit_reached',
  },
  {
    says: 'the next year',
    license: licenseOf({ releaseYear: YEAR - 1, releaseCount: 2 }, LIMIT),
    answer: 'release',
  },
  {
    says: 'no release at all',
    license: licenseOf({}, { releasesPerYear: 0 }),
    answer: 'release_limit_reached',
  },
];

describe('decideRelease', () => {
  for (const { says, license = licenseOf(), activation = activationRow(), shown, answer } of CASES) {
    it(`${says}: ${answer}`, () => {
      const request = { epoch: 1, sequence: 5, digest: 'other', tags: KEPT, ...shown };
      const decision = decideRelease(license, activation, KEPT, request, TODAY);
      expect(decision.kind === 'refused' ? decision.code : decision.kind).to.equal(answer);
    });
  }
});
