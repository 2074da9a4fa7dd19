/**
 * A desktop app on the real SDK, with the adapters that a test gives, behind a proxy that reports the app's address.
 */

import { join } from 'node:path';
import { Quietkey, type Adapter } from '../../client-sdk/typescript/index.ts';
import type { TestServer } from './world.ts';

export interface AppOptions {
  /** The folder of its state, inside the server's folder. */
  readonly folder: string;
  readonly macs: readonly string[];
  /** The client address that the proxy reports. */
  readonly address: string;
}

export function appOn(server: TestServer, { folder, macs, address }: AppOptions): Quietkey {
  return new Quietkey({
    server: server.running().url,
    product: 'sonar',
    rootKey: server.running().world.rootKey,
    store: join(server.folder, folder),
    clock: () => server.clock.now() * 1000,
    interfaces: () => macs.map((mac, index): Adapter => ({ name: `eth${index}`, mac, builtIn: true })),
    fetch: (url, init) => {
      const headers = new Headers(init.headers);
      headers.set('x-forwarded-for', address);
      return fetch(url, { ...init, headers });
    },
  });
}
