/**
 * The form in which SQL is written here: one text per named query, with parameters by name (`:license`), which are
 * compiled once to the placeholders of an engine. The types check the SQL texts against the domain's declarations.
 * Running a statement is left to the engine.
 */

import type { Gives, QueryMaker, QueryMakers, QueryParams } from '../../server/domain/kernel/query.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';

/**
 * The SQL of a query: one text, or one text for each class of rules of the inventory, selected by the parameter `rule`.
 */
type TextFor<Params> = Params extends { rule: string } ? ReadonlyMap<string, string> : string;

/** The SQL of one query. */
interface Sql<Text = string | ReadonlyMap<string, string>> {
  readonly sql: Text;
  /**
   * Whether the rows that are read stay locked until the transaction ends. The dialect gives the SQL syntax of the
   * lock.
   */
  readonly lock?: true;
  /**
   * Set if a store may answer with a row of `products` from memory while that table is unchanged: its rows are few, and
   * change seldom. The row is found by the id of the product, which is a parameter, or what another SELECT gives.
   */
  readonly remembers?: RememberedProduct;
}

type RememberedProduct = { readonly parameter: string } | { readonly select: string };

/** The SQL of a query, and the domain's declaration of its result. */
export interface Statement<Text = string | ReadonlyMap<string, string>> extends Sql<Text> {
  readonly gives: Gives;
}

/** The SQL of all queries about one kind of record, such as licenses. A missing or misspelt query does not compile. */
type SqlFor<Makers extends QueryMakers> = {
  readonly [Name in keyof Makers]: Makers[Name] extends QueryMaker<infer Params, unknown>
    ? Sql<TextFor<Params>>
    : never;
};

type StatementsFor<Makers extends QueryMakers> = {
  readonly [Name in keyof Makers]: SqlFor<Makers>[Name] & Statement;
};

/** Joins the SQL of the queries about one kind of record to their declarations. */
export function sqlFor<const Makers extends QueryMakers>(
  makers: Makers,
  texts: SqlFor<Makers>,
): StatementsFor<Makers> {
  const joined = Object.entries(makers).map(([name, { gives }]) => [name, { ...texts[name], gives }]);
  return Object.fromEntries(joined) as StatementsFor<Makers>;
}

type Intersection<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** Combines the statements of several files. @throws Error if two statements have the same name */
export function combine<Parts extends readonly object[]>(...parts: Parts): Intersection<Parts[number]> {
  const all = parts.flatMap((part) => Object.entries(part));
  const names = all.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two queries have the name ${twice}`);
  return Object.fromEntries(all) as Intersection<Parts[number]>;
}

/** The parts of a statement for which the two engines need different SQL with the same meaning. */
export interface Dialect {
  /** The SQL that is appended to a statement which locks the rows it reads. */
  readonly lock: string;
  /**
   * `numbered`: `$1` is the first parameter, wherever it is used. `positional`: each `?` is the next parameter;
   * better-sqlite3 binds these faster.
   */
  readonly parameters: 'numbered' | 'positional';
}

/** A statement ready for an engine. */
export interface Compiled {
  readonly text: string;
  /** The names of the values to bind, in their order. A positional parameter that is used twice is listed twice. */
  readonly parameters: readonly string[];
  readonly gives: Gives;
}

/** Replaces the named parameters of a statement, in the order of their occurrence in the text. */
export function compile(statement: Statement<string>, dialect: Dialect): Compiled {
  const isNumbered = dialect.parameters === 'numbered';
  const parameters: string[] = [];
  const text = statement.sql.replaceAll(/:([a-z]\w*)/gi, (_found, name: string) => {
    if (!isNumbered || !parameters.includes(name)) parameters.push(name);
    return isNumbered ? `$${parameters.indexOf(name) + 1}` : '?';
  });
  return {
    text: statement.lock === true ? text + dialect.lock : text,
    parameters,
    gives: statement.gives,
  };
}

/** The values of a query, in the order of its parameters. @throws Error if one is missing */
export function bind(parameters: readonly string[], params: QueryParams): (string | number | null)[] {
  return parameters.map((name) => {
    const value = params[name];
    if (value === undefined) throw new Error(`the parameter ${name} is missing`);
    return value;
  });
}

/** A row as a plain object. @param names its columns in camel case */
export function rowOf(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let i = 0; i < names.length; i++) row[names[i] ?? ''] = values[i];
  return row;
}

/** A column's name in camel case: `ends_day` becomes `endsDay`. */
export function camelCase(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_found, letter: string) => letter.toUpperCase());
}

/** All columns of a table as the inventory declares them, for a SELECT. */
export function columns(table: string): string {
  return declaredColumns(table).join(', ');
}

/** An INSERT of a row; the columns in `without` stay null. Its parameters are the columns in camel case. */
export function insertInto(table: string, without: readonly string[] = []): string {
  const written = declaredColumns(table).filter((column) => !without.includes(column));
  const values = written.map((column) => `:${camelCase(column)}`);
  return `INSERT INTO ${table} (${written.join(', ')}) VALUES (${values.join(', ')})`;
}

/** The SET clause of an UPDATE of all columns except the given ones. Its parameters are the columns in camel case. */
export function assignments(table: string, except: readonly string[]): string {
  const changed = declaredColumns(table).filter((column) => !except.includes(column));
  return changed.map((column) => `${column} = :${camelCase(column)}`).join(', ');
}

/** The columns of a table that the inventory declares. Generated SQL contains no other column names. */
export function declaredColumns(table: string): string[] {
  const declared = INVENTORY[table];
  if (declared === undefined) throw new Error(`the inventory has no table ${table}`);
  return Object.keys(declared.columns);
}
