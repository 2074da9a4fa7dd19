/**
 * The processes of the bench put up around one data folder: echo, server, load and parts. Guarantees that the server and
 * the parts each have a folder of their own, so that neither costs the other its cache. What they are asked is left to
 * the rounds.
 */

import { cpSync } from 'node:fs';
import { toInstant } from '../../server/domain/kernel/day.ts';
import { startChild, type Child, type ChildOptions } from './child.ts';
import type { ClientAnswers } from './client.ts';
import type { EchoAnswers } from './echo.ts';
import type { PartsAnswers, PartsGiven } from './parts.ts';
import type { ProductAnswers, ProductGiven } from './product.ts';
import { seedFolder } from './seed.ts';

/** The time at which every folder begins: 2026-11-24, a few hours into the day. */
export const BEGIN = toInstant(1_795_487_400);

/** All processes of one number of licenses. */
export interface Stand {
  readonly licenses: number;
  readonly echo: Child<EchoAnswers>;
  readonly product: Child<ProductAnswers>;
  readonly client: Child<ClientAnswers>;
  readonly parts: Child<PartsAnswers>;
}

export interface StandGiven {
  readonly dataFolder: string;
  readonly licenses: number;
  /** A folder for CPU profiles; undefined: none are taken. */
  readonly profiles: string | undefined;
}

export async function openStand({ dataFolder, licenses, profiles }: StandGiven): Promise<Stand> {
  const keys = await seedFolder({ dataFolder, licenses, now: BEGIN });
  const copy = `${dataFolder}-parts`;
  cpSync(dataFolder, copy, { recursive: true });
  const given: PartsGiven = { dataFolder: copy, keys, now: BEGIN };
  const stand: Stand = {
    licenses,
    echo: await startChild<EchoAnswers>('./echo.js', { profiles }),
    product: await startProduct({ dataFolder, now: BEGIN, threads: 'worker' }, { profiles }),
    client: await startClient(keys),
    parts: await startChild<PartsAnswers>('./parts.js', { given, profiles }),
  };
  const server = `http://127.0.0.1:${await stand.product.ask('port')}`;
  const state = await stand.parts.ask('openApp', { server, rootKey: await stand.product.ask('rootKey') });
  if (state !== 'licensed') throw new Error(`the SDK is ${state} after its activation`);
  return stand;
}

export async function closeStand({ echo, product, client, parts }: Stand): Promise<void> {
  await Promise.all([client, echo, product, parts].map((child) => child.end()));
}

export function startProduct(
  given: ProductGiven,
  options: ChildOptions = {},
): Promise<Child<ProductAnswers>> {
  return startChild<ProductAnswers>('./product.js', { ...options, given });
}

/** The load, with the license keys that it may use. */
export function startClient(keys: readonly string[]): Promise<Child<ClientAnswers>> {
  return startChild<ClientAnswers>('./client.js', { given: keys });
}
