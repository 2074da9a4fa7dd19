/**
 * The PostgreSQL of the bench: the empty database of DATABASE_URL, or a new embedded one with default settings, where
 * every commit is synced. For the embedded one the CPU time of all its processes is measured.
 */

import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statOf } from './process-cpu.ts';
import { embeddedPostgres } from '../support/embedded-postgres.ts';

export interface BenchCluster {
  readonly url: string;
  /** CPU time of the database so far, in microseconds; undefined if it is not known. */
  cpu(): number | undefined;
  stop(): Promise<void>;
}

const USER = 'quietkey';
const PASSWORD = 'bench';
const PORT_MIN = 20_000;
const PORT_MAX = 32_768;

/** @param url undefined for an embedded one, whose files are removed at the end */
export async function openCluster(url: string | undefined): Promise<BenchCluster> {
  if (url !== undefined) return { url, cpu: () => undefined, stop: () => Promise.resolve() };
  // not in the folder of the bench, because PostgreSQL may run as another user
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-bench-postgres-'));
  const port = await freePort();
  const EmbeddedPostgres = await embeddedPostgres();
  const cluster = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: USER,
    password: PASSWORD,
    createPostgresUser: process.getuid?.() === 0,
    persistent: false,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await cluster.initialise();
  await cluster.start();
  const pid = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n', 1)[0] ?? '';
  return {
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    cpu: () => (process.platform === 'linux' ? cpuOf(pid) : undefined),
    stop: () => cluster.stop(),
  };
}

/** The CPU time of a process, of its ended children, and of its present ones. */
function cpuOf(pid: string): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)?.parent === pid);
  return [pid, ...children].reduce((sum, child) => sum + (statOf(child)?.cpu ?? 0), 0);
}

/**
 * A port on which no process listens now. It is below the range from which systems give the ports of connections and of
 * listeners on port 0, so that no other process gets it before it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
