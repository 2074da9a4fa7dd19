/**
 * A small app with a license. It keeps its license fresh, activates, checks offline and releases, and prints what the
 * person would see.
 *
 *   node app.mjs activate KEY --server https://license.example.com --root-key qkroot_… --product sonar
 *   node app.mjs sign-in   (with the same options: activates without a license key)
 *   node app.mjs start | check | renew | release   (with the same options)
 */

import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Quietkey } from '@quietkey/client';
import { run } from './license.mjs';

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

const { server, product, 'root-key': rootKey, store } = values;
const quietkey = new Quietkey({ server, product, rootKey, store });
const { done, lines } = await run(quietkey, verb, licenseKey);
(done ? console.log : console.error)(lines.join('\n'));
if (!done) process.exitCode = 1;
