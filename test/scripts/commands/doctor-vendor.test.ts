/** What `quietkey doctor` says of `vendor.json`, and of `security.txt` before and after its last day. */

import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { securityCheck, vendorChecks } from '../../../scripts/commands/doctor-vendor.ts';
import { addDays, readDate } from '../../../server/domain/kernel/day.ts';
import { scratchFolder } from '../../server/crypto/scratch.ts';

const LAST_DAY = readDate('2027-06-30')!;

/** The days that are left, what doctor says, and its words. */
const ROWS: readonly [left: number, level: string, detail: RegExp][] = [
  [-400, 'fail', /^ended 400 days ago$/],
  [-1, 'fail', /^ended 1 day ago$/],
  [0, 'warn', /^ends in 0 days$/],
  [1, 'warn', /^ends in 1 day$/],
  [30, 'warn', /^ends in 30 days$/],
  [31, 'ok', /^ends in 31 days$/],
  [365, 'ok', /^ends in 365 days$/],
];

describe('the check of security.txt', () => {
  for (const [left, level, detail] of ROWS) {
    it(`${level}: ${left} days before its end`, () => {
      const check = securityCheck(left);
      expect(check.level).to.equal(level);
      expect(check.detail).to.match(detail);
      expect(check.remedy === undefined, 'a remedy, unless all is well').to.equal(level === 'ok');
    });
  }

  it('is there only if the vendor gives a contact', () => {
    const folder = scratchFolder();
    const checks = (file: object | undefined) => {
      if (file !== undefined) writeFileSync(join(folder, 'vendor.json'), JSON.stringify(file));
      return vendorChecks(folder, addDays(LAST_DAY, -30)).map(({ check, level }) => `${check}: ${level}`);
    };
    expect(checks(undefined)).to.deep.equal([]);
    expect(checks({ name: 'Harbour' })).to.deep.equal(['vendor: ok']);
    const security = { contact: 'https://example.com/report', lastDay: '2027-06-30' };
    expect(checks({ name: 'Harbour', security })).to.deep.equal(['vendor: ok', 'security.txt: warn']);
  });
});
