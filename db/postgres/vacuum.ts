/**
 * The physical step over PostgreSQL: VACUUM of every table of the inventory, as a whole new file where the table is
 * small. It gives back what dead rows took and can not tell that no byte of them is left: the server's own log, its
 * replicas and the free space of its disk are its operator's. So this answer has no number of bytes in it.
 */

import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import type { SecureDeletion } from '../../server/domain/privacy/receipt.ts';
import { PostgresFault } from './faults.ts';
import type { PostgresConnection, PostgresPool } from './pool.ts';
import type { Wording } from './statements.ts';

/** A table up to this size is written anew, behind a lock that nobody notices. */
const SMALL_BYTES = 16 << 20;
/** A large table takes minutes. */
const VACUUM_MS_MAX = 3_600_000;

/**
 * ANALYZE leaves the samples of a table without rows as they were. Giving a column the type that it has removes them,
 * and its owner may do so on every version. Answers the statement, or no row where there are no samples.
 */
const FORGET_SAMPLES = `
  SELECT 'ALTER TABLE ' || attrelid::regclass || ' ' || string_agg(
    format('ALTER COLUMN %I TYPE %s', attname, format_type(atttypid, atttypmod))
      || CASE WHEN attcollation = 0 THEN '' ELSE ' COLLATE ' || attcollation::regcollation END, ', ')
  FROM pg_attribute JOIN pg_stats USING (attname)
  WHERE attrelid = $1::text::regclass AND tablename = $1 AND schemaname = current_schema()
  GROUP BY attrelid`;

export async function vacuumAll(pool: PostgresPool): Promise<SecureDeletion> {
  const connection = await pool.checkout();
  try {
    await connection.send([said(`SET statement_timeout = ${VACUUM_MS_MAX}`)]);
    for (const table of Object.keys(INVENTORY)) await vacuum(connection, table);
    return { kind: 'deleted', engine: 'postgresql', bytesScanned: null, residueBytes: null };
  } catch (error) {
    if (!(error instanceof PostgresFault) || error.kind === 'bug') throw error;
    return { kind: 'put off', because: error.kind === 'full' ? 'no_room' : 'busy' };
  } finally {
    // whoever has it next is bounded as ever; one that cannot be told is lost, and thrown away
    await connection.send([said('RESET statement_timeout')]).catch(() => undefined);
    connection.release();
  }
}

async function vacuum(connection: PostgresConnection, table: string): Promise<void> {
  const [answer] = await connection.send([{ ...said('SELECT pg_table_size($1)'), values: [table] }]);
  const isSmall = Number(answer?.rows[0]?.[0]) <= SMALL_BYTES;
  // and its planner's samples anew, which hold values of what is gone
  await connection.send([said(`VACUUM (${isSmall ? 'FULL, ' : ''}ANALYZE) ${table}`)], VACUUM_MS_MAX);
  const [rows] = await connection.send([said(`SELECT 1 FROM ${table} LIMIT 1`)]);
  if (rows?.rows.length === 0) await forgetSamples(connection, table);
}

/** Instant, since nothing has to be rewritten; it waits for the table as long as the lock timeout says. */
async function forgetSamples(connection: PostgresConnection, table: string): Promise<void> {
  const [answer] = await connection.send([{ ...said(FORGET_SAMPLES), values: [table] }]);
  const statement = answer?.rows[0]?.[0];
  if (typeof statement === 'string') await connection.send([said(statement)]);
}

function said(text: string): Wording {
  return { text, rowMode: 'array' };
}
