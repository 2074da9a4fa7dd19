/**
 * What a wrong clock could destroy. Every statement that deletes or changes rows because a stored time is over, and every
 * call that destroys a file for its age, is in the table: with what keeps it from acting by a day that is not confirmed, or
 * with the reason why it may. A new one without a row fails.
 */

import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { STATEMENTS } from '../../db/sql/queries.ts';
import { ROOT } from '../support/root.ts';
import { readSources } from './house-rules.ts';
import { maskSource } from './source-mask.ts';

/** In `file`, `by` decides: the time comes from the confirmed day, or nothing is done while the clock is not believed. */
interface Kept {
  readonly file: string;
  readonly by: RegExp;
}
type Row = Kept | { readonly harmless: string };

const PURGE: Kept = {
  file: 'server/jobs/purge.ts',
  by: /const refused = clockFault\(world\)[^]*return refused === null \? deleteAll\(/,
};

/** The statements that end something because a time is over. */
const STATEMENT_ROWS: Readonly<Record<string, Row>> = {
  lapseSeats: {
    file: 'server/domain/activation/seat.ts',
    by: /\{ today: lapsingDay\(time\), now: time\.now \}[^]*lapseSeats\(\{ license, \.\.\.lapsingBy\(time\) \}\)/,
  },
  putIdempotency: {
    file: 'server/domain/kernel/idempotency.ts',
    by: /const hour = hourOf\(endingTime\(call\)\);[^]*putIdempotency\(\{[^}]*\bhour \}\)/,
  },
  endOldestFamilies: {
    file: 'server/domain/account/session.ts',
    by: /endOldestFamilies\(\{[^}]*hour: hourOf\(endingTime\(call\)\)/,
  },
  purgeSlice: PURGE,
  purgeRetired: PURGE,
  accountRetired: PURGE,
  accountPurged: PURGE,
  retiredSeatCounts: PURGE,
  lapseSeatCounts: PURGE,
  lapseSlice: PURGE,
  eraseAbandoned: PURGE,
  dropAbandonedNicknames: PURGE,
  endCutShort: PURGE,
  noteLogin: {
    harmless: 'A login on a later day keeps the account longer, and the next login sets the day again.',
  },
  decideSignIn: {
    harmless: 'A sign-in that a wrong clock ends is begun again by the app; it holds nothing else.',
  },
  dropEndedSignIns: {
    harmless: 'A sign-in that a wrong clock ends is begun again by the app; it holds nothing else.',
  },
  putTrial: {
    file: 'server/domain/activation/trial.ts',
    by: /const today = endingDay\(call\);[^]*since: addDays\(today, -TRIAL_AGAIN_DAYS\)/,
  },
  takeCouponUse: {
    file: 'server/domain/renewal/use-coupon.ts',
    by: /takeCouponUse\(\{ id, today: endingDay\(call\) \}\)/,
  },
  makeDue: { harmless: 'It makes mails due earlier, and deletes none.' },
};

/** The calls that destroy files for their age, by file. */
const FILE_ROWS: Readonly<Record<string, Row>> = {
  'server/jobs/purge.ts': PURGE,
  'server/jobs/daily-purge.ts': {
    file: 'server/composition/world.ts',
    by: /isBelieved\(\) \? dayKeys\.destroyBefore[^]*today: isBelieved\(\) \? dayOf/,
  },
  'server/jobs/backup.ts': { file: 'server/jobs/backup.ts', by: /today === undefined/ },
  'server/composition/world.ts': {
    file: 'server/composition/world.ts',
    by: /isBelieved\(\) \? dayKeys\.destroyBefore[^]*today: isBelieved\(\) \? dayOf/,
  },
  'server/crypto/backups.ts': {
    harmless: 'It is given the day by the job of the backups, which is in this table.',
  },
};

/** Files with types, and the primitives that are given a day. */
const TYPES =
  /^server\/(?:runtime\/|crypto\/(?:day-keys|backup-keys|tombstones)\.ts|domain\/privacy\/backup\.ts)/;
const DESTROYS = /\b(?:destroyBefore|destroyOldBackups|destroyDayKeys)\(/;
/** A stored day, hour or second that is compared with a parameter. */
const COMPARES_TIME =
  /\b\w*(?:_day|_hour|_second|\bday|\bhour)\s*(?:<>|<=?|>=?)\s*[:\w.]+|\b(?:before|overdueBefore)\b/;

describe('a wrong clock', () => {
  const sources = readSources(fileURLToPath(ROOT)).filter(({ path }) => path.startsWith('server/'));
  const textsOf = (sql: string | ReadonlyMap<string, string>) =>
    typeof sql === 'string' ? [sql] : [...sql.values()];

  it('ends nothing by a statement that is not in the table', () => {
    const ending = Object.entries(STATEMENTS)
      .filter(
        ([, { gives, sql }]) => gives === 'rowCount' && textsOf(sql).some((text) => COMPARES_TIME.test(text)),
      )
      .map(([name]) => name);
    expect(ending.toSorted()).to.deep.equal(Object.keys(STATEMENT_ROWS).toSorted());
  });

  it('destroys no file by a call that is not in the table', () => {
    const destroying = sources
      .filter(({ path, text }) => !TYPES.test(path) && DESTROYS.test(maskSource(text).code))
      .map(({ path }) => path);
    expect(destroying.toSorted()).to.deep.equal(Object.keys(FILE_ROWS).toSorted());
  });

  for (const [what, row] of Object.entries({ ...STATEMENT_ROWS, ...FILE_ROWS })) {
    it(`is kept from ${what}, or may do it`, () => {
      if ('harmless' in row) expect(row.harmless.length).to.be.above(30);
      else expect(sources.find(({ path }) => path === row.file)?.text).to.match(row.by);
    });
  }
});
