/**
 * The processes of the bench for one data folder: echo, server, load and parts. The server and the parts each have their
 * own copy of the folder, so that neither affects the cache of the other. `rounds.ts` measures.
 */

import { cpSync } from 'node:fs';
import { toInstant } from '../../server/domain/kernel/day.ts';
import { startChild, type Child, type ChildOptions } from './child.ts';
import type { ClientAnswers } from './client.ts';
import type { EchoAnswers } from './echo.ts';
import type { PartsAnswers, PartsGiven } from './parts.ts';
import type { ProductAnswers, ProductGiven } from './product.ts';
import { seedFolder } from './seed.ts';

/** The time at which every folder is created: 2026-11-24, a few hours into the day. */
export const BEGIN = toInstant(1_795_487_400);

/** The processes for one number of licenses. */
export interface Processes {
  readonly licenses: number;
  readonly echo: Child<EchoAnswers>;
  readonly product: Child<ProductAnswers>;
  readonly client: Child<ClientAnswers>;
  readonly parts: Child<PartsAnswers>;
}

export interface ProcessesOptions {
  readonly dataFolder: string;
  readonly licenses: number;
  /** A folder for CPU profiles; undefined for none. */
  readonly profiles: string | undefined;
}

export async function openProcesses({
  dataFolder,
  licenses,
  profiles,
}: ProcessesOptions): Promise<Processes> {
  const keys = await seedFolder({ dataFolder, licenses, now: BEGIN });
  const copy = `${dataFolder}-parts`;
  cpSync(dataFolder, copy, { recursive: true });
  const given: PartsGiven = { dataFolder: copy, keys, now: BEGIN };
  const processes: Processes = {
    licenses,
    echo: await startChild<EchoAnswers>('./echo.js', { profiles }),
    product: await startProduct({ dataFolder, now: BEGIN, threads: 'worker' }, { profiles }),
    client: await startClient(keys),
    parts: await startChild<PartsAnswers>('./parts.js', { given, profiles }),
  };
  const server = `http://127.0.0.1:${await processes.product.ask('port')}`;
  const state = await processes.parts.ask('openApp', {
    server,
    rootKey: await processes.product.ask('rootKey'),
  });
  if (state !== 'licensed') throw new Error(`the SDK is ${state} after its activation`);
  return processes;
}

export async function closeProcesses({ echo, product, client, parts }: Processes): Promise<void> {
  await Promise.all([client, echo, product, parts].map((child) => child.end()));
}

export function startProduct(
  given: ProductGiven,
  options: ChildOptions = {},
): Promise<Child<ProductAnswers>> {
  return startChild<ProductAnswers>('./product.js', { ...options, given });
}

/** The load, with the license keys that it uses. */
export function startClient(keys: readonly string[]): Promise<Child<ClientAnswers>> {
  return startChild<ClientAnswers>('./client.js', { given: keys });
}
