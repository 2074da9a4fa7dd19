/**
 * The daily purge of several nodes on one database: one of them runs it, another takes over if that one dies, stops or
 * sleeps, and clock differences do not matter. The test sets the time; the store is real.
 */

import { expect } from 'chai';
import { openDayKeys } from '../../../server/crypto/day-keys.ts';
import { dailyPurge, scheduleDailyPurge } from '../../../server/jobs/daily-purge.ts';
import { DAY_SECONDS, dayOf, addDays } from '../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { openLeaderLock } from '../../../server/jobs/leader-lock.ts';
import { openWorld, type World } from '../../../server/composition/world.ts';
import { scratchFolder } from '../crypto/scratch.ts';
import {
  jumpingClock,
  movableClock,
  openTestWorld,
  type MovableClock,
  type TestWorld,
} from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';
import { until } from '../../support/until.ts';

interface Line {
  event: string;
  reason?: string;
}

const QUIET_HOUR = 3;
/** From the first hours of the database's first day to the quiet hour of the next day, when it is due. */
const TO_QUIET_HOUR = DAY_SECONDS + 3_600;

/** A node whose time the test sets and whose work it can suspend. */
class Node {
  readonly world: World;
  readonly clock: MovableClock;
  readonly lines: Line[] = [];
  readonly stopping = new AbortController();
  readonly look: () => Promise<void>;
  uptime = 0;
  #suspended: (() => void)[] | undefined;

  constructor(world: World, clock: MovableClock, name: string) {
    this.clock = clock;
    this.world = {
      ...world,
      run: async (...asked) => {
        if (asked[0].name === 'lookForDue' && this.#suspended !== undefined) {
          await new Promise<void>((resolve) => this.#suspended?.push(resolve));
        }
        return world.run(...asked);
      },
    };
    const uptime = () => this.uptime;
    const leaderLock = openLeaderLock(this.world, { task: 'purge', holder: name, uptime });
    const log = (line: object) => void this.lines.push(line as Line);
    this.look = dailyPurge(this.world, { leaderLock, log, uptime }, this.stopping.signal);
  }

  /** Events of the purge; the end of the secure delete is tested elsewhere. */
  events(): string[] {
    return this.lines.map(({ event }) => event).filter((event) => !event.startsWith('receipts'));
  }

  pass(seconds: number): void {
    this.uptime += seconds;
    this.clock.move(seconds);
  }

  /** Starts a purge that is suspended at its next slice, like that of a stopped process. */
  async freeze(): Promise<{ thaw(): Promise<void> }> {
    const suspended: (() => void)[] = [];
    this.#suspended = suspended;
    const looking = this.look();
    await until(() => suspended.length > 0);
    return {
      thaw: () => {
        this.#suspended = undefined;
        for (const go of suspended) go();
        return looking;
      },
    };
  }
}

describe('the daily purge of several nodes', () => {
  let test: TestWorld;
  let second: World;
  let a: Node;
  let b: Node;

  beforeEach(async () => {
    test = await openTestWorld();
    const clock = movableClock();
    for (const movable of [clock, test.clock]) movable.move(TO_QUIET_HOUR);
    second = await openWorld(test.config, { clock, threads: 'in-thread' });
    a = new Node(test.world, test.clock, 'a');
    b = new Node(second, clock, 'b');
  });
  afterEach(async () => {
    await second.close();
    await test.end();
  });

  const lastDone = () => test.run(operations.privacy.lastDone, { task: 'purge' });

  /** Looks as the schedule does until something was logged; returns after how many seconds. */
  async function secondsUntilLine(node: Node): Promise<number> {
    const from = node.uptime;
    for (;;) {
      await node.look();
      if (node.lines.length > 0) return node.uptime - from;
      node.pass(10);
    }
  }

  it('is done once a day, by one of them', async () => {
    for (let day = 1; day <= 3; day += 1) {
      for (let look = 1; look <= 2; look += 1) await Promise.all([a.look(), b.look()]);
      expect([...a.events(), ...b.events()], `day ${day}`).to.deep.equal(Array(day).fill('purge done'));
      for (const node of [a, b]) node.pass(DAY_SECONDS);
    }
  });
  it('is taken over within a minute if the leader dies', async () => {
    await a.freeze();
    const seconds = await secondsUntilLine(b);
    expect(b.events()).to.deep.equal(['purge done']);
    expect(seconds).to.be.within(30, 60);
    expect(await lastDone()).to.equal(dayOf(b.clock.now()));
  });
  it('is not taken over while the heartbeat continues, however long it takes', async () => {
    const leaderLocks = [a, b].map((node) =>
      openLeaderLock(node.world, { task: 'long', holder: String(node === a), uptime: () => node.uptime }),
    );
    for (let seconds = 0; seconds < 600; seconds += 5) {
      expect(await Promise.all(leaderLocks.map((leaderLock) => leaderLock.acquire()))).to.deep.equal([
        true,
        false,
      ]);
      for (const node of [a, b]) node.pass(5);
    }
  });
  it('stops before the next slice in a node that slept while another took over', async () => {
    const sleeping = await a.freeze();
    await b.look();
    for (const node of [a, b]) node.pass(40);
    const working = await b.freeze();
    await sleeping.thaw();
    expect(a.lines).to.deep.equal([{ event: 'purge interrupted', reason: 'another server has taken over' }]);
    await working.thaw();
    expect(b.events()).to.deep.equal(['purge done']);
  });
  it('is taken over at once if a node is stopped', async () => {
    const working = await a.freeze();
    await b.look();
    expect(b.lines, 'while the other is at it').to.deep.equal([]);
    a.stopping.abort();
    await working.thaw();
    expect(a.events()).to.deep.equal(['purge interrupted']);
    await b.look();
    expect(b.events()).to.deep.equal(['purge done']);
  });
  it('does not alternate between nodes whose clocks differ by minutes, around the quiet hour', async () => {
    b.clock.move(300);
    const toQuietHour = DAY_SECONDS - ((a.clock.now() - QUIET_HOUR * 3_600) % DAY_SECONDS);
    await a.look();
    for (const node of [a, b]) node.pass(toQuietHour - 600);
    for (let seconds = 0; seconds < 1_200; seconds += 10) {
      await a.look();
      await b.look();
      for (const node of [a, b]) node.pass(10);
    }
    expect(a.events()).to.deep.equal(['purge done']);
    expect(b.events(), 'whose quiet hour came first').to.deep.equal(['purge done']);
    expect(await lastDone()).to.equal(dayOf(a.clock.now()));
  });
  it('lets the other node destroy the day keys of its own folder', async () => {
    const own = openDayKeys(scratchFolder());
    const today = dayOf(b.clock.now());
    const sealed = own.seal('203.0.113.0/24', addDays(today, -40));
    b.world.destroyDayKeys = () => own.destroyBefore(addDays(today, -30));
    await a.look();
    expect(own.open(sealed, addDays(today, -40))).to.equal('203.0.113.0/24');
    await b.look();
    expect(own.open(sealed, addDays(today, -40))).to.equal(undefined);
    expect(b.lines).to.deep.include({ event: 'keys destroyed', dayKeys: 1, backups: 0 });
  });
});

describe('the daily purge', () => {
  let test: TestWorld;
  beforeEach(async () => {
    test = await openTestWorld('in-thread', {}, jumpingClock());
    test.clock.move(TO_QUIET_HOUR);
  });
  afterEach(() => test.end());

  /** Purges by the clock of the first day, advances it, and looks again. */
  async function eventsAfter(days: number): Promise<string[]> {
    const node = new Node(test.world, test.clock, 'a');
    await node.look();
    test.clock.move(days * DAY_SECONDS);
    await node.look();
    return node.events();
  }

  const cases: [string, number, string[]][] = [
    ['does not run twice a day', 0, []],
    ['runs on the next day', 1, ['purge done']],
    ['runs after two days without', 2, ['purge done']],
    ['does not run by a clock that has jumped ahead', 3, ['purge refused']],
    ['runs by a clock that is a day behind, which deletes less', -1, ['purge done']],
    ['does not run by a clock that has gone backwards', -3, ['purge refused']],
  ];
  for (const [what, days, events] of cases) {
    it(what, async () => {
      expect(await eventsAfter(days)).to.deep.equal(['purge done', ...events]);
    });
  }
  it('logs once an hour why it does not run', async () => {
    const node = new Node(test.world, test.clock, 'a');
    await node.look();
    test.clock.move(-40 * DAY_SECONDS);
    for (let seconds = 0; seconds < 7_200; seconds += 10) {
      await node.look();
      node.uptime += 10;
    }
    expect(node.events()).to.deep.equal(['purge done', 'purge refused', 'purge refused']);
  });
  for (const [code, after, rest] of [
    ['disk_full', 'an hour', 3_600],
    ['busy', 'five minutes', 300],
  ] as const) {
    it(`logs a run that failed with ${code}, and retries after ${after}`, async () => {
      const failing: World = {
        ...test.world,
        run: (...asked) =>
          asked[0].name === 'lookForDue' ? Promise.reject(new Refusal({ code })) : test.world.run(...asked),
      };
      const node = new Node(failing, test.clock, 'a');
      for (const seconds of [0, rest - 10, 10]) {
        node.uptime += seconds;
        await node.look();
      }
      const line = { event: 'purge failed', error: code };
      expect(node.lines).to.deep.equal([line, line]);
    });
  }
  it('is started by the schedule, and released when that is stopped', async () => {
    const lines: Line[] = [];
    const leaderLock = openLeaderLock(test.world, { task: 'purge', holder: 'a' });
    const daily = scheduleDailyPurge(test.world, { leaderLock, log: (line) => lines.push(line as Line) });
    await daily.stop();
    expect(lines).to.deep.equal([{ event: 'purge interrupted', dayKeys: 0, backups: 0 }]);
    const next = openLeaderLock(test.world, { task: 'purge', holder: 'b' });
    expect(await next.acquire(), 'no node is the leader').to.equal(true);
  });
});
