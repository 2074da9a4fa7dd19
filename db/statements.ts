/**
 * How SQL is written down: one text per named query, with parameters by name (`:license`), compiled once to `$1…` for
 * both engines. The types hold the texts against the domain's port: a query that is missing, misspelt, or answers
 * another shape than the port says does not compile. Running a statement is the engine's work.
 */

import { INVENTORY } from '../server/domain/inventory.ts';

/** What comes back: a row or undefined, all rows, or how many rows were changed. */
export type Gives = 'one' | 'all' | 'count';

type GivesFor<Result> = Result extends number ? 'count' : Result extends readonly unknown[] ? 'all' : 'one';

/** One text, or one for each class of purge rules, chosen by the parameter `rule`. */
type TextFor<Params> = Params extends { rule: string } ? ReadonlyMap<string, string> : string;

/** The statements of a port: for each query its SQL and what it gives. */
export type SqlFor<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (of: infer Params) => infer Result
    ? Statement<TextFor<Params>, GivesFor<Result>>
    : never;
};

export interface Statement<Text = string | ReadonlyMap<string, string>, Given = Gives> {
  readonly sql: Text;
  readonly gives: Given;
  /** The rows are locked until the transaction ends: the dialect says how. */
  readonly lock?: true;
}

/** Where two engines must say the same thing in other words. */
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

/** Numbers the named parameters in the order in which they first stand in the text. */
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

/** The columns that the inventory declares: the only names that ever stand in generated SQL. */
export function declaredColumns(table: string): string[] {
  const declared = INVENTORY[table];
  if (declared === undefined) throw new Error(`the inventory has no table ${table}`);
  return Object.keys(declared.columns);
}
