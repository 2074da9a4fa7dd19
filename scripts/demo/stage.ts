/**
 * The environment of the demo: a fresh data folder, a server on a free port with a clock that can be moved, a reverse
 * proxy that reports a known client address, and processes for the command line and the app. Only the clock, the
 * adapters and the client's address are made up.
 */

import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '../../server/runtime/clock.ts';
import { environment, readConfig } from '../../server/config/config.ts';
import { DAY_SECONDS, addSeconds } from '../../server/domain/kernel/day.ts';
import { startServer, type RunningServer } from '../../server/composition/server.ts';
import type { DemoMachine } from './app.ts';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../quietkey.js', import.meta.url));
const APP = fileURLToPath(new URL('./app.js', import.meta.url));

export interface AppAnswer {
  ok: boolean;
  code?: string;
  message?: string;
  answer?: unknown;
}

export interface Stage {
  /** The parent folder of everything that the demo writes. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly server: () => RunningServer;
  /** The URL that the demo's apps call: the address of the proxy, which keeps running when the server stops. */
  readonly address: string;
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  /** Moves the clock of the demo's server ahead by some days. */
  moveClock(days: number): void;
  /** Runs `quietkey ARGS --json` in a separate process. */
  quietkey(...args: string[]): Promise<unknown>;
  /** Runs the app of a machine in a separate process. */
  app(machine: DemoMachine, ...args: string[]): Promise<AppAnswer>;
  end(): Promise<void>;
}

/** @param clientAddress the address that the proxy reports for every client */
export async function setStage(clientAddress: string): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-demo-'));
  const dataFolder = join(folder, 'data');
  const clock = systemClock();
  let ahead = 0;
  let running: RunningServer | undefined;
  const proxy = openProxy(clientAddress, () => running?.url);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const childEnvironment = { ...environment(), QUIETKEY_DATA: dataFolder, QUIETKEY_PURPOSE: 'support' };
  const config = readConfig({
    QUIETKEY_DATA: dataFolder,
    QUIETKEY_PORT: '0',
    QUIETKEY_TRUSTED_PROXIES: '127.0.0.1',
  });
  const stopServer = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  return {
    folder,
    dataFolder,
    address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    server: () => running ?? fail('the server is not running'),
    startServer: async () => {
      running = await startServer(config, {
        clock: { now: () => addSeconds(clock.now(), ahead), isSet: true },
        log: (line) => appendFileSync(join(dataFolder, 'server.log'), `${JSON.stringify(line)}\n`),
      });
    },
    stopServer,
    moveClock: (days) => {
      ahead += days * DAY_SECONDS;
    },
    quietkey: async (...args) => {
      const { stdout } = await run(process.execPath, [CLI, ...args, '--json'], { env: childEnvironment });
      return JSON.parse(stdout) as unknown;
    },
    app: async (machine, ...args) => {
      const { stdout } = await run(process.execPath, [APP, JSON.stringify(machine), ...args]);
      return JSON.parse(stdout) as AppAnswer;
    },
    end: async () => {
      await stopServer();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

/** A reverse proxy that reports the client address of each request, as the proxy of a vendor would. */
function openProxy(clientAddress: string, target: () => string | undefined): Server {
  return createServer((incoming, outgoing) => {
    const url = target();
    if (url === undefined) {
      incoming.socket.destroy();
      return;
    }
    const { method, headers } = incoming;
    const passed = request(
      new URL(incoming.url ?? '/', url),
      { method, headers: { ...headers, 'x-forwarded-for': clientAddress }, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => incoming.socket.destroy());
    incoming.pipe(passed);
  });
}

function fail(message: string): never {
  throw new Error(message);
}
