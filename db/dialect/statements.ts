/**
 * How SQL is written: one text per named query, with parameters by name (`:license`), compiled once to `$1…` for both
 * engines. The types check the texts against the domain's declarations. Running a statement is left to the engine.
 */

import type { Gives, QueryMaker, QueryMakers } from '../../server/domain/kernel/query.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';

/** One text, or one for each class of rules of the inventory, selected by the parameter `rule`. */
type TextFor<Params> = Params extends { rule: string } ? ReadonlyMap<string, string> : string;

/** The SQL of one query. */
interface Sql<Text = string | ReadonlyMap<string, string>> {
  readonly sql: Text;
  /** The rows are locked until the transaction ends; the dialect gives the syntax. */
  readonly lock?: true;
}

/** The SQL of a query, and the domain's declaration of its result. */
export interface Statement<Text = string | ReadonlyMap<string, string>> extends Sql<Text> {
  readonly gives: Gives;
}

/** The SQL of a noun's queries. A missing or misspelt one does not compile. */
type SqlFor<Makers extends QueryMakers> = {
  readonly [Name in keyof Makers]: Makers[Name] extends QueryMaker<infer Params, unknown>
    ? Sql<TextFor<Params>>
    : never;
};

type StatementsFor<Makers extends QueryMakers> = {
  readonly [Name in keyof Makers]: SqlFor<Makers>[Name] & Statement;
};

/** Joins the SQL of a noun's queries to their declarations. */
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

/** The statements of all nouns. @throws Error if two have the same name */
export function combine<Parts extends readonly object[]>(...parts: Parts): Intersection<Parts[number]> {
  const all = parts.flatMap((part) => Object.entries(part));
  const names = all.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two queries have the name ${twice}`);
  return Object.fromEntries(all) as Intersection<Parts[number]>;
}

/** Where the two engines need different SQL for the same meaning. */
export interface Dialect {
  /** Appended to a statement that locks the rows it reads. */
  readonly lock: string;
}

/** A statement ready for an engine: `$1` is the value of the first of `parameters`. */
export interface Compiled {
  readonly text: string;
  readonly parameters: readonly string[];
  readonly gives: Gives;
}

/** Numbers the named parameters in the order of their first occurrence in the text. */
export function compile(statement: Statement<string>, dialect: Dialect): Compiled {
  const parameters: string[] = [];
  const text = statement.sql.replaceAll(/:([a-z]\w*)/gi, (_found, name: string) => {
    if (!parameters.includes(name)) parameters.push(name);
    return `$${parameters.indexOf(name) + 1}`;
  });
  return {
    text: statement.lock === true ? text + dialect.lock : text,
    parameters,
    gives: statement.gives,
  };
}

/** `ends_day` as `endsDay`. */
export function camelCase(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_found, letter: string) => letter.toUpperCase());
}

/** All columns of a table as the inventory declares them, for a SELECT. */
export function columns(table: string): string {
  return declaredColumns(table).join(', ');
}

/** An INSERT of a whole row; its parameters are the columns in camel case. */
export function insertInto(table: string): string {
  const values = declaredColumns(table).map((column) => `:${camelCase(column)}`);
  return `INSERT INTO ${table} (${columns(table)}) VALUES (${values.join(', ')})`;
}

/** The SET of an UPDATE of all columns but some; its parameters are the columns in camel case. */
export function assignments(table: string, except: readonly string[]): string {
  const changed = declaredColumns(table).filter((column) => !except.includes(column));
  return changed.map((column) => `${column} = :${camelCase(column)}`).join(', ');
}

/** The columns that the inventory declares: the only names in generated SQL. */
export function declaredColumns(table: string): string[] {
  const declared = INVENTORY[table];
  if (declared === undefined) throw new Error(`the inventory has no table ${table}`);
  return Object.keys(declared.columns);
}
