/**
 * What each event does to a history. The details are drawn from the seed of the step.
 */

import type { App } from './app.ts';
import type { CopyKind, History } from './history.ts';
import type { EventName } from './model/events.ts';
import { isBefore } from './model/records.ts';
import type { Random } from './model/random.ts';

type Act = (history: History, app: App, random: Random) => Promise<void>;

export const ACTS: Readonly<Record<EventName, Act>> = {
  /** One, two or all three attempts of the next request are answered in vain. */
  lost_answer: async (history, app, random) => {
    await history.passUntilDue(app);
    app.losing = random.pick([1, 2, 3, 3, 3]);
    await app.renewNow();
    app.losing = 0;
    await history.pass(random.pick([0, 1, 10]));
    await history.start(app);
  },

  /** A request arrives twice: at once, or after the next one was answered. */
  repeated_request: async (history, app, random) => {
    const late = random.chance(50) ? app.lastRequest : undefined;
    if (late === undefined) app.deliveries = random.between(2, 3);
    await history.passUntilDue(app);
    await app.renewNow();
    app.deliveries = 1;
    if (late !== undefined) await app.replay(late);
    await maybeStart(history, app, random);
  },

  /** The same state of the store is restored three times. */
  three_restores: async (history, app, random) => {
    const current = app.snapshot().contents.step;
    const isAny = random.chance(25);
    const earlier = history
      .snapshotsOf(app)
      .filter(({ contents }) => isAny || isBefore(contents.step, current));
    if (earlier.length === 0) return history.start(app);
    const snapshot = random.pick(earlier);
    for (let times = 0; times < 3; times += 1) {
      app.put(snapshot);
      await (random.chance(50) ? app.renewNow() : history.start(app));
      await history.pass(random.pick([0, 1, 15]));
    }
  },

  store_reset: async (history, app, random) => {
    app.resets = 3;
    for (let times = 0; times < 3; times += 1) {
      await history.start(app);
      await history.pass(random.between(0, 8));
    }
  },

  reinstall: async (history, app, random) => {
    app.empty();
    await maybeStart(history, app, random);
  },

  server_restore: async (history, app, random) => {
    if (random.chance(50)) await app.renewNow();
    await history.restoreServer(random.between(1, 30));
    await maybeStart(history, app, random);
  },

  /** The original goes on first. */
  clone: async (history, app, random) => {
    const copy = copyOf(history, app, random);
    if (copy === undefined) return history.start(app);
    await history.passUntilDue(app);
    await history.start(app);
    history.run(copy, random.between(3, 15));
    await history.start(copy);
  },

  copy_first: async (history, app, random) => {
    const copy = copyOf(history, app, random);
    if (copy === undefined) return history.start(app);
    if (random.chance(50)) await history.passUntilDue(app);
    history.run(copy, random.between(3, 15));
    await (random.chance(50) ? copy.renewNow() : history.start(copy));
    await maybeStart(history, app, random);
  },

  roam_invisible: async (history, app, random) => {
    app.body.roaming = 'off';
    await stayAway(history, app, random);
  },

  roam_private: async (history, app, random) => {
    app.body.roaming = 'private';
    await stayAway(history, app, random);
  },

  /** One card is replaced, or cards with one to four adapters are added. */
  card_replaced: async (history, app, random) => {
    const { own } = app.body;
    const isAdded = own.length <= 4 && random.chance(30);
    const kept = isAdded ? own : own.toSpliced(random.int(own.length), 1);
    const isLow = random.chance(50);
    const card = (): string => (isLow ? history.addresses.lowHardware() : history.addresses.hardware());
    const added = Array.from({ length: isAdded ? random.between(1, 4) : 1 }, card);
    app.body.own = [...kept, ...added];
    await maybeStart(history, app, random);
  },

  all_replaced: async (history, app, random) => {
    app.body.own = app.body.own.map(() => history.addresses.hardware());
    await maybeStart(history, app, random);
  },

  /** All machines of the owner come to one dock, some of them with their own adapters off. */
  dock: async (history, app, random) => {
    const dock = random.pick(history.docks);
    for (const other of history.owners) {
      other.body.dock = dock;
      other.body.roaming = random.chance(40) ? 'off' : 'no';
      await stayAway(history, other, random);
    }
    await maybeStart(history, app, random);
  },

  suspension: async (history, app, random) => {
    await history.vendor.suspend();
    history.suspendedDay = history.day;
    history.oracle.takenDay = history.day;
    if (random.chance(60)) await app.renewNow();
    await history.pass(random.between(0, 20));
    await history.vendor.reinstate();
    history.oracle.takenDay = null;
    await maybeStart(history, app, random);
  },

  license_change: async (history, app, random) => {
    await history.vendor.change();
    await maybeStart(history, app, random);
  },

  /** The license gets an end, and is prolonged before it, while an app may have no network. */
  license_end: async (history, app, random) => {
    const days = random.chance(50) ? random.between(10, 60) : random.between(61, 200);
    await history.endLicenseOn(history.day + days);
    if (random.chance(80)) await app.renewNow();
    await history.pass(random.between(0, Math.min(days - 5, 60)));
    if (random.chance(70)) app.offlineUntil = history.day + random.between(20, 250);
    await history.endLicenseOn(null);
    for (let times = random.int(4); times > 0; times -= 1) {
      await history.pass(random.between(1, 80));
      await history.start(app);
    }
  },

  clock_ahead: (history, app, random) =>
    wrongClock(history, app, random, random.pick([2, 10, 60, 120, 200, 350])),

  clock_back: (history, app, random) => wrongClock(history, app, random, -random.pick([1, 2, 10, 100, 300])),

  offline_weeks: async (history, app, random) => {
    const until = history.day + 7 * random.between(1, 14);
    app.offlineUntil = until;
    if (random.chance(40)) return;
    const everyDays = random.between(1, 5);
    while (history.day < until && !history.isOver) {
      await history.pass(Math.min(everyDays, until - history.day));
      await history.start(app);
    }
  },
};

/** The machine's clock is wrong for some days, and then right again, where the app may have no network. */
async function wrongClock(history: History, app: App, random: Random, days: number): Promise<void> {
  app.clockDays = days;
  if (random.chance(50)) app.offlineUntil = history.day + random.between(5, 60);
  if (random.chance(15)) app.body.own = app.body.own.map(() => history.addresses.hardware());
  for (let times = random.between(1, 3); times > 0; times -= 1) {
    await history.start(app);
    await history.pass(random.between(0, 3));
  }
  app.clockDays = 0;
  for (let times = random.int(12); times > 0; times -= 1) {
    await history.start(app);
    await history.pass(random.pick([0, 1, 1, 1, 2]));
  }
}

async function maybeStart(history: History, app: App, random: Random): Promise<void> {
  if (random.chance(50)) await history.start(app);
}

/** The machine is away for a while, and some starts of the app fall into that time. */
async function stayAway(history: History, app: App, random: Random): Promise<void> {
  app.awayUntil = history.day + (random.chance(70) ? random.between(1, 40) : random.between(60, 200));
  if (random.chance(30)) app.offlineUntil = app.awayUntil;
  for (let times = random.int(3); times > 0; times -= 1) {
    await (random.chance(40) ? app.renewNow() : history.start(app));
    await history.pass(random.between(0, 6));
  }
}

function copyOf(history: History, app: App, random: Random): App | undefined {
  const kinds: CopyKind[] = [
    'other hardware',
    'other hardware',
    'other hardware',
    'other hardware',
    'hidden',
    'twin',
  ];
  const kind = random.pick(kinds);
  return app.isActivated ? history.copyOf(app, kind, random) : undefined;
}
