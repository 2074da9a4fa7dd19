/** What an app sees of entitlements that end: names that the compiler knows, against the fake server of the test kit. */

import { expect } from 'chai';
import { Quietkey, type Check } from '../../client-sdk/typescript/index.ts';
import { TestKit } from '../../client-sdk/typescript/testing/index.ts';

type Feature = 'pro' | 'cloud';

const kitOf = (entitlements: string[] = []) =>
  new TestKit({ product: 'sonar', start: '2026-03-02T12:00:00Z', terms: { entitlements } });
const WITH_CLOUD = ['pro', 'cloud:2026-03-11'];

describe('an app with entitlements that end', () => {
  it('knows their names and last days, and asks for one by its name', async () => {
    const kit = kitOf();
    const app = new Quietkey<Feature>(kit.machine().options);
    const check: Check<Feature> = await app.activate(kit.issue({ entitlements: WITH_CLOUD }).key);
    const cloud: Feature | undefined = check.entitlements.find((name) => name === 'cloud');
    expect(cloud).to.equal('cloud');
    expect(check.entitlementEnds).to.deep.equal({ cloud: '2026-03-11' });
    expect(app.lease()!.entitles('cloud')).to.equal(true);
    // @ts-expect-error the product has no such entitlement
    expect(app.lease()!.entitles('clout')).to.equal(false);
    expect(structuredClone(app.lease())).to.deep.include({ entitlements: ['pro', 'cloud'] });
    const other = kit.machine();
    const check2 = await new Quietkey(other.options).activate(kit.issue({ entitlements: ['pro'] }).key);
    expect(check2).to.not.have.property('entitlementEnds');
  });

  it('loses one with the lease after its end, and gets it again when it was prolonged', async () => {
    const kit = kitOf();
    const app = new Quietkey(kit.machine().options);
    const license = kit.issue({ entitlements: WITH_CLOUD });
    await app.activate(license.key);
    kit.clock.set('2026-03-11T23:59:59Z');
    await app.keepFresh();
    expect(app.check()).to.deep.include({ refreshDue: false, entitlements: ['pro', 'cloud'] });
    kit.clock.set('2026-03-12T00:00:00Z');
    expect(app.check()).to.deep.include({ refreshDue: true, entitlements: ['pro', 'cloud'] });
    await app.keepFresh();
    expect(app.check()).to.deep.include({ state: 'licensed', refreshDue: false, entitlements: ['pro'] });
    expect(app.lease()!.entitles('cloud')).to.equal(false);
    license.setEntitlements(['pro', 'cloud:2027-03-11']);
    await app.renew();
    expect(app.check().entitlementEnds).to.deep.equal({ cloud: '2027-03-11' });
  });

  it('keeps one without a server until the grace is over, and no longer', async () => {
    const kit = kitOf();
    const app = new Quietkey(kit.machine().options);
    await app.activate(kit.issue({ entitlements: WITH_CLOUD }).key);
    kit.fail('offline');
    const session = app.startSession();
    kit.clock.set('2026-03-25T23:59:59Z');
    expect(app.check()).to.deep.include({ state: 'licensed', entitlements: ['pro', 'cloud'] });
    kit.clock.set('2026-03-26T00:00:00Z');
    expect(app.check()).to.deep.include({ state: 'licensed', entitlements: ['pro'] });
    expect(app.check()).to.not.have.property('entitlementEnds');
    expect(session.check().entitlements, 'what runs is not cut').to.have.members(['pro', 'cloud']);
  });

  it('has none by the lease of a license that was suspended', async () => {
    const kit = kitOf();
    const app = new Quietkey(kit.machine().options);
    const license = kit.issue({ entitlements: WITH_CLOUD });
    await app.activate(license.key);
    license.suspend();
    await app.renew();
    expect(app.lease()!.entitlements).to.deep.equal(['pro', 'cloud']);
    expect(app.lease()!.entitles('pro')).to.equal(false);
  });

  it('has them from the terms of the product, with days that begin with the license', async () => {
    const kit = kitOf(['pro', 'cloud:9']);
    const app = new Quietkey(kit.machine().options);
    await app.activate(kit.issue().key);
    expect(app.check().entitlementEnds).to.deep.equal({ cloud: '2026-03-11' });
  });

  it('keeps all that its lease has after a farewell, since nobody can prolong it any more', async () => {
    const kit = kitOf();
    const app = new Quietkey(kit.machine().options);
    kit.publish(kit.farewell({ entitlements: ['export'] }));
    await app.activate(kit.issue({ entitlements: WITH_CLOUD }).key);
    kit.clock.set('2040-01-01T00:00:00Z');
    expect(app.check()).to.deep.include({ reason: 'farewell', entitlements: ['pro', 'cloud', 'export'] });
  });
});
