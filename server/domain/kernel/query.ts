/**
 * Named queries: how the domain queries the store. Each noun declares its queries with `defineQueries`; a call such as
 * `licenseQueries.lockLicense({ license })` makes one. The SQL behind each name is in `db`.
 */

/** What a query returns: exactly one row, a row or undefined, all rows, or the number of rows changed. */
export type Gives = 'row' | 'optionalRow' | 'rows' | 'rowCount';

export type QueryParams = Readonly<Record<string, string | number | null>>;

/** The parameters of a query without parameters. */
export type NoParams = Record<never, never>;

/** One named query with its parameters. The phantom `result` carries the type of its result. */
export interface Query<Result = unknown> {
  readonly name: string;
  readonly params: QueryParams;
  readonly result?: Result;
  /** The query must change a row: see `mustAffect`. */
  readonly guard?: true;
}

/** Makes a query from its parameters. */
export interface QueryMaker<Params, Result> {
  (params: Params): Query<Result>;
  readonly gives: Gives;
}

/** A noun's queries by name. */
export type QueryMakers = Readonly<Record<string, QueryMaker<never, unknown>>>;

/** Declares a query that returns exactly one row. */
export const row = <Params, Row>(): QueryMaker<Params, Row> => declared('row');

/** Declares a query that returns a row or undefined. */
export const optionalRow = <Params, Row>(): QueryMaker<Params, Row | undefined> => declared('optionalRow');

/** Declares a query that returns all rows that match. */
export const rows = <Params, Row>(): QueryMaker<Params, Row[]> => declared('rows');

/** Declares a query that changes rows and returns how many. */
export const rowCount = <Params>(): QueryMaker<Params, number> => declared('rowCount');

/** Names each declared query by its key. */
export function defineQueries<Makers extends QueryMakers>(makers: Makers): Makers {
  const named = Object.entries(makers).map(([name, { gives }]) => [
    name,
    Object.assign((params: QueryParams): Query => ({ name, params }), { gives }),
  ]);
  return Object.fromEntries(named) as Makers;
}

/** A declaration without a name, which cannot be called yet. */
function declared<Params, Result>(gives: Gives): QueryMaker<Params, Result> {
  return { gives } as QueryMaker<Params, Result>;
}
