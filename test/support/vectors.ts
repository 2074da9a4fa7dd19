/**
 * Reads the frozen vectors of test/vectors, which the server's and the SDK's tests share and other languages may read
 * too. The files are not compiled: the path leads from dist/test/support to the sources. The caller declares the shape;
 * a vector with another shape fails its test at once.
 */

import { readFileSync } from 'node:fs';

/**
 * The content of `test/vectors/<name>.json`.
 * @param name the file's name without its ending
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller's word for the file's shape
export function readVectors<T>(name: string): T {
  const file = new URL(`../../../test/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
