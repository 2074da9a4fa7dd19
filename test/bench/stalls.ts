/**
 * The effect of a slow disk: group commits compared with a commit for each request, at 256 connections and with each
 * fsync 5 ms slower; and whether `/healthz` is answered while one fsync takes 1.5 s. `slow-disk.ts` slows the disk. If it
 * cannot, the reason is returned.
 */

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from './child.ts';
import type { ClientAnswers } from './client.ts';
import type { ProductGiven } from './product.ts';
import { seedFolder } from './seed.ts';
import { compileSlowDisk, slowDisk, type SlowDisk } from './slow-disk.ts';
import { BEGIN, startClient, startProduct } from './processes.ts';

export interface Stalls {
  /** Activations per second. */
  readonly shared: number;
  readonly commitEach: number;
  /** The longest time of `/healthz` during the stall, in milliseconds. */
  readonly healthMost: number;
}

const FSYNC_MS = 5;
const STALL_MS = 1_500;
const CONNECTIONS = 256;
const LICENSES = 1_000;
/** With a commit for each request, a quarter of the requests is sent, because they take longer. */
const FEWER = 4;

export async function measureStalls(folder: string, requests: number): Promise<Stalls | { fault: string }> {
  mkdirSync(folder);
  const compiled = compileSlowDisk(folder);
  if ('fault' in compiled) return compiled;
  const dataFolder = join(folder, 'shared');
  const keys = await seedFolder({ dataFolder, licenses: LICENSES, now: BEGIN });
  const copy = join(folder, 'each');
  cpSync(dataFolder, copy, { recursive: true });
  const client = await startClient(keys);
  const tools = { library: compiled.library, client };
  const shared = await onSlowDisk(tools, { dataFolder, now: BEGIN, threads: 'worker' }, requests * 2);
  const each = await onSlowDisk(
    tools,
    { dataFolder: copy, now: BEGIN, threads: 'in-thread' },
    Math.max(CONNECTIONS, Math.round(requests / FEWER)),
  );
  await client.end();
  return { shared: shared.perSecond, commitEach: each.perSecond, healthMost: shared.healthMost };
}

async function onSlowDisk(
  { library, client }: { library: string; client: Child<ClientAnswers> },
  given: ProductGiven,
  count: number,
): Promise<{ perSecond: number; healthMost: number }> {
  const disk = slowDisk(library, given.dataFolder);
  const server = await startProduct(given, { env: disk.env });
  const port = await server.ask('port');
  await activations(client, port, count);
  disk.delayEach(FSYNC_MS);
  const perSecond = await activations(client, port, count);
  disk.delayEach(0);
  const healthMost = given.threads === 'worker' ? await longestHealth(client, port, disk) : 0;
  await server.end();
  disk.close();
  return { perSecond, healthMost };
}

async function activations(client: Child<ClientAnswers>, port: number, count: number): Promise<number> {
  await client.ask('make', { sent: 'activate', count, keeping: 'kept' });
  return (await client.ask('send', { port, connections: CONNECTIONS })).perSecond;
}

async function longestHealth(client: Child<ClientAnswers>, port: number, disk: SlowDisk): Promise<number> {
  disk.delayNext(STALL_MS);
  const { activation, healthMost } = await client.ask('sendWithHealth', port);
  if (activation < STALL_MS) throw new Error('the disk did not stall');
  return healthMost;
}
