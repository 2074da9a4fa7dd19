/**
 * A floating license under load: machines that start, go on, sleep, crash, quit, borrow and lose their state, with clocks
 * that are minutes apart and answers that are lost. By the server's clock there are never more leases than seats, and a
 * machine is refused only while all seats have one.
 */

import { expect } from 'chai';
import { openWorld, type World } from '../../../../server/composition/world.ts';
import type { Ask } from '../../../../server/domain/kernel/named-operation.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { runPurge } from '../../../../server/jobs/purge.ts';
import { randomOf, type Random } from '../../../histories/model/random.ts';
import { Device } from '../../../support/device.ts';
import { rounds } from '../../../support/rounds.ts';
import { openPostgresWorld, openTestWorld, type TestWorld } from '../../../support/world.ts';
import { Office, type Fate } from './floating-office.ts';

const MACHINES = 100;
const SEATS = 10;
const DRIFT_MINUTES = 10;
/** The acts of one history. */
const STEPS = 250;
const TERMS = {
  seats: SEATS,
  floatingMinutes: 30,
  floatingGraceHours: 1,
  borrowDays: 3,
  entitlements: ['pro'],
};

type Act = 'use' | 'quit' | 'wipe' | 'borrow' | 'wait' | 'sleep' | 'purge';

/** The acts, each as often as it is drawn. */
const ACTS: readonly Act[] = [
  ...Array.from({ length: 24 }, () => 'use' as const),
  ...Array.from({ length: 8 }, () => 'wait' as const),
  ...Array.from({ length: 5 }, () => 'quit' as const),
  'wipe',
  'borrow',
  'sleep',
];
const FATES: readonly Fate[] = [
  ...Array.from({ length: 8 }, () => 'arrives' as const),
  'request lost',
  'answer lost',
];

const WORLDS: { how: string; open: () => Promise<TestWorld>; histories: number; few: number }[] = [
  { how: 'SQLite', open: () => openTestWorld(), histories: 200, few: 2 },
  { how: 'two nodes over PostgreSQL', open: openPostgresWorld, histories: 20, few: 1 },
];

for (const { how, open, histories, few } of WORLDS)
  describe(`a floating license, ${how}`, function () {
    this.timeout(1_800_000);
    let test: TestWorld;
    let other: World | undefined;
    /** Runs an operation on the one node and on the other in turn. */
    let run: Ask;
    before(async () => {
      test = await open();
      if (test.config.database !== undefined)
        other = await openWorld(test.config, { clock: test.clock, threads: 'in-thread' });
      let asked = 0;
      run = (operation, input) => {
        asked += 1;
        return other !== undefined && asked % 2 === 0
          ? other.run(operation, input, 'client')
          : test.run(operation, input);
      };
      await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: TERMS });
    });
    after(async () => {
      await other?.close();
      await test.end();
    });

    const issue = () =>
      test.run(operations.licensing.issueLicense, { product: 'sonar', email: 'ada@example.com' });

    let most = 0;
    let refused = 0;
    async function follow(history: number): Promise<void> {
      const random = randomOf('floating', history);
      const { license, licenseKey } = await issue();
      const terms = { seats: SEATS, licenseKey, rootKey: test.world.rootKey };
      const office = new Office(terms, run, () => test.clock.now());
      for (let step = 0; step < STEPS; step += 1) await play(office, random);
      const { used } = await test.run(operations.licensing.showLicense, { license: license.license });
      expect(used).to.be.within(office.oracle.held(office.now()), SEATS);
      most = Math.max(most, office.oracle.most);
      refused += office.refused;
    }

    async function play(office: Office, random: Random): Promise<void> {
      const act = random.chance(1) ? 'purge' : random.pick(ACTS);
      if (act === 'wait') return test.clock.move(random.between(1, 25) * 60);
      if (act === 'sleep') return test.clock.move(random.between(60, 3_000) * 60);
      if (act === 'purge') return void (await runPurge(test.world, { apply: true }));
      const index = random.int(MACHINES);
      const machine = office.machine(index, (index % (2 * DRIFT_MINUTES + 1)) - DRIFT_MINUTES);
      office.fate = random.pick(FATES);
      if (act === 'use') await office.use(machine);
      if (act === 'quit') await office.quit(machine);
      if (act === 'borrow') await office.borrow(machine, random.between(1, 9));
      if (act === 'wipe') machine.store.text = undefined;
      office.fate = 'arrives';
    }

    it(`has never more than ${SEATS} leases among ${MACHINES} machines, and gives each seat that is free`, async () => {
      for (let history = 1; history <= rounds(histories, few); history += 1) await follow(history);
      expect(most).to.equal(SEATS);
      expect(refused).to.be.greaterThan(0);
    });

    it('gives exactly its seats in a race of new machines, and of machines that return when all seats are over', async () => {
      const { licenseKey } = await issue();
      const devices = Array.from({ length: 4 * SEATS }, () => Device.withAdapters(run));
      const granted = async (ask: (device: Device) => Promise<object>): Promise<Device[]> => {
        const answers = await Promise.allSettled(devices.map(ask));
        return devices.filter((_device, index) => answers[index]?.status === 'fulfilled');
      };
      expect(await granted((device) => device.activate(licenseKey))).to.have.length(SEATS);
      test.clock.move(89 * 60);
      expect(
        await granted((device) => (device.state ? device.renew() : device.activate(licenseKey))),
      ).to.have.length(SEATS);
      test.clock.move(91 * 60);
      expect(await granted((device) => device.activate(licenseKey))).to.have.length(SEATS);
    });
  });
