/**
 * Named queries: how the domain asks the store. Each noun declares its queries with `defineQueries`; a call such as
 * `licenseQueries.lockLicense({ license })` makes one. The SQL behind each name is in `db`.
 */

/** What a query answers: exactly one row, a row or undefined, all rows, or the number of rows changed. */
export type Gives = 'row' | 'optionalRow' | 'rows' | 'rowCount';

export type QueryParams = Readonly<Record<string, string | number | null>>;

/** The parameters of a query that has none. */
export type NoParams = Record<never, never>;

/** One named query with its parameters. The phantom `result` carries the type of its answer. */
export interface Query<Result = unknown> {
  readonly name: string;
  readonly params: QueryParams;
  readonly result?: Result;
  /** It must change a row: see `mustAffect`. */
  readonly guard?: true;
}

/** Makes a query of its parameters. */
export interface QueryMaker<Params, Result> {
  (params: Params): Query<Result>;
  readonly gives: Gives;
}

/** A noun's queries by name. */
export type QueryMakers = Readonly<Record<string, QueryMaker<never, unknown>>>;

/** Declares a query that answers exactly one row. */
export const row = <Params, Row>(): QueryMaker<Params, Row> => declared('row');

/** Declares a query that answers a row or undefined. */
export const optionalRow = <Params, Row>(): QueryMaker<Params, Row | undefined> => declared('optionalRow');

/** Declares a query that answers all rows that it finds. */
export const rows = <Params, Row>(): QueryMaker<Params, Row[]> => declared('rows');

/** Declares a query that changes rows and answers how many. */
export const rowCount = <Params>(): QueryMaker<Params, number> => declared('rowCount');

/** Gives each declared query its name, which is its key. */
export function defineQueries<Makers extends QueryMakers>(makers: Makers): Makers {
  const named = Object.entries(makers).map(([name, { gives }]) => [
    name,
    Object.assign((params: QueryParams): Query => ({ name, params }), { gives }),
  ]);
  return Object.fromEntries(named) as Makers;
}

/** A declaration that has no name yet, and so cannot be called. */
function declared<Params, Result>(gives: Gives): QueryMaker<Params, Result> {
  return { gives } as QueryMaker<Params, Result>;
}
