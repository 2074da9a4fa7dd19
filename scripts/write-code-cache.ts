/**
 * Loaded before a program of the build (`node --import`): writes the code caches of the bundles that the process, or its
 * worker thread, has loaded, when it ends.
 */

import { writeFileSync } from 'node:fs';
import { codeCacheOf, loadedBundles } from './cached-code.ts';

process.on('exit', () => {
  for (const [file, { codeCache }] of loadedBundles()) writeFileSync(codeCacheOf(file), codeCache());
});
