/**
 * The vendor's side of a history: the product's server over a SQLite file of its own, with one product and one license.
 * The file is backed up and restored by copying, and after a restore the server does what a restore does.
 */

import type { Server } from 'node:http';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fetch } from '../../client-sdk/typescript/index.ts';
import type { Terms } from '../../client-sdk/typescript/contract/product-terms.ts';
import { openInThreadStore } from '../../db/sqlite/store/in-thread-store.ts';
import { openParts, prepareFolder, worldOver, type Parts } from '../../server/composition/world.ts';
import { readConfig } from '../../server/config/config.ts';
import { addDays, dayOf, writeDate } from '../../server/domain/kernel/day.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { BURIED } from '../../server/domain/kernel/ports.ts';
import { operations } from '../../server/domain/operations.ts';
import { openApi } from '../../server/http/server.ts';
import { runPurge } from '../../server/jobs/purge.ts';
import type { World } from '../../server/runtime/world.ts';
import { movableClock, NO_LIMITS, type MovableClock } from '../support/world.ts';
import { inProcessFetch } from './in-process-http.ts';
import { randomOf } from './model/random.ts';
import { openAppNetworks } from '../../server/web/app-networks.ts';

const PRODUCT = 'sonar';
const ACTOR = 'terminal:histories';
/** A file system in memory where there is one: the histories are not about disks. */
const MEMORY = '/dev/shm';

/** Answers of the API that no history asks for. */
const NO_TELEMETRY = { take: () => undefined, published: () => Promise.resolve('{}') };

/** Keys and an empty database for any number of histories, one after the other. */
export interface Workplace {
  /** Opens a server with one license, for one history. */
  open(history: number, terms: Partial<Terms>): Promise<Vendor>;
  end(): void;
}

export interface Vendor {
  readonly clock: MovableClock;
  readonly rootKey: string;
  readonly licenseKey: string;
  readonly license: string;
  readonly product: string;
  readonly fetch: Fetch;
  /** Keeps a backup, and names it. */
  backUp(): string;
  restore(backup: string): Promise<void>;
  suspend(): Promise<void>;
  reinstate(): Promise<void>;
  revoke(): Promise<void>;
  /** Sets the last day of the license, so many days from now; null: perpetual. */
  endIn(days: number | null): Promise<void>;
  /** Renews the license without another end, which changes its revision. */
  change(): Promise<void>;
  purge(): Promise<void>;
  /** The activations of which copies were found, as the vendor sees them. */
  copied(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openWorkplace(): Promise<Workplace> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'quietkey-histories-'));
  const config = readConfig({ QUIETKEY_DATA: join(folder, 'data') });
  const clock = movableClock();
  prepareFolder(config, { clock });
  const parts = openParts(config);
  const empty = join(folder, 'empty.db');
  await openInThreadStore({ ...parts, path: empty, today: dayOf(clock.now()) }).close();
  let current: World | undefined;
  const world = (): World => {
    if (current === undefined) throw new Error('no server is open');
    return current;
  };
  const fetch = inProcessFetch(serverOver(world));
  return {
    open: (history, terms) => {
      const place = { folder: mkdtempSync(join(folder, `${history}-`)), empty, parts, history };
      const run: Ask = (operation, input) => world().run(operation, input, ACTOR, 'support');
      return openVendor(place, { terms, run, fetch, serve: (opened) => void (current = opened) });
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}

/** The product's HTTP server, over the world of the present history. */
function serverOver(world: () => World): Server {
  return openApi({
    run: (...call) => world().run(...call),
    telemetry: NO_TELEMETRY,
    keySet: () => world().keySet(),
    ready: () => world().ready(),
    isClockBelieved: () => true,
    requestId: () => 'request',
    version: '0',
    trustedProxies: [],
    limits: NO_LIMITS,
    appNetworks: openAppNetworks(() => 0),
    log: () => undefined,
  });
}

/** Copies a database with its WAL, while no transaction runs. */
function copyDatabase(from: string, into: string): void {
  for (const part of ['', '-wal']) {
    if (existsSync(`${from}${part}`)) copyFileSync(`${from}${part}`, `${into}${part}`);
    else rmSync(`${into}${part}`, { force: true });
  }
}

interface Place {
  readonly folder: string;
  readonly empty: string;
  readonly parts: Parts;
  readonly history: number;
}

interface Wiring {
  readonly terms: Partial<Terms>;
  readonly run: Ask;
  readonly fetch: Fetch;
  readonly serve: (world: World) => void;
}

async function openVendor(
  { folder, empty, parts, history }: Place,
  { terms, run, fetch, serve }: Wiring,
): Promise<Vendor> {
  const clock = movableClock();
  const path = join(folder, 'quietkey.db');
  const random = randomOf('server', history);
  const open = (): World => {
    const store = openInThreadStore({ ...parts, path, today: dayOf(clock.now()) });
    const world = worldOver(store, parts, { clock, random: (count) => Buffer.from(random.bytes(count)) });
    serve(world);
    return world;
  };
  copyFileSync(empty, path);
  let world = open();
  await run(operations.licensing.addProduct, { product: PRODUCT, name: 'Sonar', terms });
  const issued = await run(operations.licensing.issueLicense, { product: PRODUCT, email: 'ada@example.com' });
  const { license } = issued.license;
  let backups = 0;
  return {
    clock,
    rootKey: world.rootKey,
    licenseKey: issued.licenseKey,
    license,
    product: PRODUCT,
    fetch,
    backUp: () => {
      backups += 1;
      const backup = join(folder, `backup-${backups}.db`);
      copyDatabase(path, backup);
      return backup;
    },
    restore: async (backup) => {
      await world.close();
      copyDatabase(backup, path);
      world = open();
      for (const kind of BURIED) await run(operations.privacy.replayTombstones, { kind, after: '' });
      await run(operations.privacy.deleteSessionsLinksAndMails, {});
    },
    suspend: async () => void (await run(operations.licensing.suspendLicense, { license })),
    reinstate: async () => void (await run(operations.licensing.reinstateLicense, { license })),
    revoke: async () => void (await run(operations.licensing.revokeLicense, { license })),
    endIn: async (days) => {
      const endsOn = days === null ? null : writeDate(addDays(dayOf(clock.now()), days));
      await run(operations.licensing.renewLicense, { license, endsOn });
    },
    change: async () => void (await run(operations.licensing.renewLicense, { license, endsOn: null })),
    copied: async () => {
      const { copies = [] } = await run(operations.licensing.showLicense, { license });
      return copies.map(({ activation }) => activation);
    },
    purge: async () => void (await runPurge(world, { apply: true, counts: false })),
    close: async () => {
      await world.close();
      rmSync(folder, { recursive: true });
    },
  };
}
