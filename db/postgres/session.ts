/**
 * Checks at the start that a session keeps what the store relies on: named statements from one transaction to the next,
 * and the time limits of the start message. A pooler in transaction mode may drop both, and requests would then fail
 * later, without a reason that an operator can see.
 */

import type { PostgresConnection } from './connection.ts';
import { isForgotten, PostgresFault } from './faults.ts';
import type { PostgresPool } from './pool.ts';
import type { Wording } from './statements.ts';
import { StoreUnusable } from '../store/unusable.ts';

/** The settings with the time limits that a session must have, and the value that means no limit. */
const LIMITS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
const NO_LIMIT = '0';

const step = (text: string): Wording => ({ text, rowMode: 'array' });
const NAMED: Wording = { name: 'quietkey_session', text: 'SELECT 1', rowMode: 'array' };

/** @throws StoreUnusable, PostgresFault */
export async function requireSession(pool: PostgresPool, place: string): Promise<void> {
  const connection = await pool.checkout();
  try {
    await requireLimits(connection, place);
    await requireNamedStatements(connection, pool, place);
  } finally {
    connection.release();
  }
}

async function requireLimits(connection: PostgresConnection, place: string): Promise<void> {
  const answers = await connection.send(LIMITS.map((limit) => step(`SHOW ${limit}`)));
  const missing = LIMITS.filter((_limit, index) => answers[index]?.rows[0]?.[0] === NO_LIMIT);
  if (missing.length === 0) return;
  throw new StoreUnusable(
    `A pooler at ${place} drops ${missing.join(', ')}: set them for the user, as in ` +
      "ALTER ROLE quietkey SET statement_timeout = '30s' (OPERATIONS.md, Connections and PgBouncer).",
  );
}

/**
 * Runs a named statement in two transactions. In between, another connection begins a transaction, so that a pooler
 * that assigns sessions by transaction runs the second one in another session.
 */
async function requireNamedStatements(
  connection: PostgresConnection,
  pool: PostgresPool,
  place: string,
): Promise<void> {
  const other = await pool.openOwn();
  try {
    await connection.send([step('BEGIN'), NAMED, step('COMMIT')]);
    await other.send([step('BEGIN'), step('SELECT 1')]);
    await connection.send([step('BEGIN'), NAMED, step('COMMIT')]);
  } catch (error) {
    if (!(error instanceof PostgresFault && isForgotten(error))) throw error;
    throw new StoreUnusable(
      `A pooler at ${place} forgets prepared statements (${error.state}): PgBouncer needs 1.21 or later with ` +
        'max_prepared_statements = 200, or session mode.',
    );
  } finally {
    other.drop();
  }
}
