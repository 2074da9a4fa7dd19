/**
 * Which columns of a shop's file contain the fields of an order. Without a mapping, the columns have Quietkey's names.
 * A mapping comes from the command line, or from the shop's file in `shops/`. Columns that the mapping does not name
 * are not read. If a field is mapped to several columns, their values are joined with `/`, so that each item of an
 * order has its own reference.
 */

import { InvalidArgumentError } from 'commander';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const FIELDS = ['product', 'email', 'order', 'seats', 'ends_on'] as const;
export type Field = (typeof FIELDS)[number];

/** The names of columns, and the values that a column may have. */
type Columns = ReadonlyMap<string, readonly string[]>;

export interface OrderMapping {
  /** The columns of each field; empty: the columns have Quietkey's names, and no other column is allowed. */
  readonly columns: Columns;
  /** The values that columns must have. Rows with other values, such as refunds, are left out. */
  readonly only: Columns;
  /** The product id for each name that the shop writes; empty: the shop writes product ids. */
  readonly items: Columns;
  /** The product of all rows; undefined: each row names its product. */
  readonly product: string | undefined;
}

/** A file of `shops/`. */
interface ShopFile {
  readonly shop: string;
  /** The export that the mapping is for, and where its columns are documented. */
  readonly about: string;
  readonly columns: Readonly<Partial<Record<Field, string | readonly string[]>>>;
  readonly only?: Readonly<Record<string, readonly string[]>>;
}

const FOLDER = join(import.meta.dirname, 'shops');
/** `name=value`; a side that contains a comma, an equals sign or a quote is quoted. */
const PAIR = /\s*(?:"((?:[^"]|"")*)"|([^",=]*?))\s*=\s*(?:"((?:[^"]|"")*)"|([^",]*?))\s*(?:,|$)/y;

/** The names of the shops with a mapping. */
export function shopNames(): string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
}

export function readShop(name: string): ShopFile {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as ShopFile;
}

/** The mapping of a shop. Options of the command line take precedence over it. */
export function mappingOf(options: {
  shop?: string | undefined;
  map?: Columns | undefined;
  only?: Columns | undefined;
  item?: Columns | undefined;
  product?: string | undefined;
}): OrderMapping {
  const { columns = {}, only = {} } = options.shop === undefined ? {} : readShop(options.shop);
  const none: Columns = new Map();
  return {
    columns: new Map([...listed(columns), ...(options.map ?? none)]),
    only: new Map([...listed(only), ...(options.only ?? none)]),
    items: options.item ?? none,
    product: options.product,
  };
}

/** Reads fields and columns, such as `product=Item,email="Buyer email"`. */
export function readMap(word: string, before?: Columns): Columns {
  const map = readPairs(word, before);
  const unknown = [...map.keys()].find((name) => !(FIELDS as readonly string[]).includes(name));
  if (unknown === undefined) return map;
  throw new InvalidArgumentError(`must have the form FIELD=COLUMN. Fields: ${FIELDS.join(', ')}.`);
}

/** Reads pairs of a name and a value, such as `Status=paid,"Refunded?"=0`. A name may be given several times. */
export function readPairs(word: string, before: Columns = new Map()): Columns {
  const pairs = new Map(before);
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < word.length) {
    const match = PAIR.exec(word);
    const [, quotedName, bareName, quotedValue, bareValue] = match ?? [];
    const name = unquoted(quotedName) ?? bareName ?? '';
    const value = unquoted(quotedValue) ?? bareValue ?? '';
    if (match === null || name === '' || value === '')
      throw new InvalidArgumentError('must have the form NAME=VALUE,NAME="another value".');
    pairs.set(name, [...(pairs.get(name) ?? []), value]);
  }
  return pairs;
}

function unquoted(text: string | undefined): string | undefined {
  return text?.replaceAll('""', '"');
}

function listed(
  columns: Readonly<Record<string, string | readonly string[] | undefined>>,
): [string, string[]][] {
  return Object.entries(columns).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? [value] : [...value]]],
  );
}
