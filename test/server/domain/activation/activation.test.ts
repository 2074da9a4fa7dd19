import { expect } from 'chai';
import { decideActivation, type ActivationRow } from '../../../../server/domain/activation/activation.ts';
import {
  type Day,
  addDays,
  addSeconds,
  CLOCKS_APART_SECONDS,
  DAY_SECONDS,
  startOf,
} from '../../../../server/domain/kernel/day.ts';
import type { License } from '../../../../server/domain/licensing/license.ts';
import { activationRow, licenseOf, TODAY } from '../../../support/rows.ts';
import { machineAmong, matchOf } from '../../../../server/domain/activation/tag-match.ts';

interface Case {
  title: string;
  license?: License;
  known?: ActivationRow;
  username?: string;
  /** The username of the account that has the license. */
  owner?: string;
  digest?: string;
  /** Seconds after the beginning of the day. */
  seconds?: number;
  /** By default today. */
  confirmedDay?: Day;
  answer: string;
}

const FULL = { used: 3 };

const CASES: Case[] = [
  { title: 'a new machine and a free seat', answer: 'granted' },
  { title: 'a new machine and the last seat', license: licenseOf({ used: 2 }), answer: 'granted' },
  { title: 'a new machine and no seat', license: licenseOf(FULL), answer: 'seats_taken' },
  { title: 'seats lowered below use', license: licenseOf({ seats: 1, used: 3 }), answer: 'seats_taken' },
  { title: 'the same machine without its state', known: activationRow(), answer: 'again' },
  {
    title: 'the same machine where all seats are taken',
    license: licenseOf(FULL),
    known: activationRow(),
    answer: 'again',
  },
  { title: 'the same request again', known: activationRow(), digest: 'digest', answer: 'repeated' },
  {
    title: 'the same request after the license has changed',
    license: licenseOf({ revision: 2 }),
    known: activationRow(),
    digest: 'digest',
    answer: 'again',
  },
  {
    title: 'the same request, and a lease that begins tomorrow',
    known: activationRow({ leaseDay: addDays(TODAY, 1) }),
    digest: 'digest',
    answer: 'again',
  },
  {
    title: 'the same request, and a lease that another server made within the hour of midnight',
    known: activationRow({ leaseDay: addDays(TODAY, 1) }),
    digest: 'digest',
    seconds: DAY_SECONDS - CLOCKS_APART_SECONDS,
    answer: 'repeated',
  },
  {
    title: 'a lapsed machine and a free seat',
    known: activationRow({ lapsedDay: TODAY - 1 }),
    answer: 'returned',
  },
  {
    title: 'a lapsed machine and no seat',
    license: licenseOf(FULL),
    known: activationRow({ lapsedDay: TODAY - 1 }),
    answer: 'seats_taken',
  },
  {
    title: 'a lapsed machine with the request of its last lease',
    known: activationRow({ lapsedDay: TODAY - 1 }),
    digest: 'digest',
    answer: 'returned',
  },
  { title: 'a suspended license', license: licenseOf({ suspendedDay: TODAY }), answer: 'license_suspended' },
  {
    title: 'a suspended license and a machine that holds a seat',
    license: licenseOf({ suspendedDay: TODAY }),
    known: activationRow(),
    answer: 'license_suspended',
  },
  { title: 'a revoked license', license: licenseOf({ revokedDay: TODAY - 9 }), answer: 'license_revoked' },
  {
    title: 'revoked beats suspended',
    license: licenseOf({ revokedDay: TODAY, suspendedDay: TODAY }),
    answer: 'license_revoked',
  },
  { title: 'the last day of a license', license: licenseOf({ endsDay: TODAY }), answer: 'granted' },
  { title: 'the day after', license: licenseOf({ endsDay: TODAY - 1 }), answer: 'license_ended' },
  ...[3, 46, 400].map((days): Case => ({
    title: `the end of a license by a clock that is ${days} days ahead`,
    license: licenseOf({ endsDay: TODAY - 1 }),
    confirmedDay: addDays(TODAY, -days),
    answer: 'granted',
  })),
  {
    title: 'the end of a license before the confirmed day, by a clock that is ahead',
    license: licenseOf({ endsDay: TODAY - 47 }),
    confirmedDay: addDays(TODAY, -46),
    answer: 'license_ended',
  },
  {
    title: 'the end of a license by a clock that is behind',
    license: licenseOf({ endsDay: TODAY + 1 }),
    confirmedDay: addDays(TODAY, 46),
    answer: 'granted',
  },
  {
    title: 'a username that is required and missing',
    license: licenseOf({}, { usernameRequired: 1 }),
    answer: 'username_required',
  },
  {
    title: 'a username that is required and given',
    license: licenseOf({}, { usernameRequired: 1 }),
    username: 'ada',
    answer: 'granted',
  },
  { title: 'a username and a license in no account', username: 'ada', answer: 'granted' },
  { title: 'the username of the account', username: 'ada', owner: 'ada', answer: 'granted' },
  {
    title: 'another username than the account has',
    username: 'ada',
    owner: 'eve',
    answer: 'username_unknown',
  },
  { title: 'no username and a license in an account', owner: 'eve', answer: 'granted' },
  {
    title: 'a machine that holds a seat, with another username than the account has',
    username: 'ada',
    owner: 'eve',
    known: activationRow(),
    answer: 'username_unknown',
  },
  {
    title: 'no seat, and another username than the account has',
    license: licenseOf(FULL),
    username: 'ada',
    owner: 'eve',
    answer: 'username_unknown',
  },
  {
    title: 'the license is named before the username',
    license: licenseOf({ revokedDay: TODAY }, { usernameRequired: 1 }),
    answer: 'license_revoked',
  },
];

describe('decideActivation', () => {
  for (const {
    title,
    license = licenseOf(),
    known,
    username = null,
    owner = null,
    digest = 'other',
    seconds = 0,
    confirmedDay = TODAY,
    answer,
  } of CASES) {
    it(`${title}: ${answer}`, () => {
      const decision = decideActivation(
        license,
        known,
        { username, owner, digest },
        { now: addSeconds(startOf(TODAY), seconds), confirmedDay },
      );
      expect(decision.kind === 'refused' ? decision.code : decision.kind).to.equal(answer);
    });
  }
});

describe('matchOf: how well an activation matches', () => {
  it('counts the common tags and all tags of the activation', () => {
    expect(matchOf('a', ['t1', 't2', 't3'], ['t3', 't4', 't1'])).to.deep.equal({
      activation: 'a',
      common: 2,
      size: 3,
    });
  });

  it('is no match without a common tag', () => {
    expect(matchOf('a', ['t1'], ['t2'])).to.equal(undefined);
    expect(matchOf('a', [], [])).to.equal(undefined);
  });
});

describe('machineAmong: which activation a machine without state is', () => {
  const cases: {
    title: string;
    matches: [string, number, number][];
    shown: number;
    own?: boolean;
    machine: string | undefined;
  }[] = [
    { title: 'nothing in common', matches: [], shown: 2, machine: undefined },
    { title: 'all in common', matches: [['a', 2, 2]], shown: 2, machine: 'a' },
    { title: 'one of three cards removed', matches: [['a', 2, 3]], shown: 2, machine: 'a' },
    { title: 'one of three cards left', matches: [['a', 1, 3]], shown: 1, machine: 'a' },
    { title: 'half of the smaller set', matches: [['a', 1, 2]], shown: 2, machine: undefined },
    {
      title: 'a shared dock beside one built-in card each',
      matches: [['a', 1, 2]],
      shown: 2,
      machine: undefined,
    },
    { title: 'two of four', matches: [['a', 2, 4]], shown: 4, machine: undefined },
    { title: 'three of four', matches: [['a', 3, 4]], shown: 4, machine: 'a' },
    { title: 'own adapters, one of four left', matches: [['a', 1, 4]], shown: 4, own: true, machine: 'a' },
    { title: 'own adapters, the best of two', matches: [['a', 1, 3], ['b', 2, 4]], shown: 4, own: true, machine: 'b' }, // prettier-ignore
    { title: 'own adapters, nothing in common', matches: [], shown: 2, own: true, machine: undefined },
    { title: 'the best of two', matches: [['a', 2, 3], ['b', 1, 2]], shown: 3, machine: 'a' }, // prettier-ignore
    { title: 'equal counts, the smaller set', matches: [['a', 1, 2], ['b', 1, 1]], shown: 3, machine: 'b' }, // prettier-ignore
    { title: 'equal counts and sets, the first id', matches: [['b', 1, 1], ['a', 1, 1]], shown: 3, machine: 'a' }, // prettier-ignore
  ];
  for (const { title, matches, shown, own = false, machine } of cases) {
    it(`${title}: ${machine ?? 'a new machine'}`, () => {
      const rows = matches.map(([activation, common, size]) => ({ activation, common, size }));
      expect(machineAmong(rows, shown, own)).to.equal(machine);
    });
  }
});
