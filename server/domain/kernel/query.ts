/**
 * Named queries: how the domain queries the store. Each noun declares its queries with `defineQueries`. A call such as
 * `licenseQueries.lockLicense({ license })` makes one query. The SQL behind each name is in `db`.
 */

/** The kind of a query's result: exactly one row, a row or undefined, all rows, or the number of changed rows. */
export type Gives = 'row' | 'optionalRow' | 'rows' | 'rowCount';

export type QueryParams = Readonly<Record<string, string | number | null>>;

/** The parameter type of a query that has no parameters. */
export type NoParams = Record<never, never>;

/** One named query with its parameters. The phantom member `result` carries the type of the query's result. */
export interface Query<Result = unknown> {
  readonly name: string;
  readonly params: QueryParams;
  readonly result?: Result;
  /** Set if the query must change a row: see `mustAffect`. */
  readonly guard?: true;
}

/** Makes a query from its parameters. */
export interface QueryMaker<Params, Result> {
  (params: Params): Query<Result>;
  readonly gives: Gives;
}

/** The queries of one noun by their names. */
export type QueryMakers = Readonly<Record<string, QueryMaker<never, unknown>>>;

/** Declares a query that returns exactly one row. */
export const row = <Params, Row>(): QueryMaker<Params, Row> => declared('row');

/** Declares a query that returns a row or undefined. */
export const optionalRow = <Params, Row>(): QueryMaker<Params, Row | undefined> => declared('optionalRow');

/** Declares a query that returns all matching rows. */
export const rows = <Params, Row>(): QueryMaker<Params, Row[]> => declared('rows');

/** Declares a query that changes rows and returns the number of changed rows. */
export const rowCount = <Params>(): QueryMaker<Params, number> => declared('rowCount');

/** Gives each declared query its name, which is the key of the query in the record. */
export function defineQueries<Makers extends QueryMakers>(makers: Makers): Makers {
  const named = Object.entries(makers).map(([name, { gives }]) => [
    name,
    Object.assign((params: QueryParams): Query => ({ name, params }), { gives }),
  ]);
  return Object.fromEntries(named) as Makers;
}

/** The declaration of a query that has no name yet and therefore cannot be called. */
function declared<Params, Result>(gives: Gives): QueryMaker<Params, Result> {
  return { gives } as QueryMaker<Params, Result>;
}
