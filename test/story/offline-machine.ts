/**
 * One call of an app on a machine without network, as a process of its own: writes a request file, accepts an answer
 * file, tries to renew online, or only checks. Prints the state and the machine's name, or the code of the error.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Quietkey, QuietkeyError, type QuietkeyOptions } from '../../client-sdk/typescript/index.ts';
import { OfflineQuietkey, type OfflineWish } from '../../client-sdk/typescript/offline.ts';

const [folder = '', server = '', rootKey = '', now = '', mac = '', act = '', licenseKey = ''] =
  process.argv.slice(2);
const options: QuietkeyOptions = {
  server,
  product: 'sonar',
  rootKey,
  store: join(folder, 'license'),
  clock: () => Number(now) * 1000,
  interfaces: () => [{ name: 'eth0', mac, builtIn: true }],
};
const app = new Quietkey(options);
const offline = new OfflineQuietkey(options);

async function write(wish: OfflineWish): Promise<void> {
  writeFileSync(join(folder, 'request'), (await offline.request(wish)).text);
}
const ACTS: Readonly<Record<string, () => Promise<unknown>>> = {
  activate: () => write({ kind: 'activate', licenseKey }),
  renew: () => write({ kind: 'renew' }),
  release: () => write({ kind: 'release' }),
  accept: () => offline.accept(readFileSync(join(folder, 'answer'), 'utf8')),
  online: () => app.renew(),
  check: () => Promise.resolve(),
};

try {
  await ACTS[act]?.();
  const { state, reason } = app.check();
  process.stdout.write(`${state} ${reason}`);
} catch (error) {
  if (!(error instanceof QuietkeyError)) throw error;
  process.stdout.write('fault' in error ? `${error.code} ${String(error.fault)}` : error.code);
}
