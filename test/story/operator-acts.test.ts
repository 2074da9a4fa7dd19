/**
 * What operators do, as the customer and the app see it: each verb that takes a reason shows it on the license's page, an
 * app learns of its release, new terms apply to issued licenses, and a license that was taken out of an account is free.
 */

import { expect } from 'chai';
import type { LeaseClaims } from '../../client-sdk/typescript/contract/wire.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { wordsIn } from '../server/portal/browsing.ts';
import { openTestPortal, type Customer, type Portal } from '../server/portal/customers.ts';
import { appOn } from '../support/app.ts';

describe('what an operator does', function () {
  let portal: Portal;
  let ada: Customer;
  beforeEach(async () => {
    portal = await openTestPortal();
    ada = await portal.customer('ada');
  });
  afterEach(() => portal.end());

  const page = async (customer = ada): Promise<string> => {
    const heard = await customer.browser.get(`/licenses/${customer.license}`);
    expect(heard.status).to.equal(200);
    return wordsIn(heard);
  };
  const payloadOf = (lease: string): LeaseClaims =>
    JSON.parse(Buffer.from(lease.split('.')[1] ?? '', 'base64url').toString()) as LeaseClaims;

  it('the owner of the license reads why an operator did it, for every verb that takes a reason', async () => {
    const { run } = portal.server;
    const { license, activation } = ada;
    const acts: Readonly<Record<string, (reason: string) => Promise<unknown>>> = {
      suspend: (reason) => run(operations.licensing.suspendLicense, { license, reason }),
      reinstate: (reason) => run(operations.licensing.reinstateLicense, { license, reason }),
      seats: (reason) => run(operations.licensing.setSeats, { license, seats: 4, reason }),
      renew: (reason) => run(operations.licensing.renewLicense, { license, endsOn: '2099-12-31', reason }),
      correct: (reason) => run(operations.licensing.correctLicense, { license, seats: 5, reason }),
      release: (reason) => run(operations.activation.releaseByOperator, { license, activation, reason }),
      revoke: (reason) => run(operations.licensing.revokeLicense, { license, reason }),
    };
    for (const [verb, act] of Object.entries(acts)) {
      const reason = `since they asked to ${verb}`;
      await act(reason);
      expect(await page(), verb)
        .to.include('Notes from the seller')
        .and.include(reason);
    }
    expect((await page()).indexOf('to revoke'), 'latest first, by the hour').to.be.greaterThan(-1);
  });

  it('a reason of an earlier owner is not shown to the next, unless it is why the license is suspended', async () => {
    const { run, clock } = portal.server;
    const { license, licenseKey } = ada;
    await run(operations.licensing.setSeats, { license, seats: 4, reason: 'Ada bought one more' });
    await run(operations.licensing.suspendLicense, { license, reason: 'payment overdue' });
    await run(operations.ownership.disownLicense, { license, reason: 'lost account' });
    clock.move(DAY_SECONDS);
    const bob = await portal.customer('bob');
    const { headers } = await bob.browser.post('/licenses', { licenseKey });
    expect(headers.location, 'taken out of an account, it can be added by its key').to.include(license);
    const text = await page({ ...bob, license });
    expect(text).to.include('payment overdue').and.not.include('Ada bought').and.not.include('lost account');
  });

  it('an app that was released learns it at its next renewal, and runs until then', async () => {
    const app = appOn(portal.server, { folder: 'app', macs: ['a4:5e:60:c1:7b:02'], address: '203.0.113.7' });
    await app.activate(ada.licenseKey);
    const { license } = ada;
    const views = (await portal.server.run(operations.activation.listActivations, { license })).items;
    for (const { activation } of views)
      await portal.server.run(operations.activation.releaseByOperator, { license, activation });
    expect(app.check().state).to.equal('licensed');
    portal.server.clock.move(8 * DAY_SECONDS);
    expect(await app.renew()).to.include({ state: 'unlicensed', reason: 'released' });
  });

  it('issued licenses get the terms of the product as they are now, but keep seats, end and entitlements', async () => {
    const { run } = portal.server;
    const terms = { leaseDays: 60, graceDays: 20, seats: 9, durationDays: 10, entitlements: ['pro'] };
    await run(operations.licensing.changeProduct, { product: 'sonar', terms });
    const { lease } = await run(operations.activation.activate, {
      product: 'sonar',
      licenseKey: ada.licenseKey,
      tags: ['t'.repeat(22)],
      nonce: 'n'.repeat(22),
      network: null,
    });
    const { iat, exp, grace, entitlements, license_end: end } = payloadOf(lease);
    expect([(exp - iat) / DAY_SECONDS, grace / DAY_SECONDS]).to.deep.equal([61, 20]);
    expect([entitlements, end]).to.deep.equal([[], null]);
    const shown = await run(operations.licensing.showLicense, { license: ada.license });
    expect(shown).to.include({ seats: 3, endsOn: null });
  });
});
