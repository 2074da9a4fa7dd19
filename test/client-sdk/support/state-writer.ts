/**
 * A process that counts in a state file, for the tests of several writers and of a killed one. It adds 1 the given
 * number of times, each time reading and writing under the store's lock.
 */

import { fileStore } from '../../../client-sdk/typescript/index.ts';

const [folder = '', times = '0'] = process.argv.slice(2);
const store = fileStore(folder);
for (let i = 0; i < Number(times); i += 1) {
  store.exclusively?.(() => store.write(String(Number(store.read() ?? 0) + 1)));
}
