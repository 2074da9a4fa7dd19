/**
 * What the test files of one process share, such as a PostgreSQL, is ended after the last of them: by a hook of mocha,
 * or by `run-files.ts`, which runs one file after another.
 */

const ends: (() => Promise<void>)[] = [];

/** Registers what ends something that later test files of this process may use, too. */
export function atEnd(end: () => Promise<void>): void {
  ends.push(end);
}

/** Ends all of it, the latest first. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).toReversed()) await end();
}

// a hook of all files, if mocha loads them together
if (typeof after === 'function') after('end what the files share', endAll);
