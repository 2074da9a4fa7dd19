/** A process of an app that takes the events of its store at a message, and reports their kinds. */

import { Quietkey } from '../../../client-sdk/typescript/index.ts';
import { PRODUCT } from './issuer.ts';

export interface TakerInput {
  folder: string;
  rootKey: string;
  /** The time of the process, in seconds since 1970. */
  now: number;
}

const { folder, rootKey, now } = JSON.parse(process.argv[2] ?? '{}') as TakerInput;
const app = new Quietkey({
  server: 'http://127.0.0.1:2',
  rootKey,
  product: PRODUCT,
  store: folder,
  identity: 'none',
  clock: () => now * 1000,
});
app.check();
process.send?.('ready');
process.once('message', () => {
  process.send?.(app.takeEvents().map(({ kind }) => kind));
  process.disconnect();
});
