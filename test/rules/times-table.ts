/** The table of stored times that are finer than a day, for SECURITY.md, made from the inventory. */

import { INVENTORY, RULES } from '../../server/domain/inventory/inventory.ts';
import { purposeText } from '../../server/texts/inventory-texts.ts';
import { ENGLISH } from '../../server/texts/texts.ts';
import { markdownTable } from './markdown-table.ts';

/** How exact the columns of seconds are. */
const EXACT: Readonly<Record<string, string>> = {
  'activations.seat_ends_second':
    'minute, for a floating license alone, until the seat is returned or taken back',
  'links.ends_second': 'minute, ten to eleven minutes after the request',
  'sign_ins.ends_second': 'minute, ten to eleven minutes after the request',
  'mails.due_second': 'minute of writing; after a failed delivery, the second of the next attempt',
};

/** @throws Error where a column of seconds has no words here */
export function timesTable(): string {
  const { inventory } = ENGLISH;
  const rows = Object.entries(INVENTORY).flatMap(([table, { columns }]) =>
    Object.entries(columns).flatMap(([column, { form, purpose }]) => {
      if (form !== 'hour' && form !== 'second') return [];
      const exact = form === 'hour' ? 'hour' : EXACT[`${table}.${column}`];
      if (exact === undefined) throw new Error(`no words for the seconds of ${table}.${column}`);
      return [[`\`${table}.${column}\``, exact, purposeText(purpose, inventory), endOf(table)]];
    }),
  );
  return markdownTable([['column', 'exact to the', 'purpose', 'row kept until'], ...rows]);
}

function endOf(table: string): string {
  const ends = RULES.filter((rule) => rule.table === table && rule.exit === 'delete').map(
    ({ from, keep, unit }) =>
      (keep === 0 ? `\`${from}\`` : `\`${from}\` + ${keep} ${unit}s`).replace('1 hours', '1 hour'),
  );
  if (ends.length === 0) throw new Error(`the rows of ${table} have no end`);
  return ends.join(' or ');
}
