/**
 * The SQL of secret generations: the number of rows that depend on each generation, counted in whole tables when an
 * operator asks, and windows of email indexes that are to be wrapped under a newer generation.
 * `server/domain/cluster/generations-in-use.ts` defines which rows depend on a generation.
 */

import { EMAIL_TABLES, generationQueries } from '../../server/domain/cluster/generations-in-use.ts';
import { sqlFor } from '../dialect/statements.ts';

export const GENERATIONS = sqlFor(generationQueries, {
  countGenerations: {
    sql: [
      counted('license keys', 'license_keys', 'generation'),
      counted('email indexes', 'licenses', 'email_generation, email_wrapped', 'email_index IS NOT NULL'),
      counted('email indexes', 'accounts', 'email_generation, email_wrapped', 'email_index IS NOT NULL'),
      counted('activations', 'activations', 'generation'),
      counted('sessions', 'sessions', 'generation', 'ends_hour > :hour'),
      counted('one-time links', 'links', 'generation', 'hour + 1 >= :hour'),
      counted('invitations', 'member_offers', 'generation', 'secret IS NOT NULL AND ends_day >= :today'),
      counted('coupons', 'coupons', 'generation', 'ended_day IS NULL AND ends_day >= :today'),
      counted(
        'operator tokens',
        'operator_tokens',
        'generation',
        'revoked_day IS NULL AND expires_day >= :today',
      ),
      counted('idempotency records', 'idempotency', 'generation', 'hour >= :repeatsFrom'),
      counted('derived license keys', 'licenses', 'issue_generation', 'nonce IS NOT NULL'),
    ].join(' UNION ALL '),
  },
  emailWindow: {
    sql: byTable(
      (table) => `
        SELECT id AS last
        FROM (SELECT id FROM ${table} WHERE id > :after ORDER BY id LIMIT :rows) AS ahead
        ORDER BY id DESC LIMIT 1`,
    ),
  },
  listUnwrapped: {
    sql: byTable(
      (table) => `
        SELECT id, email_index, email_generation, email_wrapped FROM ${table}
        WHERE id > :after AND id <= :last AND email_index IS NOT NULL AND email_wrapped < :generation`,
    ),
  },
});

function byTable(write: (table: string) => string): ReadonlyMap<string, string> {
  return new Map(EMAIL_TABLES.map((table) => [table, write(table)]));
}

function counted(kind: string, table: string, columns: string, where?: string): string {
  const [first, last = first] = columns.split(', ');
  return `
    SELECT '${kind}' AS kind, ${first} AS first, ${last} AS last, COUNT(*) AS held
    FROM ${table} ${where === undefined ? '' : `WHERE ${where}`} GROUP BY ${columns}`;
}
