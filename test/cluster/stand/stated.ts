/**
 * The times that OPERATIONS.md states for each fault, read from its table: for how long a client may be answered 5xx,
 * and how long an answer may take. The stand holds its measurements against them.
 */

export interface Stated {
  readonly outageMs: number;
  readonly answerMs: number;
}

const ROW = /^\| `([a-z-]+)` *\|[^|]*\| *(\d+) s *\| *(\d+) s *\|$/;

/** By the names of the faults. */
export function statedTimes(document: string): ReadonlyMap<string, Stated> {
  const rows = document.split('\n').flatMap((line) => {
    const [, name, outage, answer] = ROW.exec(line) ?? [];
    const stated = { outageMs: Number(outage) * 1_000, answerMs: Number(answer) * 1_000 };
    return name === undefined ? [] : [[name, stated] as const];
  });
  return new Map(rows);
}
