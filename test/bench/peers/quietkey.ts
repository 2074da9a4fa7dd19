/** This server as a peer: as `npm start` starts it, with a data folder that its command line has created. */

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PATHS } from '../../../client-sdk/typescript/contract/wire.ts';
import { thisCheckout } from '../checkout.ts';
import { newActivation, PRODUCT } from '../machines.ts';
import { keysOf, ordersOf, ownEnvironment, SEATS } from '../side.ts';
import type { Peer, Place } from './peer.ts';

const run = promisify(execFile);

export const peer: Peer = {
  name: 'Quietkey',
  does: 'as documented: proofs, keyed tags, exact seats, limits, a signed lease',
  prepare,
  start: ({ folder, port }) => ({
    command: process.execPath,
    args: absolute(thisCheckout().start),
    env: { ...environmentOf(folder), QUIETKEY_PORT: String(port) },
  }),
  ready: PATHS.ready,
  licenses: ({ folder }) => Promise.resolve(keysOf(readFileSync(reportIn(folder), 'utf8'))),
  activation: (key) => ({ path: PATHS.activations, body: newActivation([key]) }),
};

async function prepare({ folder }: Place, licenses: number): Promise<void> {
  const quietkey = (...words: string[]): Promise<unknown> =>
    run(process.execPath, [...absolute(thisCheckout().quietkey), ...words], { env: environmentOf(folder) });
  await quietkey('init');
  await quietkey('product', 'add', PRODUCT, '--name', 'Sonar', '--seats', String(SEATS));
  const orders = join(folder, 'orders.csv');
  writeFileSync(orders, ordersOf(licenses));
  await quietkey('license', 'issue', '--csv', orders, '--out', reportIn(folder));
}

function environmentOf(folder: string): Record<string, string> {
  const entries = Object.entries(ownEnvironment(join(folder, 'data')));
  return Object.fromEntries(entries.map(([name, value = '']) => [name, value]));
}

function reportIn(folder: string): string {
  return join(folder, 'report.csv');
}

/** The arguments of Node with the files of the checkout as absolute paths. */
function absolute(args: readonly string[]): string[] {
  const { folder } = thisCheckout();
  return args.map((word) => (word.startsWith('-') ? word : join(folder, word)));
}
