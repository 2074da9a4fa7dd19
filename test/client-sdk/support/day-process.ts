/**
 * A process of an app that calls what is allowed at any time, through a day of its clock, and prints the last result. It
 * has the system's own adapters and no network.
 */

import { Quietkey } from '../../../client-sdk/typescript/index.ts';
import { DAY, PRODUCT, TODAY } from './issuer.ts';

const STEP_SECONDS = 300;

const [folder = '', rootKey = ''] = process.argv.slice(2);
let now = TODAY;
const app = new Quietkey({
  server: 'http://127.0.0.1:2',
  product: PRODUCT,
  rootKey,
  store: folder,
  clock: () => now * 1000,
});
app.describe();
for (; now < TODAY + DAY; now += STEP_SECONDS) app.check();
const { state, reason } = app.check();
process.stdout.write(`${state} ${reason}`);
