/** Named queries that are prepared on one connection: each is compiled once, and its rows are plain objects. */

import type Database from 'better-sqlite3';
import type { Gives, Query } from '../../server/domain/kernel/query.ts';
import { bind, camelCase, compile, type Dialect, type Statement } from '../dialect/statements.ts';
import { statementOf } from '../sql/queries.ts';

/** Writes are serial on SQLite, so rows that are read in a write transaction are locked already. */
const DIALECT: Dialect = { lock: '', parameters: 'positional' };

/** SQL that changes a table whose rows may be remembered. */
const REMEMBERED_CHANGE = /\b(?:INTO|UPDATE|DELETE FROM) products\b/;

export interface PreparedQuery {
  readonly statement: Database.Statement;
  readonly parameters: readonly string[];
  readonly gives: Gives;
  /** The columns of a query's answer in camel case. */
  readonly names: readonly string[];
  /**
   * Finds the id of the product whose row is the answer, which may be remembered while its table is unchanged; absent:
   * the answer is not remembered.
   */
  readonly productOf: ((query: Query) => string | undefined) | undefined;
  /** Whether the query changes a table whose rows are remembered. */
  readonly changesRemembered: boolean;
}

/** The queries of one connection, each prepared on first use. */
export class PreparedQueries {
  readonly #database: Database.Database;
  readonly #prepared = new Map<string, PreparedQuery | Map<string, PreparedQuery>>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** @throws Error if no such query, or no such rule of it, is declared */
  of({ name, params }: Query): PreparedQuery {
    let found = this.#prepared.get(name);
    if (found === undefined) {
      found = prepareNamed(this.#database, statementOf(name));
      this.#prepared.set(name, found);
    }
    if (!(found instanceof Map)) return found;
    const chosen = found.get(String(params['rule']));
    if (chosen === undefined) throw new Error(`${name} has no such rule`);
    return chosen;
  }
}

function prepareNamed(
  database: Database.Database,
  statement: Statement,
): PreparedQuery | Map<string, PreparedQuery> {
  const { sql } = statement;
  if (typeof sql === 'string') return prepareOne(database, { ...statement, sql });
  return new Map([...sql].map(([rule, text]) => [rule, prepareOne(database, { ...statement, sql: text })]));
}

function prepareOne(database: Database.Database, statement: Statement<string>): PreparedQuery {
  const { text, parameters, gives } = compile(statement, DIALECT);
  const prepared = database.prepare(text);
  if (gives === 'rowCount') {
    const changesRemembered = REMEMBERED_CHANGE.test(text);
    return { statement: prepared, parameters, gives, names: [], productOf: undefined, changesRemembered };
  }
  const names = prepared.columns().map(({ name }) => camelCase(name));
  const productOf = productFinder(database, statement);
  return { statement: prepared.raw(), parameters, gives, names, productOf, changesRemembered: false };
}

function productFinder(
  database: Database.Database,
  { remembers }: Statement<string>,
): PreparedQuery['productOf'] {
  if (remembers === undefined) return undefined;
  if ('parameter' in remembers) return ({ params }) => params[remembers.parameter] as string | undefined;
  const { text, parameters } = compile({ sql: remembers.select, gives: 'optionalRow' }, DIALECT);
  const statement = database.prepare(text).pluck();
  return ({ params }) => statement.get(bind(parameters, params)) as string | undefined;
}
