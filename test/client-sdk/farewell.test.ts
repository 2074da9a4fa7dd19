/** The vendor's farewell on a machine: a file of it, or an answer that brings it, and the app runs for ever, offline. */

import { expect } from 'chai';
import fc from 'fast-check';
import { Quietkey } from '../../client-sdk/typescript/index.ts';
import { FarewellRefused, OfflineQuietkey } from '../../client-sdk/typescript/offline.ts';
import { TestKit } from '../../client-sdk/typescript/testing/index.ts';
import { rounds } from '../support/rounds.ts';

const kitOf = () => new TestKit({ product: 'sonar', start: '2026-03-02T12:00:00Z' });
const faultOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    if (error instanceof FarewellRefused) return error.fault;
    throw error;
  }
  return 'accepted';
};

describe("the vendor's farewell", () => {
  it('keeps an app going in 2060, without a server, on the machine and after a reinstall', async () => {
    const kit = kitOf();
    const [old, fresh] = [kit.machine(), kit.machine()];
    const { key } = kit.issue({ entitlements: ['pro'], endsOn: '2027-03-02' });
    await new Quietkey(old.options).activate(key);
    const farewell = kit.farewell({ entitlements: ['export'] });
    kit.fail('offline');
    for (const machine of [old, fresh]) new OfflineQuietkey(machine.options).acceptFarewell(`${farewell}\n`);
    const sent = kit.requests.length;

    kit.clock.set('2060-05-01T00:00:00Z');
    const app = new Quietkey(old.options);
    expect(app.check()).to.include({ state: 'licensed', reason: 'farewell', refreshDue: false });
    expect(app.check()).to.not.have.any.keys('leaseEndsOn', 'graceEndsOn', 'licenseEndsOn', 'noticeEndsOn');
    expect(app.check().entitlements).to.deep.equal(['pro', 'export']);
    expect(new Quietkey(fresh.options).check()).to.include({ state: 'licensed', reason: 'farewell' });
    expect(new Quietkey(fresh.options).check().entitlements).to.deep.equal(['export']);
    await app.keepFresh();
    expect(kit.requests, 'nothing is asked any more').to.have.lengthOf(sent);
    kit.clock.set('2026-03-03T00:00:00Z');
    expect(app.check(), 'a clock that was set back').to.include({ state: 'licensed', reason: 'farewell' });
  });

  it('ends a revocation too, since nothing is verified any more', async () => {
    const kit = kitOf();
    const machine = kit.machine();
    const license = kit.issue();
    const app = new Quietkey(machine.options);
    await app.activate(license.key);
    license.revoke();
    await app.renew();
    expect(app.check().state).to.not.equal('licensed');
    new OfflineQuietkey(machine.options).acceptFarewell(kit.farewell());
    expect(app.check()).to.include({ state: 'licensed', reason: 'farewell' });
  });

  const REFUSED = [
    [
      'of another product of this vendor',
      'wrong_product',
      (kit: TestKit) => kit.farewell({ product: 'radar' }),
    ],
    ['of another vendor', 'damaged', () => kitOf().farewell()],
    ['before its day', 'early', (kit: TestKit) => kit.farewell({ from: '2026-03-03' })],
    ['no text of a token', 'damaged', () => 'farewell'],
    ['empty', 'damaged', () => ''],
    ['cut', 'damaged', (kit: TestKit) => kit.farewell().slice(0, -1)],
    ['with more behind it', 'damaged', (kit: TestKit) => `${kit.farewell()}x`],
  ] as const;
  for (const [title, fault, write] of REFUSED) {
    it(`refuses one that is ${title}, and changes nothing`, async () => {
      const kit = kitOf();
      const machine = kit.machine();
      await new Quietkey(machine.options).activate(kit.issue().key);
      const before = machine.stored;
      const offline = new OfflineQuietkey(machine.options);
      expect(faultOf(() => offline.acceptFarewell(write(kit)))).to.equal(fault);
      expect(machine.stored).to.equal(before);
      expect(new Quietkey(machine.options).check().reason).to.equal('lease_valid');
    });
  }

  it('refuses every other token of the vendor, and every changed character', async () => {
    const kit = kitOf();
    const machine = kit.machine();
    await new Quietkey(machine.options).activate(kit.issue().key);
    const state = JSON.parse(machine.stored ?? '') as { keySet: string; lease: { token: string } };
    const offline = new OfflineQuietkey(machine.options);
    for (const token of [state.keySet, state.lease.token])
      expect(faultOf(() => offline.acceptFarewell(token))).to.equal('damaged');
    const farewell = kit.farewell();
    const character = fc.constantFrom('A', 'Q', 'g', 'w', 'z', '0', '9', '-', '_', '.', '=', ' ');
    fc.assert(
      fc.property(fc.nat(farewell.length - 1), character, (index, other) => {
        fc.pre(farewell[index] !== other);
        const changed = farewell.slice(0, index) + other + farewell.slice(index + 1);
        expect(faultOf(() => offline.acceptFarewell(changed))).to.equal('damaged');
      }),
      { numRuns: rounds(2_000) },
    );
  });

  it('counts as none in a stored state if it does not verify, or before its day', async () => {
    const kit = kitOf();
    const machine = kit.machine();
    await new Quietkey(machine.options).activate(kit.issue().key);
    for (const [index, farewell] of [
      kitOf().farewell(),
      kit.farewell({ from: '2026-03-04' }),
      5,
      null,
      {},
    ].entries()) {
      machine.stored = JSON.stringify({ ...(JSON.parse(machine.stored ?? '') as object), farewell });
      expect(new Quietkey(machine.options).check().reason, `value ${index}`).to.equal('lease_valid');
    }
  });

  it('is kept for its day when an answer brings it earlier, and lasts through other answers', async () => {
    const kit = kitOf();
    const machine = kit.machine();
    kit.publish(kit.farewell({ from: '2026-04-01' }));
    const app = new Quietkey(machine.options);
    await app.activate(kit.issue().key);
    expect(app.check().reason).to.equal('lease_valid');
    kit.publish(undefined);
    kit.clock.pass({ days: 8 });
    await app.renew();
    kit.clock.set('2026-04-01T00:00:00Z');
    expect(app.check().reason).to.equal('farewell');
  });

  it('that cannot be verified costs no lease when an answer brings it', async () => {
    const kit = kitOf();
    const machine = kit.machine();
    kit.publish(kitOf().farewell());
    const app = new Quietkey(machine.options);
    expect(await app.activate(kit.issue().key)).to.include({ reason: 'lease_valid' });
    expect(machine.stored).to.not.include('farewell');
  });
});
