// A server's clock runs ahead and is set right again. Machines with a right clock that renewed meanwhile get a lease of
// the right day at their next renewal, and nobody is asked to set a clock that was never wrong.

import { join } from 'node:path';
import { expect } from 'chai';
import { Quietkey, type Adapter } from '../../client-sdk/typescript/index.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { movableClock, startTestServer, UNLIMITED, type TestServer } from '../support/world.ts';

describe("a server's clock that ran ahead", () => {
  let server: TestServer;
  let licenseKey: string;
  const machine = movableClock();

  before(async () => {
    server = await startTestServer({}, UNLIMITED, movableClock());
    await server.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: {},
    });
  });
  after(() => server.end());

  beforeEach(async () => {
    const order = { product: 'sonar', email: 'ada@example.com' };
    ({ licenseKey } = await server.run(operations.licensing.issueLicense, order));
  });

  const appIn = (folder: string): Quietkey =>
    new Quietkey({
      server: server.running().url,
      product: 'sonar',
      rootKey: server.running().world.rootKey,
      store: join(server.folder, folder),
      clock: () => machine.now() * 1000,
      interfaces: (): Adapter[] => [{ name: 'eth0', mac: '9c:7b:ef:01:02:03', builtIn: true }],
    });

  for (const days of [2, 35, 46, 59, 300]) {
    it(`by ${days} days: the machine is licensed again, by a lease of the right day`, async () => {
      const app = appIn(`ahead-${days}`);
      await app.activate(licenseKey);
      server.clock.move(days * DAY_SECONDS);
      machine.move(8 * DAY_SECONDS);
      server.clock.move(8 * DAY_SECONDS);
      await app.renew();
      expect(app.check()).to.include({ state: 'stale', reason: 'clock_behind' });
      server.clock.move(-days * DAY_SECONDS);
      await app.renew();
      expect(app.check()).to.include({ state: 'licensed', reason: 'lease_valid', refreshDue: false });
      machine.move(2 * DAY_SECONDS);
      server.clock.move(2 * DAY_SECONDS);
      expect(app.check()).to.include({ state: 'licensed', reason: 'lease_valid' });
    });

    it(`by ${days} days at an activation: the machine is licensed when it is activated again`, async () => {
      server.clock.move(days * DAY_SECONDS);
      await appIn(`early-${days}`).activate(licenseKey);
      server.clock.move(-days * DAY_SECONDS);
      const app = appIn(`early-${days}`);
      await app.activate(licenseKey);
      expect(app.check()).to.include({ state: 'licensed', reason: 'lease_valid' });
    });
  }

  it('by 400 days, beyond the key set: the machine keeps its lease, and renews it afterwards', async () => {
    const app = appIn('ahead-400');
    await app.activate(licenseKey);
    server.clock.move(408 * DAY_SECONDS);
    machine.move(8 * DAY_SECONDS);
    const refused = await app.renew().catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'answer_untrusted');
    expect(app.check()).to.include({ state: 'licensed', reason: 'lease_valid' });
    server.clock.move(-400 * DAY_SECONDS);
    await app.renew();
    expect(app.check()).to.include({ state: 'licensed', reason: 'lease_valid', refreshDue: false });
  });
});
