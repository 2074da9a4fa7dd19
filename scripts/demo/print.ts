/** The output of the demo: numbered steps, their checks, and what is stored about the customer. */

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

/** Ends the demo with a failure if the condition is false. */
export function check(condition: boolean, description: string): void {
  if (!condition) throw new Error(`step ${steps} failed: ${description}`);
  say(`ok: ${description}`);
}

/** Prints what the database stores about the customer, one row in each line. */
export function showHoldings(holdings: readonly Holding[]): void {
  say('The database now stores about the customer:');
  const actions = holdings.filter(
    (holding) => holding.table === 'operator_actions' && holding.column === 'action',
  );
  for (const [name, values] of rowsOf(holdings)) {
    if (name !== 'operator_actions') say(`- ${name}: ${values.join(', ')}`);
  }
  say(`- operator_actions: ${actions.map(({ value }) => value).join(', ')}`);
}

export function showPlan(title: string, lines: readonly PurgeLine[]): void {
  const rows = lines.map((line) => [line.class, line.held, line.due, line.purged]);
  console.log(`${table([title, 'HELD', 'DUE', 'PURGED'], rows)}\n`);
}

/** Groups stored values by database row. A column that repeats begins the next row. */
function rowsOf(holdings: readonly Holding[]): [table: string, values: string[]][] {
  const rows: [string, string[]][] = [];
  const seen = new Set<string>();
  for (const holding of holdings) {
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
