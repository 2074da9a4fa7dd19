/**
 * The file of personal data that a customer saves (GDPR Art. 15(3) and 20). Its schema is published by the server
 * (`server/texts/personal-data-schema.ts`). It is made when it is asked for, and no copy is kept.
 */

import { startOfHour, toDay, toHour, writeDate, type Day } from '../../domain/kernel/day.ts';
import type { Form } from '../../domain/inventory/declaration.ts';
import { INVENTORY, type TableName } from '../../domain/inventory/inventory.ts';
import { firstDayOf, toWeek } from '../../domain/kernel/week.ts';
import { ALL_CLASSES } from '../../domain/inventory/policy-content.ts';
import type { Recipient } from '../../domain/privacy/disclosure.ts';
import type { ExportedPart, ExportedRow, ExportedValue } from '../../domain/privacy/personal-data-export.ts';
import { groundText, purposeText, retentionText, tableText } from '../../texts/inventory-texts.ts';
import { PERSONAL_DATA_FORMAT } from '../../texts/personal-data-schema.ts';
import type { Texts } from '../../texts/texts.ts';
import { PATHS } from '../html/paths.ts';
import { unknowableTables } from './stored-tables.ts';
import type { TextFile } from './route.ts';

/** When and where the file is made. `url`: the portal's, without a slash at the end. */
interface Made {
  readonly today: Day;
  readonly url: string;
}

/**
 * The file, from its parts.
 * @param readPart reads the part after a cursor, or the first
 */
export async function personalDataFile(
  readPart: (after: string | undefined) => Promise<ExportedPart>,
  made: Made,
  texts: Texts,
): Promise<TextFile> {
  const rows: ExportedRow[] = [];
  let part = await readPart(undefined);
  rows.push(...part.rows);
  while (part.next !== null) {
    part = await readPart(part.next);
    rows.push(...part.rows);
  }
  const document = writeDocument({ ...part, rows, ...made }, texts);
  return {
    name: `personal-data-${writeDate(made.today)}.json`,
    text: `${JSON.stringify(document, null, 2)}\n`,
    type: 'application/json',
  };
}

function writeDocument(
  { rows, recipients, lives, today, url }: Omit<ExportedPart, 'next'> & Made,
  texts: Texts,
): object {
  const tables = [...new Set(rows.map(({ table }) => table))];
  const all = [...recipients, ...ownRecipients(rows)];
  return {
    $schema: url + PATHS.personalDataSchema,
    format: PERSONAL_DATA_FORMAT,
    language: texts.language,
    madeOn: writeDate(today),
    groups: Object.fromEntries(
      tables.map((table) => {
        const own = rows.filter((row) => row.table === table);
        return [table, groupOf(table, { rows: own, recipients: all, lives }, texts)];
      }),
    ),
    recipients: recipients.map((recipient) => recipientOf(recipient, texts)),
    notListed: unknowableTables().map((table) => ({
      table,
      about: tableText(table, texts.inventory),
      kept: retentionText(table, texts.inventory, lives),
    })),
  };
}

function groupOf(
  table: TableName,
  { rows, recipients, lives }: Pick<ExportedPart, 'rows' | 'recipients' | 'lives'>,
  texts: Texts,
): object {
  const { inventory } = texts;
  const { basis, sources = [], columns = {} } = INVENTORY[table] ?? {};
  const shown = Object.entries(columns).filter(
    ([, { subject, exported }]) => subject === 'person' || subject === 'operator' || exported,
  );
  return {
    about: tableText(table, inventory),
    legalBasis: { code: basis, text: basis === undefined ? '' : inventory.bases[basis] },
    sources: sources.map((code) => ({ code, text: inventory.sources[code] })),
    recipients: recipients
      .filter(({ classes }) => classes.some((word) => word === ALL_CLASSES || word === table))
      .map((recipient) => recipientOf(recipient, texts)),
    kept: retentionText(table, inventory, lives),
    columns: Object.fromEntries(
      shown.map(([name, { purpose, form }]) => [name, { purpose: purposeText(purpose, inventory), form }]),
    ),
    records: rows.map(({ values }) => recordOf(values)),
  };
}

function recordOf(values: readonly ExportedValue[]): object {
  return {
    values: Object.fromEntries(values.map(({ column, value, form }) => [column, writeValue(value, form)])),
    keptUntil: Object.fromEntries(
      values.flatMap(({ column, keptUntil }) => (keptUntil === null ? [] : [[column, keptUntil]])),
    ),
  };
}

/** The recipients of this customer's data, from the rows of the disclosures. */
function ownRecipients(rows: readonly ExportedRow[]): Recipient[] {
  const own = rows.filter(({ table }) => table === 'disclosures');
  return own.map(({ values }) => {
    const valueOf = (name: string) => values.find(({ column }) => column === name)?.value ?? null;
    const dayIn = (name: string) => writeValue(valueOf(name), 'day');
    return {
      disclosure: String(valueOf('id')),
      recipient: String(valueOf('recipient')),
      classes: String(valueOf('classes')).split(' '),
      ground: String(valueOf('ground')),
      disclosedOn: String(dayIn('day')),
      endedOn: valueOf('last_day') === null ? null : String(dayIn('last_day')),
    };
  });
}

function recipientOf({ recipient, ground, disclosedOn, endedOn }: Recipient, texts: Texts): object {
  return { name: recipient, ground: groundText(ground, texts), from: disclosedOn, until: endedOn };
}

/** A value as the schema has it: days as `YYYY-MM-DD`, times as `YYYY-MM-DDTHH:MM:SSZ`, both in UTC. */
function writeValue(value: ExportedValue['value'], form: Form): ExportedValue['value'] {
  if (typeof value !== 'number') return value;
  if (form === 'day') return writeDate(toDay(value));
  if (form === 'week') return writeDate(firstDayOf(toWeek(value)));
  if (form === 'hour') return writeTime(startOfHour(toHour(value)));
  return form === 'second' ? writeTime(value) : value;
}

function writeTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');
}
