/**
 * PostgreSQL's own statistics, for the bench: each query returns one row with one number.
 */

/** The number of bytes of all tables with their indexes. */
export const TABLES_BYTES = `
  SELECT SUM(pg_total_relation_size(quote_ident(table_name)))::bigint
  FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`;

/** The milliseconds that all sessions together have spent on statements. */
export const ACTIVE_MS =
  'SELECT active_time::bigint FROM pg_stat_database WHERE datname = current_database()';
