/** Fills a demo product by SQL: the operation would take seconds for a thousand activations. */

import Database from 'better-sqlite3';
import pg from 'pg';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import type { Config } from '../../server/config/config.ts';
import type { Day } from '../../server/domain/kernel/day.ts';

/** Adds activations of today that were released, which count nevertheless. */
export async function fillDemo(
  config: Config,
  { license, today, count }: { license: string; today: Day; count: number },
): Promise<void> {
  const sql = `
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO activations (id, license, epoch, generation, sequence, lease_day, lease_ends_day, seat_ends_day,
      lease_revision, created_day, seen_day, released_day)
    SELECT '${license}-' || i, '${license}', 1, 1, 1, ${today}, ${today + 1}, ${today + 1}, 1, ${today}, ${today}, ${today} FROM n`;
  if (config.database === undefined) {
    new Database(databasePath(config)).exec(sql).close();
    return;
  }
  const client = new pg.Client(config.database.reveal());
  await client.connect();
  await client.query(sql);
  await client.end();
}
