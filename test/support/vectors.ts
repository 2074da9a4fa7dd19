/**
 * Reads the frozen vectors of test/vectors, which the server's and the SDK's tests share and other languages may read
 * too. The files are not compiled: the path leads from dist/test/support to the sources. The caller declares the shape;
 * a vector with another shape fails its test at once.
 */

import { readFileSync, writeFileSync } from 'node:fs';

/**
 * The content of `test/vectors/<name>.json`.
 * @param name the file's name without its ending
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller's word for the file's shape
export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(fileOf(name), 'utf8')) as T;
}

/** Writes `test/vectors/<name>.json`. A test compares what is written with what makes it. */
export function writeVectors(name: string, content: object): void {
  writeFileSync(fileOf(name), writeTable(content));
}

const fileOf = (name: string): URL => new URL(`../../../test/vectors/${name}.json`, import.meta.url);

/** JSON with one line for each entry of each member. */
function writeTable(content: object): string {
  const members = Object.entries(content).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null)
      return `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    const isList = Array.isArray(value);
    const entries = Object.entries(value).map(
      ([key, entry]) => `    ${isList ? '' : `${JSON.stringify(key)}: `}${JSON.stringify(entry)}`,
    );
    const [open, close] = isList ? ['[', ']'] : ['{', '}'];
    return `${JSON.stringify(name)}: ${open}\n${entries.join(',\n')}\n  ${close}`;
  });
  return `{\n  ${members.join(',\n  ')}\n}\n`;
}
