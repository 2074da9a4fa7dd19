import { expect } from 'chai';
import type { ActivationRow } from '../../../../server/domain/activation/activation.ts';
import { addDays, readDate, yearOf } from '../../../../server/domain/kernel/day.ts';
import type { License } from '../../../../server/domain/licensing/license.ts';
import { decideRelease } from '../../../../server/domain/activation/release.ts';
import type { Compared } from '../../../../server/domain/activation/fork-record.ts';
import type { Fork } from '../../../../server/domain/activation/fork-side.ts';
import { activationRow, licenseOf, TODAY } from '../../../support/rows.ts';
import { allowanceOf, releaseLimit } from '../../../../server/domain/activation/release-allowance.ts';

/** The first day of the year, and the last of the one before. */
const THIS_YEAR = readDate(`${yearOf(TODAY)}-01-01`)!;
const LAST_YEAR = addDays(THIS_YEAR, -1);
const SINGLE = { decision: { kind: 'single' }, isBehind: false, isStrange: false } as const;
const FORK: Fork = {
  known: [],
  trunk: { sequence: 6, tags: [] },
  branch: { sequence: 5, tags: [] },
  turns: 4,
  branchWentOn: true,
  copy: { sequence: 3, tags: [] },
};
const COOLDOWN = { releaseCooldownDays: 10 };
const FLOATING = { floatingMinutes: 60 };
const LIMIT = { releasesPerYear: 2 };

interface Case {
  title: string;
  license?: License;
  activation?: ActivationRow;
  shown?: Partial<Compared>;
  answer: string;
}

const CASES: Case[] = [
  { title: 'a machine that holds a seat', answer: 'release' },
  { title: 'a lapsed machine', activation: activationRow({ lapsedDay: TODAY - 1 }), answer: 'release' },
  { title: 'the same again', activation: activationRow({ releasedDay: TODAY - 3 }), answer: 'released' },
  { title: 'a suspended license', license: licenseOf({ suspendedDay: TODAY }), answer: 'release' },
  { title: 'an old lease of the same machine', shown: { isBehind: true }, answer: 'release' },
  { title: 'the latest lease and other hardware', shown: { isStrange: true }, answer: 'release' },
  {
    title: 'an old lease on another machine',
    shown: { isBehind: true, isStrange: true },
    answer: 'activation_forked',
  },
  {
    title: 'a fork of which nothing is proven',
    shown: { decision: { kind: 'found', fork: FORK } },
    answer: 'release',
  },
  {
    title: 'a copy that was found',
    shown: { decision: { kind: 'copy', fork: FORK, rest: FORK } },
    answer: 'activation_forked',
  },
  {
    title: 'the last day of the cool-down',
    license: licenseOf({ releasedDay: TODAY - 9 }, COOLDOWN),
    answer: 'release_too_soon',
  },
  {
    title: 'the day after the cool-down',
    license: licenseOf({ releasedDay: TODAY - 10 }, COOLDOWN),
    answer: 'release',
  },
  {
    title: 'a clock that was set back',
    license: licenseOf({ releasedDay: TODAY + 5 }, COOLDOWN),
    answer: 'release_too_soon',
  },
  { title: 'the first release under a cool-down', license: licenseOf({}, COOLDOWN), answer: 'release' },
  {
    title: 'the last of the year',
    license: licenseOf({ releasedDay: THIS_YEAR, releaseCount: 1 }, LIMIT),
    answer: 'release',
  },
  {
    title: 'one more than the year allows',
    license: licenseOf({ releasedDay: THIS_YEAR, releaseCount: 2 }, LIMIT),
    answer: 'release_limit_reached',
  },
  {
    title: 'the next year',
    license: licenseOf({ releasedDay: LAST_YEAR, releaseCount: 2 }, LIMIT),
    answer: 'release',
  },
  { title: 'a floating seat', license: licenseOf({}, FLOATING), answer: 'return' },
  {
    title: 'a floating seat, beyond the limits of releases',
    license: licenseOf({ releasedDay: TODAY }, { ...FLOATING, ...COOLDOWN, releasesPerYear: 0 }),
    answer: 'return',
  },
  {
    title: 'a floating seat that was given back',
    license: licenseOf({}, FLOATING),
    activation: activationRow({ lapsedDay: TODAY }),
    answer: 'returned',
  },
  {
    title: 'a floating seat, by an old request that arrives after a later lease',
    license: licenseOf({}, FLOATING),
    shown: { isBehind: true },
    answer: 'returned',
  },
  {
    title: 'a floating seat, by a copy',
    license: licenseOf({}, FLOATING),
    shown: { isBehind: true, isStrange: true },
    answer: 'activation_forked',
  },
  {
    title: 'a floating license whose operator has released the machine',
    license: licenseOf({}, FLOATING),
    activation: activationRow({ releasedDay: TODAY - 3 }),
    answer: 'released',
  },
  {
    title: 'no release at all',
    license: licenseOf({}, { releasesPerYear: 0 }),
    answer: 'release_limit_reached',
  },
];

describe('decideRelease', () => {
  for (const { title, license = licenseOf(), activation = activationRow(), shown, answer } of CASES) {
    it(`${title}: ${answer}`, () => {
      const decision = decideRelease(license, activation, { ...SINGLE, ...shown }, TODAY, 'owner');
      expect(decision.kind === 'refused' ? decision.code : decision.kind).to.equal(answer);
    });
  }
});

describe('the releases that the terms leave', () => {
  const BOTH = { ...COOLDOWN, ...LIMIT };
  const cases: [title: string, license: License, atOnce: number | null, left: number | null][] = [
    ['without terms', licenseOf({ releasedDay: TODAY }), null, null],
    ['under a cool-down, the first', licenseOf({}, COOLDOWN), 1, null],
    ['in the cool-down', licenseOf({ releasedDay: TODAY - 9 }, COOLDOWN), 0, null],
    ['after the cool-down', licenseOf({ releasedDay: TODAY - 10 }, COOLDOWN), 1, null],
    ['of a year', licenseOf({ releasedDay: THIS_YEAR, releaseCount: 1 }, { releasesPerYear: 5 }), 4, 4],
    ['of a new year', licenseOf({ releasedDay: LAST_YEAR, releaseCount: 2 }, LIMIT), 2, 2],
    ['of a limit that was lowered', licenseOf({ releasedDay: THIS_YEAR, releaseCount: 9 }, LIMIT), 0, 0],
    ['under both', licenseOf({ releasedDay: THIS_YEAR, releaseCount: 1 }, BOTH), 1, 1],
    ['under both, used up', licenseOf({ releasedDay: THIS_YEAR, releaseCount: 2 }, BOTH), 0, 0],
  ];
  for (const [title, license, atOnce, left] of cases) {
    it(`${title}: ${atOnce ?? 'any number'} at once`, () => {
      expect(allowanceOf(license, TODAY, 'owner')).to.include({ atOnce, left });
      const most = atOnce ?? 1000;
      if (most > 0) expect(releaseLimit(license, TODAY, { machines: most, by: 'owner' })).to.equal(undefined);
      if (atOnce !== null)
        expect(releaseLimit(license, TODAY, { machines: most + 1, by: 'owner' })).to.have.property('code');
    });
  }

  it('are kept for the owner by half, whatever members release', () => {
    for (let perYear = 0; perYear <= 9; perYear += 1) {
      const owners = Math.ceil(perYear / 2);
      let used = 0;
      for (; used <= perYear; used += 1) {
        const license = licenseOf(used === 0 ? {} : { releasedDay: THIS_YEAR, releaseCount: used }, {
          releasesPerYear: perYear,
        });
        if (releaseLimit(license, TODAY, { by: 'member' }) !== undefined) break;
      }
      const license = licenseOf(used === 0 ? {} : { releasedDay: THIS_YEAR, releaseCount: used }, {
        releasesPerYear: perYear,
      });
      expect(allowanceOf(license, TODAY, 'member')).to.include({ left: 0, isKept: owners > 0 });
      expect(allowanceOf(license, TODAY, 'owner')).to.include({ left: owners, isKept: false });
    }
    expect(
      allowanceOf(licenseOf({ releasedDay: THIS_YEAR, releaseCount: 50 }), TODAY, 'member').left,
    ).to.equal(null);
  });

  it('say why several are too many', () => {
    const detail = (license: License) => releaseLimit(license, TODAY, { machines: 3, by: 'owner' })?.detail;
    expect(detail(licenseOf({}, COOLDOWN))).to.equal(
      'Two releases must be 10 days apart. Release one machine now.',
    );
    expect(detail(licenseOf({}, LIMIT))).to.equal('The limit is 2 a year. 2 of them are left.');
    expect(detail(licenseOf({ releasedDay: THIS_YEAR, releaseCount: 1 }, LIMIT))).to.equal(
      'The limit is 2 a year. 1 of them is left.',
    );
  });
});
