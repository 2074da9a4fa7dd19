/** A host that scans plug-ins: it opens many of them, each with a client of its own, and asks each for its license. */

import { Quietkey } from '../../../client-sdk/typescript/index.ts';
import { PRODUCT, TODAY, DAY } from './issuer.ts';

const [folder = '', rootKey = '', count = '', mode = ''] = process.argv.slice(2);
const states = new Set<string>();
for (let opened = 0; opened < Number(count); opened += 1) {
  const plugin = new Quietkey({
    server: 'http://127.0.0.1:2',
    product: PRODUCT,
    rootKey,
    store: folder,
    quiet: mode === 'quiet',
    clock: () => (TODAY + 40 * DAY) * 1000,
    timeoutMs: 60_000,
  });
  states.add(plugin.check().state);
  await plugin.keepFresh();
  plugin.takeEvents();
  await plugin.telemetry.report();
}
process.stdout.write([...states].join());
