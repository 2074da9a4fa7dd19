/** How the demo speaks: numbered steps in plain words, what is demanded of each, and what the disk holds. */

import type { Holding } from '../../server/domain/privacy/stored-values.ts';
import { writeDate, toDay } from '../../server/domain/kernel/day.ts';
import type { PurgeLine } from '../../server/composition/world.ts';
import { table, wrap } from '../cli/print.ts';

const INDENT = '   ';
let steps = 0;

export function step(title: string): void {
  steps += 1;
  console.log(`\n${wrap(`${steps}. ${title}`)}\n`);
}

export function say(text: string): void {
  console.log(wrap(text, INDENT));
}

/** Ends the demo where it does not hold. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`step ${steps} failed: ${what}`);
  say(`ok: ${what}`);
}

/** What the disk holds about the customer, a row of the store to a line. */
export function showHoldings(held: readonly Holding[]): void {
  say('The disk now holds about the customer:');
  const acts = held.filter((one) => one.table === 'operator_actions' && one.column === 'action');
  for (const [name, values] of rowsOf(held)) {
    if (name !== 'operator_actions') say(`- ${name}: ${values.join(', ')}`);
  }
  say(`- operator_actions: ${acts.map(({ value }) => value).join(', ')}`);
}

export function showPlan(title: string, lines: readonly PurgeLine[]): void {
  const rows = lines.map((line) => [line.class, line.held, line.due, line.purged]);
  console.log(`${table([title, 'HELD', 'DUE', 'PURGED'], rows)}\n`);
}

/** Values by row: a column that stands a second time begins the next row. */
function rowsOf(held: readonly Holding[]): [table: string, values: string[]][] {
  const rows: [string, string[]][] = [];
  const seen = new Set<string>();
  for (const holding of held) {
    const last = rows.at(-1);
    if (last?.[0] !== holding.table || seen.has(holding.column)) {
      rows.push([holding.table, []]);
      seen.clear();
    }
    seen.add(holding.column);
    rows.at(-1)?.[1].push(`${holding.column} ${valueOf(holding)}`);
  }
  return rows;
}

function valueOf({ form, value }: Holding): string {
  if (form === 'day') return writeDate(toDay(Number(value)));
  return form === 'plain' || form === 'count' ? `"${value}"` : `(${form}) ${String(value).slice(0, 6)}…`;
}
