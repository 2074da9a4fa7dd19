/**
 * A clock that was wrong does no lasting harm: what a machine has seen of a wrong day is corrected by a renewal at once,
 * and by some days that go on where there is no network.
 */

import { expect } from 'chai';
import type { Check } from '../../client-sdk/typescript/index.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, TODAY, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, makeMachine, type TestMachine } from './support/machine.ts';

const issuer = makeIssuer();
const LEASE_DAYS = 200;
let server: FakeServer;
let machine: TestMachine;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  server.seat.leaseChanges = { exp: TODAY + LEASE_DAYS * DAY, refresh_after: TODAY + 100 * DAY };
  machine = makeMachine(issuer, server.url);
  await machine.start().activate(LICENSE_KEY);
});
afterEach(() => server.close());

/** The check of a new start, on a day after the activation. */
function checkOn(day: number): string {
  machine.now = TODAY + day * DAY + DAY / 2;
  const { state, reason }: Check = machine.start().check();
  return `${state} ${reason}`;
}
const FINE = 'licensed lease_valid';
const BEHIND = 'stale clock_behind';

describe('a machine that is never online', () => {
  for (const [title, ahead, during] of [
    ['within the lease', 50, FINE],
    ['in the grace', LEASE_DAYS + 5, 'stale lease_ended'],
    ['after the grace', LEASE_DAYS + 100, 'limited grace_ended'],
  ] as const) {
    it(`its clock was ahead ${title}: after seven days that go on all is as before`, () => {
      expect(checkOn(1)).to.equal(FINE);
      expect(checkOn(ahead)).to.equal(during);
      for (let day = 2; day < 8; day += 1) expect(checkOn(day), `day ${day}`).to.equal(BEHIND);
      for (let day = 8; day < 12; day += 1) expect(checkOn(day), `day ${day}`).to.equal(FINE);
    });
  }

  it('is not limited or unlicensed by a day of the wrong clock, also where the license ends', async () => {
    server.seat.leaseChanges = { exp: TODAY + 60 * DAY, license_end: TODAY + 60 * DAY };
    await machine.start().renew();
    expect(checkOn(90)).to.equal('unlicensed license_ended');
    expect(checkOn(2)).to.equal(BEHIND);
    for (let day = 3; day < 60; day += 1) checkOn(day);
    expect(checkOn(59)).to.match(/^licensed /);
    expect(checkOn(60)).to.equal('stale license_in_grace');
  });

  it('the same day counts once, and a day before the last one begins the count again', () => {
    checkOn(50);
    for (let times = 0; times < 10; times += 1) expect(checkOn(9)).to.equal(BEHIND);
    for (const day of [10, 11, 12, 13, 14, 3, 4, 5, 6, 7, 8]) expect(checkOn(day)).to.equal(BEHIND);
    expect(checkOn(9)).to.equal(FINE);
  });

  it('a clock that goes back and forth stays in doubt', () => {
    for (let day = 2; day < 30; day += 1) {
      checkOn(50 + day);
      expect(checkOn(day)).to.equal(BEHIND);
    }
  });

  it('a clock that is a day behind is not counted', () => {
    expect(checkOn(20)).to.equal(FINE);
    for (const day of [19, 20, 19, 20]) expect(checkOn(day)).to.equal(FINE);
    expect(machine.store.members).to.not.have.property('daysBehind');
  });

  it('a count that cannot be read is none', () => {
    checkOn(50);
    machine.store.members = { ...machine.store.members, daysBehind: { days: 'six' } };
    for (let day = 2; day < 8; day += 1) expect(checkOn(day)).to.equal(BEHIND);
    expect(checkOn(8)).to.equal(FINE);
  });
});

describe('a machine that is online', () => {
  it('a renewal corrects a clock that was ahead at once', async () => {
    expect(checkOn(LEASE_DAYS + 100)).to.equal('limited grace_ended');
    expect(checkOn(3)).to.equal(BEHIND);
    server.seat.today = TODAY + 3 * DAY;
    await machine.start().renew();
    expect(checkOn(3)).to.equal(FINE);
  });
});
