/**
 * A process of an app that calls `keepFresh()` once, for the tests of two processes. It reports each read of its store,
 * so that a test knows when it waits, and then the result.
 */

import { Quietkey, QuietkeyError, fileStore, type Adapter } from '../../../client-sdk/typescript/index.ts';
import { PRODUCT } from './issuer.ts';

export interface KeeperInput {
  folder: string;
  server: string;
  rootKey: string;
  /** The time of the process, in seconds since 1970. */
  now: number;
  adapters: Adapter[];
}

const { folder, server, rootKey, now, adapters } = JSON.parse(process.argv[2] ?? '{}') as KeeperInput;
const store = fileStore(folder);
const app = new Quietkey({
  server,
  rootKey,
  product: PRODUCT,
  clock: () => now * 1000,
  interfaces: () => adapters,
  store: {
    ...store,
    read: () => {
      process.send?.('read');
      return store.read();
    },
  },
});
const { check, reached, error } = await app.keepFresh();
const code = error instanceof QuietkeyError && { error: { code: error.code } };
process.send?.({ check, reached, ...code });
process.disconnect();
