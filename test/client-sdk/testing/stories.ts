/** The stories that are played against the test kit and against the real server. */

import { borrowSeat } from '../../../client-sdk/typescript/floating.ts';
import type { OfflineWish } from '../../../client-sdk/typescript/offline.ts';
import type { Story } from './player.ts';
import { REAL_FAULT_NAMES } from './vendors.ts';

const SHORT = { leaseDays: 10, refreshDays: 3, graceDays: 7 };

export const STORIES: readonly Story[] = [
  {
    title: 'a license is activated, renewed and released',
    terms: { seats: 2, leaseDays: 10, refreshDays: 3, graceDays: 7, entitlements: ['pro', 'export'] },
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue({ endsOn: vendor.day(60) });
      const machine = vendor.machine();
      const app = player.app(machine);
      await player.note(app, () => app.renew());
      await player.note(app, () => app.activate(license.key));
      await player.note(app, () => app.activate(license.key));
      await player.note(app, () => app.renew());
      vendor.pass(5);
      await player.note(app, () => app.keepFresh());
      machine.stored = undefined;
      await player.note(app, () => app.activate(license.key));
      vendor.pass(12);
      await player.note(app, () => app.renew());
      player.seen.push(await license.used());
      await player.note(app, () => app.release());
      await player.note(app, () => app.release());
      player.seen.push(await license.used());
    },
  },
  {
    title: 'a floating seat is checked out, given back, refused, borrowed, and free after lease and grace',
    terms: { seats: 1, floatingMinutes: 60, floatingGraceHours: 2, borrowDays: 3 },
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue();
      const [one, two] = [player.app(vendor.machine()), player.app(vendor.machine())];
      await player.note(one, () => one.activate(license.key));
      await player.note(two, () => two.activate(license.key));
      await player.note(one, () => one.release());
      await player.note(one, () => one.release());
      await player.note(two, () => two.activate(license.key));
      await player.note(one, () => one.keepFresh());
      vendor.pass(4 / 24);
      await player.note(one, () => one.keepFresh());
      await player.note(one, () => borrowSeat(one, { days: 9 }));
      vendor.pass(1);
      await player.note(one, () => one.renew());
      await player.note(two, () => two.keepFresh());
      vendor.pass(3);
      await player.note(one, () => one.keepFresh());
      await player.note(one, () => one.release());
      await player.note(two, () => two.keepFresh());
      player.seen.push(await license.used());
    },
  },
  {
    title: 'a license is suspended, reinstated and revoked',
    play: async (player) => {
      const license = await player.vendor.issue();
      const app = player.app(player.vendor.machine());
      await player.note(app, () => app.activate(license.key));
      await license.suspend();
      await player.note(app, () => app.renew());
      await player.note(app, () => app.activate(license.key));
      await license.reinstate();
      await player.note(app, () => app.keepFresh());
      await license.revoke();
      await player.note(app, () => app.renew());
      await player.note(app, () => app.release());
      await player.note(app, () => app.activate(license.key));
    },
  },
  {
    title: 'a license is suspended with a notice',
    terms: { ...SHORT, noticeDays: 4 },
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue();
      const app = player.app(vendor.machine());
      await player.note(app, () => app.activate(license.key));
      await license.suspend();
      await player.note(app, () => app.renew());
      vendor.pass(3);
      await player.note(app, () => app.renew());
      vendor.pass(1);
      await player.note(app, () => app.renew());
      await license.reinstate();
      await player.note(app, () => app.renew());
      await player.note(app, () => app.release());
    },
  },
  {
    title: 'a trial runs, ends, is followed by a license and can be started again after a year',
    terms: { ...SHORT, trialDays: 5, entitlements: ['pro'] },
    play: async (player) => {
      const { vendor } = player;
      const machine = vendor.machine();
      const app = player.app(machine);
      await player.note(app, () => app.startTrial());
      vendor.pass(3);
      machine.stored = undefined;
      await player.note(app, () => app.startTrial());
      await player.note(app, () => app.renew());
      vendor.pass(3);
      await player.note(app, () => app.startTrial());
      const license = await vendor.issue();
      await player.note(app, () => app.activate(license.key));
      await player.note(app, () => app.startTrial());
      await player.note(app, () => app.release());
      vendor.pass(360);
      await player.note(app, () => app.startTrial());
      const container = player.app(vendor.machine('container'));
      await player.note(container, () => container.startTrial());
    },
  },
  {
    title: 'a product without a trial',
    play: async (player) => {
      const app = player.app(player.vendor.machine());
      await player.note(app, () => app.startTrial());
      await player.note(app, async () => app.check());
    },
  },
  {
    title: 'a license ends and is prolonged',
    terms: SHORT,
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue({ endsOn: vendor.day(5) });
      const machine = vendor.machine();
      const app = player.app(machine);
      await player.note(app, () => app.activate(license.key));
      vendor.pass(7);
      await player.note(app, () => app.renew());
      const other = player.app(vendor.machine());
      await player.note(other, () => other.activate(license.key));
      await license.endOn(vendor.day(30));
      await player.note(app, () => app.renew());
    },
  },
  {
    title: 'more machines than seats, one of which is forgotten',
    terms: SHORT,
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue();
      const [first, second] = [player.app(vendor.machine()), player.app(vendor.machine('container'))];
      await player.note(first, () => first.activate(license.key));
      await player.note(second, () => second.activate(license.key));
      await license.setSeats(2);
      await player.note(second, () => second.activate(license.key));
      await license.setSeats(1);
      await license.releaseAll();
      await player.note(first, () => first.renew());
      await player.note(second, () => second.renew());
      await player.note(second, () => second.activate(license.key));
      vendor.pass(17);
      await player.note(first, () => first.activate(license.key));
      vendor.pass(1);
      await player.note(first, () => first.activate(license.key));
      await player.note(second, () => second.renew());
      player.seen.push(await license.used());
    },
  },
  {
    title: 'the terms limit releases',
    terms: { seats: 3, releaseCooldownDays: 4, releasesPerYear: 2 },
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue();
      const apps = [vendor.machine(), vendor.machine(), vendor.machine()].map((made) => player.app(made));
      for (const app of apps) await app.activate(license.key);
      for (const app of apps) await player.note(app, () => app.release());
      vendor.pass(4);
      for (const app of apps.slice(1)) await player.note(app, () => app.release());
      vendor.pass(4);
      await player.note(apps[2]!, () => apps[2]!.release());
      vendor.pass(60);
      await player.note(apps[2]!, () => apps[2]!.release());
    },
  },
  {
    title: 'a license needs the username of its account',
    terms: { usernameRequired: true },
    play: async (player) => {
      const license = await player.vendor.issue({ owner: 'ada' });
      const app = player.app(player.vendor.machine());
      await player.note(app, () => app.activate(license.key));
      await player.note(app, () => app.activate(license.key, { username: 'eve' }));
      await player.note(app, () => app.activate(license.key, { username: 'Ada' }));
      await player.note(app, () => app.activate(license.key, { username: 'no@name' }));
    },
  },
  {
    title: 'a key is unknown or mistyped',
    play: async (player) => {
      const license = await player.vendor.issue();
      const app = player.app(player.vendor.machine());
      await player.note(app, () => app.activate('SONAR-00000-00000-00000-00000-00000-00000'));
      await player.note(app, () =>
        app.activate(license.key.replace(/.$/, (last) => (last === '2' ? '3' : '2'))),
      );
    },
  },
  ...(['laptop', 'docked_laptop', 'virtual_machine', 'container'] as const).map((kind): Story => ({
    title: `a ${kind} changes, is cloned and is restored`,
    terms: { seats: 2 },
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue();
      const machine = vendor.machine(kind);
      const app = player.app(machine);
      await player.note(app, () => app.activate(license.key));
      const backup = machine.stored;
      machine.dock();
      await player.note(app, () => app.renew());
      machine.replaceAdapters();
      await player.note(app, () => app.renew());
      machine.adapters = [];
      await player.note(app, () => app.renew());
      machine.stored = backup;
      await player.note(app, () => app.renew());
      machine.stored = undefined;
      const again = player.app(machine);
      await player.note(again, () => again.activate(license.key));
      player.seen.push(await license.used());
      const twin = player.app(machine.twin());
      await player.note(twin, () => twin.renew());
      await player.note(twin, () => twin.release());
      player.seen.push(await license.used());
    },
  })),
  ...(['install', 'none'] as const).map((identity): Story => ({
    title: `an app with the identity ${identity}`,
    play: async (player) => {
      const license = await player.vendor.issue();
      const machine = player.vendor.machine();
      const app = player.app(machine, { identity });
      await player.note(app, () => app.activate(license.key));
      player.vendor.pass(9);
      await player.note(app, () => app.renew());
      machine.stored = undefined;
      const again = player.app(machine, { identity });
      await player.note(again, () => again.activate(license.key));
    },
  })),
  ...REAL_FAULT_NAMES.map((fault): Story => ({
    title: `the network of an app: ${fault}`,
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue();
      const machine = vendor.machine();
      const timeoutMs = fault === 'silent' ? 100 : 30_000;
      await vendor.fail(fault);
      const before = player.app(machine, { timeoutMs });
      await player.note(before, () => before.activate(license.key));
      player.seen.push(await license.used());
      await vendor.recover();
      const app = player.app(machine);
      await player.note(app, () => app.activate(license.key));
      vendor.pass(8);
      await vendor.fail(fault);
      const then = player.app(machine, { timeoutMs });
      await player.note(then, () => then.keepFresh());
      await vendor.recover();
      await player.note(app, () => app.release());
    },
  })),
  {
    title: 'a machine without network, by files',
    terms: SHORT,
    play: async (player) => {
      const { vendor } = player;
      const license = await vendor.issue();
      const machine = vendor.machine();
      const offline = player.offline(machine);
      const app = player.app(machine);
      const carry = async (wish: OfflineWish): Promise<unknown> => {
        const request = await offline.request(wish);
        return offline.accept(await vendor.answerFile(request.text));
      };
      await player.note(app, () => carry({ kind: 'activate', licenseKey: license.key }));
      vendor.pass(4);
      await player.note(app, () => carry({ kind: 'renew' }));
      await player.note(app, () => carry({ kind: 'release' }));
      player.seen.push(await license.used());
    },
  },
];
