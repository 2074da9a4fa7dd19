/**
 * 40 laptops at 12 docks for 26 weeks, on the lists that systems give: how many seats they take, and how many are lost
 * to reinstalls.
 */

import { expect } from 'chai';
import { LAPTOPS, runFleet, WEEKS, type FleetResult, type Lister } from './fleet.ts';
import { rounds } from '../support/rounds.ts';
import { linux, windowsInventory, windowsNames } from './fleet-lists.ts';
import { openWorkplace, type Workplace } from './vendor.ts';

describe(`${LAPTOPS} laptops at shared docks for ${WEEKS} weeks`, () => {
  let workplace: Workplace;

  before(async () => {
    workplace = await openWorkplace();
  });
  after(() => workplace.end());

  const cases: { title: string; lister: Lister; lostMax: number }[] = [
    { title: 'Linux', lister: linux, lostMax: 0.1 },
    { title: 'Windows, its inventory', lister: windowsInventory, lostMax: 0.1 },
    { title: 'Windows, names and addresses only', lister: windowsNames, lostMax: 1.5 },
  ];
  for (const { title, lister, lostMax } of cases.slice(0, rounds(3, 1))) {
    it(`${title}: at most ${lostMax} seats a week are lost to reinstalls`, async function () {
      const result = await runFleet(workplace, lister);
      process.stdout.write(`      ${lineOf(title, result)}\n`);
      expect(result.lostAWeek).to.be.at.most(lostMax);
      expect(result.seats).to.be.at.least(LAPTOPS);
      expect(result.sharedBy, 'laptops in one seat').to.equal(1);
      expect(result.unlicensed).to.equal(0);
    });
  }
});

function lineOf(title: string, { seats, reinstalls, lostAWeek }: FleetResult): string {
  return `${title}: ${seats} seats, ${reinstalls} reinstalls, ${lostAWeek.toFixed(2)} seats lost a week`;
}
