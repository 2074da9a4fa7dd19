/**
 * The measured server: the whole product as `main.ts` starts it, in a separate process, with a clock that the bench
 * moves. Its log is read only for the reasons of unsigned receipts. With `in-thread` it runs one operation at a time, so
 * that each request has its own commit, for comparison with group commits.
 */

import { openLimits } from '../../server/web/rate-limits.ts';
import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../server/config/config.ts';
import { openApi } from '../../server/http/server.ts';
import { openWorld, runPurge } from '../../server/composition/world.ts';
import { startServer, type RunningServer } from '../../server/composition/server.ts';
import { VERSION } from '../../server/config/version.ts';
import { answerParent, cpuMicros, givenByParent } from './child.ts';
import { operations } from '../../server/domain/operations.ts';
import { addSeconds, type Instant } from '../../server/domain/kernel/day.ts';
import { openAppNetworks } from '../../server/web/app-networks.ts';

export interface ProductGiven {
  readonly dataFolder: string;
  /** Seconds since 1970. */
  readonly now: Instant;
  readonly threads: 'worker' | 'in-thread';
  /** The URL of a PostgreSQL database; absent for SQLite in the folder. */
  readonly databaseUrl?: string;
}

interface LogLine {
  readonly event?: string;
  readonly reason?: string;
  readonly error?: string;
  readonly count?: number;
}

/** The memory and descriptors of the process. */
export interface Level {
  readonly rssMegabytes: number;
  readonly heapMegabytes: number;
  /** Open descriptors; 0 where the platform does not list them. */
  readonly descriptors: number;
}

export type ProductAnswers = typeof answers;

const MEGABYTE = 1_048_576;
const POLL_MS = 20;
const { dataFolder, now: begin, threads, databaseUrl } = await givenByParent<ProductGiven>();
let now = begin;
const config = readConfig({
  QUIETKEY_DATA: dataFolder,
  QUIETKEY_PORT: '0',
  // the client sends a different address with each request, so that networks are stored as in production
  QUIETKEY_TRUSTED_PROXIES: '127.0.0.1',
  DATABASE_URL: databaseUrl,
});
const clock = { now: () => now };
/** The reason of each secure delete that ended without a receipt. */
const unsigned: string[] = [];
const UNSIGNED = new Set(['receipts put off', 'residue found', 'purge failed', 'purge interrupted']);
const server =
  threads === 'worker'
    ? await startServer(config, { clock, log: noteUnsigned, threads })
    : await startOneByOne();

function noteUnsigned({ event, reason, error, count }: LogLine): void {
  if (UNSIGNED.has(event ?? '')) unsigned.push([event, reason ?? error ?? count].join(': '));
}

/** The same API with one operation at a time, so that each request has its own commit. */
async function startOneByOne(): Promise<Pick<RunningServer, 'url' | 'world' | 'close'>> {
  const world = await openWorld(config, { clock, threads });
  let last: Promise<unknown> = Promise.resolve();
  const api = openApi({
    run: (name, input, actor) => {
      const answer = last.then(() => world.run(name, input, actor));
      last = answer.catch(() => undefined);
      return answer;
    },
    keySet: () => world.keySet(),
    ready: () => world.ready(),
    isClockBelieved: () => true,
    requestId: () => 'bench',
    version: VERSION,
    trustedProxies: config.trustedProxies,
    limits: openLimits(() => performance.now() / 1000),
    appNetworks: openAppNetworks(() => 0),
    telemetry: { take: () => undefined, published: () => Promise.resolve('{}') },
    log: () => undefined,
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const { port } = api.address() as AddressInfo;
  const close = async (): Promise<void> => {
    api.closeAllConnections();
    api.close();
    await world.close();
  };
  return { url: `http://127.0.0.1:${port}`, world, close };
}

const answers = {
  port: () => Number(new URL(server.url).port),
  rootKey: () => server.world.rootKey,
  cpu: cpuMicros,
  /** Moves the clock ahead, and returns the time. Marks the purge of that day as done, so that it does not run under load. */
  move: async (seconds: number): Promise<number> => {
    now = addSeconds(now, seconds);
    await server.world.run(operations.privacy.markDone, { task: 'purge' }, 'server');
    return now;
  },
  /** Deletes what is due, as the daily purge does. Returns after the last row. */
  purge: async (): Promise<{ rows: number; milliseconds: number }> => {
    const began = performance.now();
    const { classes } = await runPurge(server.world, { apply: true, counts: false });
    const rows = classes.reduce((sum, { purged }) => sum + purged, 0);
    return { rows, milliseconds: performance.now() - began };
  },
  /** Waits until the server has finished the secure delete and signed all receipts. Returns the reasons of failures. */
  untilSigned: async (): Promise<{ milliseconds: number; unsigned: readonly string[] }> => {
    const began = performance.now();
    while ((await server.world.run(operations.privacy.owedReceipts, {}, 'server')).length > 0)
      await sleep(POLL_MS);
    return { milliseconds: performance.now() - began, unsigned };
  },
  level: (): Level => {
    const { rss, heapUsed } = process.memoryUsage();
    const descriptors = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
    return { rssMegabytes: rss / MEGABYTE, heapMegabytes: heapUsed / MEGABYTE, descriptors };
  },
};
answerParent(answers, () => server.close());
