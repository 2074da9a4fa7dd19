import { join } from 'node:path';
import { expect } from 'chai';
import { LicenseRefused, Quietkey } from '../../client-sdk/typescript/index.ts';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { makeBackup, restoreBackup } from '../../server/composition/backups.ts';
import { startTestServer, type TestServer } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

/**
 * A server that was restored from a backup takes no license away: the real server, the real SDK, and a clock that the
 * test sets.
 */
describe('an app whose server was restored', () => {
  let server: TestServer;
  let bought: IssueAnswer;
  let early: Quietkey;
  let late: Quietkey;

  const appOn = (folder: string, mac: string): Quietkey =>
    new Quietkey({
      server: server.running().url,
      product: 'sonar',
      rootKey: server.running().world.rootKey,
      store: join(server.folder, folder),
      clock: () => server.clock.now() * 1000,
      interfaces: () => [{ name: 'eth0', mac, builtIn: true }],
    });
  const days = (count: number): void => server.clock.move(count * DAY_SECONDS);
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof LicenseRefused ? error.refusal : String(error);
  };

  before(async () => {
    server = await startTestServer();
    await server.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: 2 },
    });
    bought = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
    [early, late] = [appOn('early', 'a4:5e:60:c1:7b:02'), appOn('late', 'a4:5e:60:c1:7b:13')];
    await early.activate(bought.licenseKey);
    const { file } = await makeBackup(server.config, { clock: server.clock });
    await late.activate(bought.licenseKey);
    days(20);
    await early.renew();
    await server.stop();
    await restoreBackup(server.config, { clock: server.clock, file });
    await server.start();
  });
  after(() => server.end());

  it('is renewed if it was activated before the backup, although the server is behind it', async () => {
    days(16);
    await early.renew();
    expect(early.check()).to.include({ state: 'licensed' });
  });

  it('stays licensed to the end of its lease if the server does not know it', async () => {
    days(-14);
    expect(await refusal(late.renew())).to.equal('activation_unknown');
    expect(late.check()).to.include({ state: 'licensed' });
  });

  it('can be activated again', async () => {
    await late.activate(bought.licenseKey);
    expect(late.check()).to.include({ state: 'licensed' });
    const view = await server.run(operations.licensing.showLicense, { license: bought.license.license });
    expect(view.used).to.equal(2);
  });
});
