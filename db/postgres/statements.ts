/**
 * The named queries in PostgreSQL's form: numbered parameters, a name under which the server keeps the plan, and rows
 * as plain objects with the domain's names. A guard is part of the statement, so that a commit that is already
 * pipelined behind it fails.
 */

import type { Gives, Query } from '../../server/domain/kernel/query.ts';
import { statementOf } from '../sql/queries.ts';
import { bind, camelCase, compile, rowOf, type Compiled, type Dialect } from '../dialect/statements.ts';

const DIALECT: Dialect = { lock: ' FOR UPDATE', parameters: 'numbered' };

/** One statement in the form that the driver takes. */
export interface Wording {
  readonly text: string;
  readonly name?: string;
  readonly values?: (string | number | null)[];
  readonly rowMode: 'array';
}

/** The driver's answer to one statement. */
export interface Answered {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly { readonly name: string }[];
}

interface Known extends Compiled {
  readonly name: string;
  /** The columns of the answer in camel case, known after the first answer. */
  names?: readonly string[];
}

const KNOWN = new Map<string, Known>();

export function wordingOf(query: Query): Wording {
  const { name, text, parameters } = knownOf(query);
  return {
    name,
    text,
    values: bind(parameters, query.params),
    rowMode: 'array',
  };
}

/**
 * The result of a query from the driver's answer: one row or undefined, a list of rows, or the number of changed rows.
 */
export function resultOf(query: Query, answered: Answered): unknown {
  const known = knownOf(query);
  if (known.gives === 'rowCount') return query.guard === true ? 1 : (answered.rowCount ?? 0);
  const names = (known.names ??= answered.fields.map(({ name }) => camelCase(name)));
  const rows = answered.rows.map((values) => rowOf(names, values));
  return known.gives === 'rows' ? rows : rows[0];
}

function knownOf({ name, params, guard }: Query): Known {
  const { sql, ...statement } = statementOf(name);
  const rule = typeof sql === 'string' ? '' : ` ${String(params['rule'])}`;
  const key = `${name}${rule}${guard === true ? ' guarded' : ''}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const text = typeof sql === 'string' ? sql : sql.get(String(params['rule']));
  if (text === undefined) throw new Error(`${name} has no such rule`);
  const compiled = compile({ ...statement, sql: text }, DIALECT);
  const made = { ...compiled, name: key, text: guard === true ? guardOf(compiled) : compiled.text };
  KNOWN.set(key, made);
  return made;
}

/** The SQL of a guarded statement, which fails with a division by zero if it changed no row. */
function guardOf({ text, gives }: { text: string; gives: Gives }): string {
  if (gives !== 'rowCount') throw new Error('only a change can be a guard');
  return `WITH guarded AS (${text} RETURNING 1) SELECT 1 / COUNT(*) FROM guarded`;
}
