/** Sessions: what was usable at the start stays usable until the app ends it, whatever becomes of the license. */

import { expect } from 'chai';
import fc from 'fast-check';
import type { CheckState, Quietkey } from '../../client-sdk/typescript/index.ts';
import { duringSession } from '../../client-sdk/typescript/lease/session.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, makeMachine, type TestMachine } from './support/machine.ts';

const issuer = makeIssuer();
let server: FakeServer;
let machine: TestMachine;
let app: Quietkey;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  machine = makeMachine(issuer, server.url);
  app = machine.start();
  await app.activate(LICENSE_KEY);
});
afterEach(() => server.close());

describe('a session', () => {
  const ENDS: [title: string, arrange: () => unknown, after: string][] = [
    ['the lease and its grace end', () => (machine.now += 60 * DAY), 'limited grace_ended'],
    ['the license is revoked', () => ((server.seat.ended = 'revoked'), app.renew()), 'unlicensed revoked'],
    ['the seat is released', () => app.release(), 'unlicensed released'],
    ['the state is deleted', () => (machine.store.text = undefined), 'unlicensed no_activation'],
  ];
  for (const [title, arrange, after] of ENDS) {
    it(`is not cut if ${title}, and is shown as over its lease`, async () => {
      const session = app.startSession();
      expect(session.check()).to.deep.equal(app.check());
      await arrange();
      const [state, reason] = after.split(' ');
      expect(app.check()).to.include({ state, reason }).and.not.have.property('overLease');
      const during = session.check();
      expect(during).to.deep.include({ state: 'stale', reason, overLease: true, entitlements: ['pro'] });
      expect(during.message).to.equal(
        `What is running goes on until you end it. After that: ${app.check().message}`,
      );
      expect(app.startSession().check(), 'a session that begins now').to.deep.equal(app.check());
      session.end();
      expect(session.check()).to.deep.equal(app.check());
    });
  }

  it('begins too late if the app is not usable any more', () => {
    machine.now += 60 * DAY;
    const session = app.startSession();
    expect(session.check()).to.include({ state: 'limited' });
    machine.now -= 60 * DAY;
    expect(session.check().state).to.equal('stale');
  });

  it('keeps the entitlements of its start, and gets new ones', async () => {
    const session = app.startSession();
    server.seat.leaseChanges = { entitlements: ['basic'] };
    await app.renew();
    expect(app.check().entitlements).to.deep.equal(['basic']);
    expect(session.check()).to.deep.include({ state: 'licensed', entitlements: ['basic', 'pro'] });
  });

  it('loses nothing, whatever the checks are', () => {
    const states = fc.constantFrom<CheckState>('licensed', 'stale', 'limited', 'unlicensed');
    const checks = fc.record({ state: states, entitlements: fc.subarray(['pro', 'export', 'basic']) });
    const runs = ({ state }: { state: CheckState }): boolean => state === 'licensed' || state === 'stale';
    fc.assert(
      fc.property(checks, checks, (begun, now) => {
        const rest = { reason: 'lease_valid', message: 'Text.', refreshDue: false } as const;
        const during = duringSession({ ...begun, ...rest }, { ...now, ...rest });
        expect(runs(during)).to.equal(runs(begun) || runs(now));
        expect(during.overLease === true).to.equal(runs(begun) && !runs(now));
        if (runs(begun)) expect(during.entitlements).to.include.members(begun.entitlements);
      }),
    );
  });
});
