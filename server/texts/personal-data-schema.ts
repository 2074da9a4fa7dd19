/**
 * The JSON Schema (draft 2020-12) of the file of personal data, made from the inventory: each group is a table with
 * personal data, each value a column. A server publishes it, and `test/vectors/personal-data.schema.json` is the same text.
 * The file's own texts are in the language of its reader; the schema explains in English.
 */

import type { Column, Form, Table } from '../domain/inventory/declaration.ts';
import { INVENTORY, type Purpose, type TableName } from '../domain/inventory/inventory.ts';
import { LOOKS } from '../domain/privacy/stored-values.ts';
import { ENGLISH } from './texts.ts';

/** A part of a JSON Schema. */
interface Schema {
  readonly [keyword: string]: unknown;
}

/** The name and version of the format. A group or value more is no new version; any other change is. */
export const PERSONAL_DATA_FORMAT = 'quietkey-personal-data-1';

const { inventory: words } = ENGLISH;
const text = (description: string): Schema => ({ type: 'string', description });
const DATE = '^\\d{4}-\\d{2}-\\d{2}$';
const date = (description: string): Schema => ({ type: 'string', pattern: DATE, description });
const TIME = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$';
const time = (description: string): Schema => ({ type: 'string', pattern: TIME, description });
const number = (description: string): Schema => ({ type: 'integer', description });

/** How a value of each form is written. */
const VALUES: Readonly<Record<Form, (description: string) => Schema>> = {
  plain: text,
  keyed: text,
  hashed: text,
  sealed: text,
  random: text,
  day: date,
  hour: time,
  second: time,
  week: date,
  count: number,
};

/** The text of the schema, with a line feed at the end. */
export function personalDataSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:quietkey:${PERSONAL_DATA_FORMAT}`,
    title: 'Personal data of a customer',
    ...object({
      $schema: text('The address of this schema at the server that made the file.'),
      format: { const: PERSONAL_DATA_FORMAT },
      language: text('The language of the texts, as a BCP 47 tag.'),
      madeOn: date('The day on which the file was made, in UTC.'),
      groups: object(groupSchemas(), []),
      recipients: list(recipient(), 'Who is given data of all customers.'),
      notListed: list(notListed(), 'Tables in which the server cannot tell whose a record is.'),
    }),
  };
  return `${JSON.stringify(schema, null, 1)}\n`;
}

function groupSchemas(): Record<string, Schema> {
  const listed = Object.entries(INVENTORY).filter(([, { whose }]) => typeof whose === 'object');
  return Object.fromEntries(
    listed.map(([table, declared]) => [table, groupSchema(table as TableName, declared)]),
  );
}

function groupSchema(table: TableName, { basis, sources = [], columns }: Table<Purpose>): Schema {
  const shown = Object.entries(columns).filter(
    ([, { subject, exported }]) => subject === 'person' || subject === 'operator' || exported,
  );
  const each = (schemaOf: (column: Column<Purpose>, name: string) => Schema): Record<string, Schema> =>
    Object.fromEntries(shown.map(([name, column]) => [name, schemaOf(column, name)]));
  const until = each(() => date('The last day of the value, if nothing renews it.'));
  const record = object({
    values: object(
      each((column, name) => value(table, name, column)),
      [],
    ),
    keptUntil: object(until, []),
  });
  return {
    description: words.tables[table],
    ...object({
      about: text('What the records are.'),
      legalBasis: named([basis], 'On which basis they are stored.'),
      sources: list(named(sources, 'Where the values come from.'), 'All sources.'),
      recipients: list(recipient(), 'Who was given records of this group.'),
      kept: text('How long the records are kept.'),
      columns: object(
        each(({ form }) => object({ purpose: text('What the value is for.'), form: { const: form } })),
      ),
      records: list(
        record,
        'The records. A value that is absent is not stored; null: stored, and not shown.',
      ),
    }),
  };
}

function value(table: TableName, name: string, { form, purpose, exported }: Column<Purpose>): Schema {
  const description = words.purposes[purpose];
  if (table === LOOKS && name === 'actor') return { enum: ['staff', 'program'], description };
  return exported ? VALUES[form](description) : { type: 'null', description };
}

/** A word of a closed list, with its text in the language of the file. */
function named(codes: readonly string[], description: string): Schema {
  return { description, ...object({ code: { enum: codes }, text: text('The same in words.') }) };
}

function recipient(): Schema {
  return object({
    name: text('The recipient.'),
    ground: text('The ground on which it was given data.'),
    from: date('The first day.'),
    until: { type: ['string', 'null'], description: 'The last day; null: it continues.' },
  });
}

function notListed(): Schema {
  return object({ table: text('The table.'), about: text('What it has.'), kept: text('How long.') });
}

function list(items: Schema, description: string): Schema {
  return { type: 'array', items, description };
}

/** An object without other members. @param required the members that are always there; absent: all */
function object(properties: Record<string, Schema>, required = Object.keys(properties)): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}
