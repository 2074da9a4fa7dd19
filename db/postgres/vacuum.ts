/**
 * The secure delete on PostgreSQL: VACUUM of every table of the inventory, with FULL for small tables. It frees the
 * space of dead rows, but cannot prove that none of their bytes remain: the server's log, its replicas and the free
 * space of its disk are the responsibility of the database's operator. The answer therefore has no number of bytes.
 */

import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import type { SecureDeletion } from '../../server/domain/privacy/receipt.ts';
import { PostgresFault } from './faults.ts';
import type { PostgresConnection } from './connection.ts';
import type { PostgresPool } from './pool.ts';
import type { Wording } from './statements.ts';

/**
 * The size in bytes up to which a table is rewritten under an exclusive lock. For such a table the lock is too short to
 * be noticed.
 */
const SMALL_BYTES = 16 << 20;
/** The time limit of one VACUUM, in milliseconds. A large table takes minutes. */
const VACUUM_MS_MAX = 3_600_000;

/**
 * A query that returns the statement which removes the planner's samples of a table, or no row for a table without
 * samples. It is needed because ANALYZE leaves the samples of an empty table unchanged. The statement sets each
 * column's type to its present type, which removes the samples; the table's owner may do so on every version.
 */
const FORGET_SAMPLES = `
  SELECT 'ALTER TABLE ' || attrelid::regclass || ' ' || string_agg(
    format('ALTER COLUMN %I TYPE %s', attname, format_type(atttypid, atttypmod))
      || CASE WHEN attcollation = 0 THEN '' ELSE ' COLLATE ' || attcollation::regcollation END, ', ')
  FROM pg_attribute JOIN pg_stats USING (attname)
  WHERE attrelid = $1::text::regclass AND tablename = $1 AND schemaname = current_schema()
  GROUP BY attrelid`;

export async function vacuumAll(pool: PostgresPool): Promise<SecureDeletion> {
  // The time limit is part of the start message of a connection that is closed afterwards. A SET would stay in the
  // session, and a pooler gives that session to other clients.
  const connection = await pool.openOwn({ statement_timeout: VACUUM_MS_MAX });
  try {
    for (const table of Object.keys(INVENTORY)) await vacuum(connection, table);
    return { kind: 'deleted', engine: 'postgresql', bytesScanned: null, residueBytes: null };
  } catch (error) {
    if (!(error instanceof PostgresFault) || error.kind === 'bug') throw error;
    return { kind: 'put off', because: error.kind === 'full' ? 'no_room' : 'busy' };
  } finally {
    connection.drop();
  }
}

async function vacuum(connection: PostgresConnection, table: string): Promise<void> {
  const [answer] = await connection.send([{ ...statementOf('SELECT pg_table_size($1)'), values: [table] }]);
  const isSmall = Number(answer?.rows[0]?.[0]) <= SMALL_BYTES;
  // ANALYZE also renews the planner's samples, which contain values of deleted rows
  await connection.send([statementOf(`VACUUM (${isSmall ? 'FULL, ' : ''}ANALYZE) ${table}`)], {
    answerMs: VACUUM_MS_MAX,
  });
  const [rows] = await connection.send([statementOf(`SELECT 1 FROM ${table} LIMIT 1`)]);
  if (rows?.rows.length === 0) await forgetSamples(connection, table);
}

/**
 * Removes the planner's samples of a table. This takes no time, since nothing has to be rewritten; the wait for the
 * table is bounded by the lock timeout.
 */
async function forgetSamples(connection: PostgresConnection, table: string): Promise<void> {
  const [answer] = await connection.send([{ ...statementOf(FORGET_SAMPLES), values: [table] }]);
  const statement = answer?.rows[0]?.[0];
  if (typeof statement === 'string') await connection.send([statementOf(statement)]);
}

function statementOf(text: string): Wording {
  return { text, rowMode: 'array' };
}
