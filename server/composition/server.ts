/**
 * A running server: the world, the JSON API on a port, and the daily jobs, started together and stopped in order. The
 * process in `main.ts`, the demo and the tests use it. Accepted requests are answered before the server closes, within
 * ten seconds. The process handles signals and exit codes.
 */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAccounts } from '../accounts/accounts.ts';
import type { VendorLists } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';
import { ConfigFault, type Config } from '../config/config.ts';
import { watchClock } from '../jobs/clock-watch.ts';
import { scheduleNotices } from '../jobs/daily-notices.ts';
import { scheduleDailyPurge } from '../jobs/daily-purge.ts';
import { clockFault } from '../jobs/purge.ts';
import { findTokens } from '../crypto/compact-jws.ts';
import { readReceipt, receiptKeyText } from '../crypto/receipt.ts';
import { openPasswords } from '../crypto/passwords.ts';
import { watchErasures } from '../jobs/watch-erasures.ts';
import { dayOf } from '../domain/kernel/day.ts';
import type { Passwords } from '../domain/kernel/ports.ts';
import { openAppNetworks, type AppNetworks } from '../web/app-networks.ts';
import { openFormTurns, type FormTurns } from '../web/form-turns.ts';
import { openLimits, type Limits, type Policies } from '../web/rate-limits.ts';
import { openApi } from '../http/server.ts';
import type { ApiDependencies } from '../http/dependencies.ts';
import { logChanges, openLog, type Log } from '../config/log.ts';
import { openLeaderLock } from '../jobs/leader-lock.ts';
import { openWorld, prepareFolder, randomDraws, type Prepared } from './world.ts';
import { openDownloads } from './open-downloads.ts';
import type { OfferedFiles } from '../web/offered-files.ts';
import { requireStated } from './stated-inventory.ts';
import { openVendor } from './open-vendor.ts';
import { openPortal } from '../portal/portal.ts';
import { openEarlyRefusal, type EarlyLog } from '../portal/refuse-early.ts';
import { openRecovery } from '../accounts/recovery.ts';
import { readRetention } from '../config/retention.ts';
import { readVendorLists } from '../config/telemetry-lists.ts';
import { openTelemetry } from '../telemetry/telemetry.ts';
import { VERSION } from '../config/version.ts';
import { writeId } from '../runtime/id.ts';
import type { World } from '../runtime/world.ts';
import type { NamedVendor } from '../vendor/vendor.ts';

/** The time in milliseconds after which a closing server cuts off the requests that are still open. */
const DRAIN_MILLISECONDS = 9_000;
const IDLE_CHECK_MILLISECONDS = 100;
/** The number of bytes in a random name: the id of a request, or the name of this process among other nodes. */
const NAME_BYTES = 12;
const TOKEN_BYTES = 32;

export interface StartOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Where the store's writes run. By default they run in their own thread. */
  readonly threads?: 'worker' | 'in-thread';
  /** The limits on guessing; by default those of the API. */
  readonly limits?: Policies;
  /** The slow hashes of passwords. By default they are argon2id, a few at a time. */
  readonly passwords?: Passwords;
  /** Called once if the store is lost, with the error. */
  readonly onFatal?: (error: Error) => void;
  /** Called when the data folder is complete, before anything else can fail. */
  readonly onPrepared?: (prepared: Prepared) => void;
}

export interface RunningServer {
  /** The URL on which the server listens, without a trailing slash. */
  readonly url: string;
  /** The URL for clients: `QUIETKEY_URL`, or the URL on which the server listens. */
  readonly publicUrl: string;
  readonly world: World;
  /** What this start has created in the data folder. */
  readonly prepared: Prepared;
  /** Closes the server: stops accepting requests, answers the open ones, and closes the store. */
  close(): Promise<void>;
}

/**
 * Prepares the data folder, opens the world and listens.
 * @throws ConfigFault if the configuration, the folder or the port cannot be used
 */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const { clock = systemClock(), log = openLog(config.logLevel), threads = 'worker', onFatal } = options;
  const { onPrepared, passwords = openPasswords() } = options;
  const prepared = prepareFolder(config, { clock });
  onPrepared?.(prepared);
  const { lists, vendor } = readVendorFiles(config, log);
  const opening = { clock, threads, log, ...(onFatal && { onFatal }) };
  const world = await requireStated(await openWorld(config, opening));
  const drawName = nameMaker();
  const isClockBelieved = () => clockFault(world) === null;
  const telemetry = openTelemetry({
    run: (...asked) => world.run(...asked),
    now: () => clock.now(),
    lists,
    leaderLock: openLeaderLock(world, { task: 'publication', holder: drawName() }),
    isClockBelieved,
    log,
  });
  const memory = { ...openMemory(options.limits), onUnreadableClient: warnOnce(log) };
  const downloads = openDownloads(config, log, telemetry.count);
  const shared = { ...memory, config, vendor, passwords, downloads };
  const server = openApi({
    run: telemetry.run,
    telemetry,
    keySet: () => world.keySet(),
    ready: () => world.ready(),
    isClockBelieved,
    requestId: drawName,
    version: VERSION,
    trustedProxies: config.trustedProxies,
    ...memory,
    log,
    ...portalOf(world, { ...shared, url: () => publicUrlOf(server, config) }, { requestId: drawName, log }),
  });
  try {
    await listen(server, config);
  } catch (error) {
    await telemetry.stop();
    await world.close();
    throw error;
  }
  const [url, publicUrl] = [urlOf(server), publicUrlOf(server, config)];
  const leaderLocks = openLeaderLocks(world, { log, holder: drawName(), publicUrl });
  const close = async () => {
    await Promise.all([drain(server), leaderLocks.stop()]);
    await telemetry.stop();
    await world.close();
  };
  return { url, publicUrl, world, prepared, close: once(close) };
}

/** The files that the vendor writes. A wrong one stops the start. @throws ConfigFault */
function readVendorFiles(config: Config, log: Log): { lists: VendorLists; vendor: () => NamedVendor } {
  readRetention(config.dataFolder);
  return { lists: readVendorLists(config.dataFolder), vendor: openVendor(config, { log }) };
}

/** A clock that never runs backwards. */
const seconds = (): number => performance.now() / 1000;

/** What the server remembers of networks, in memory only. */
function openMemory(
  policies: Policies | undefined,
): Pick<PortalOptions, 'limits' | 'formTurns' | 'appNetworks'> {
  return {
    limits: openLimits(seconds, policies),
    formTurns: openFormTurns(seconds, policies?.forms),
    appNetworks: openAppNetworks(seconds),
  };
}

/** Makes random names: the id of a request, or the name of this process among other nodes. */
function nameMaker(): () => string {
  const draw = randomDraws(NAME_BYTES);
  return () => writeId(draw());
}

/** Starts the recurring jobs. The clock check runs on each node, the others on one node at a time. */
function openLeaderLocks(
  world: World,
  { log, holder, publicUrl }: { log: Log; holder: string; publicUrl: string },
): { stop(): Promise<unknown> } {
  if (!world.canMail()) log({ event: 'no mailer', reason: 'mail is refused until: quietkey mailer init' });
  const clock = watchClock(world, logChanges(log));
  const purge = scheduleDailyPurge(world, {
    leaderLock: openLeaderLock(world, { task: 'purge', holder }),
    log,
  });
  const notices = scheduleNotices(world, {
    leaderLock: openLeaderLock(world, { task: 'notices', holder }),
    unsubscribeUrl: () => `${publicUrl}/unsubscribe`,
    log,
  });
  const erasures = watchErasures(world);
  return { stop: () => Promise.all([clock.stop(), purge.stop(), notices.stop(), erasures.stop()]) };
}

interface PortalOptions {
  readonly config: Config;
  readonly vendor: () => NamedVendor;
  readonly passwords: Passwords;
  readonly downloads: OfferedFiles | undefined;
  readonly limits: Limits;
  readonly formTurns: FormTurns;
  readonly appNetworks: AppNetworks;
  readonly onUnreadableClient: () => void;
  /** The URL for customers; read only after the server listens. */
  readonly url: () => string;
}

/** Opens the customers' portal, and what refuses a flood of its forms. */
function portalOf(
  world: World,
  { config, passwords, url, ...shared }: PortalOptions,
  early: EarlyLog,
): Pick<ApiDependencies, 'portal' | 'refuseEarly'> {
  const draw = randomDraws(TOKEN_BYTES);
  let known: string | undefined;
  const dependencies: Parameters<typeof openPortal>[0] = {
    run: (...asked) => world.run(...asked),
    accounts: openAccounts(world, { passwords }),
    readReceipts: (text) => {
      const key = receiptKeyText(config.keysFolder) ?? '';
      return findTokens(text).map((token) => readReceipt(token, key));
    },
    recovery: openRecovery(world),
    isOwnCookie: (use, cookie) => world.isOwnCookie(use, cookie),
    drawToken: () => draw().toString('base64url'),
    today: () => dayOf(world.clock.now()),
    url: () => (known ??= url()),
    trustedProxies: config.trustedProxies,
    ...shared,
  };
  return { portal: openPortal(dependencies), refuseEarly: openEarlyRefusal(dependencies, early) };
}

/** Logs once that a proxy does not name the client in a readable form. The line contains nothing about the client. */
function warnOnce(log: Log): () => void {
  let isLogged = false;
  return () => {
    if (isLogged) return;
    isLogged = true;
    log({
      event: 'client address unreadable',
      error: 'X-Forwarded-For',
      reason:
        'a proxy does not name the client readably, or QUIETKEY_TRUSTED_PROXIES does not name the proxy',
    });
  };
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portFault(error, { host, port })));
    server.listen({ host, port }, resolve);
  });
}

function portFault(error: NodeJS.ErrnoException, { host, port }: Pick<Config, 'host' | 'port'>): ConfigFault {
  const isPort = error.code === 'EADDRINUSE' || error.code === 'EACCES';
  return new ConfigFault([
    isPort
      ? {
          variable: 'QUIETKEY_PORT',
          message: `names port ${port}, which ${error.code === 'EACCES' ? 'this account may not open' : 'is taken'}`,
          remedy: 'Name another port, or 0 for a free port.',
        }
      : {
          variable: 'QUIETKEY_HOST',
          message: `names an address that cannot be listened on (${error.code ?? 'unknown'}): ${host}`,
          remedy: 'Use 127.0.0.1, 0.0.0.0, or an address of this machine.',
        },
  ]);
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/**
 * The URL for clients: the configured URL, or else the URL on which the server listens, with a reachable address
 * instead of a wildcard address.
 */
function publicUrlOf(server: Server, { url }: Config): string {
  return url ?? urlOf(server).replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/**
 * Drains the server: it accepts no new connection, closes each connection that becomes idle, and at the end closes all
 * connections.
 */
function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MILLISECONDS);
    const end = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(end);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function once(act: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => (begun ??= act());
}
