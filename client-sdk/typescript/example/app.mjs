/**
 * A small app with a license. It keeps its license fresh, activates, checks offline and releases, and prints what the
 * person would see.
 *
 *   node app.mjs activate KEY --server https://license.example.com --root-key qkroot_… --product sonar
 *   node app.mjs start | check | renew | release   (with the same options)
 */

import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Quietkey, QuietkeyError } from '@quietkey/client';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string', default: 'http://127.0.0.1:8787' },
    product: { type: 'string', default: 'sonar' },
    'root-key': { type: 'string', default: '' },
    store: { type: 'string', default: join(homedir(), '.quietkey-example') },
  },
});
const [verb = 'start', licenseKey = ''] = positionals;

try {
  const { server, product, 'root-key': rootKey, store } = values;
  const quietkey = new Quietkey({ server, product, rootKey, store });
  // at every start and every few hours: asks the server only if a renewal is due, and never throws
  if (verb === 'start') await quietkey.keepFresh();
  // each of these asks the server, and throws a QuietkeyError if it fails
  if (verb === 'activate') await quietkey.activate(licenseKey);
  if (verb === 'renew') await quietkey.renew();
  if (verb === 'release') await quietkey.release();

  const check = quietkey.check(); // offline and immediate: it never asks the server
  console.log(`${check.state} (${check.reason})`);
  if (check.message) console.log(check.message);
  if (check.leaseEndsOn)
    console.log(`Lease until ${check.leaseEndsOn} on the machine "${check.machineName}".`);
  if (check.refreshDue) console.log('A renewal is due.');
} catch (error) {
  if (!(error instanceof QuietkeyError)) throw error;
  console.error([error.code, error.message, error.remedy].filter(Boolean).join('\n'));
  process.exitCode = 1;
}
