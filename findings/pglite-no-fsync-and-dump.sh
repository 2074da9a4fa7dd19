#!/usr/bin/env bash
# PGlite: runs with fsync off, and dumpDataDir() carries deleted rows in its log
# Version: @electric-sql/pglite 0.5.17 (PostgreSQL 18.7)
# Date: 2026-11-29
# Expected: a database in a folder syncs what it commits, as PostgreSQL does; a dump of it after DELETE, VACUUM FULL and
#   CHECKPOINT holds only what is live.
# Happens: `fsync` is off from the start, though `synchronous_commit` says on: an answered commit may be lost in a power
#   cut. The dump is a copy of the folder with its write-ahead log, and the log has the deleted values, twice.
# For Quietkey: it looks like PostgreSQL to a client, so the refusal of `fsync = off` at start must stay; tests that pass
#   on PGlite show nothing about durability.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.17
node --input-type=module - <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create('data');
const show = async (name) => Object.values((await db.query(`SHOW ${name}`)).rows[0])[0];
const [fsync, commit] = [await show('fsync'), await show('synchronous_commit')];
await db.exec(`CREATE TABLE customer (id int PRIMARY KEY, email text);
  INSERT INTO customer SELECT i, 'person' || i || '@mail.example' FROM generate_series(1, 200) i`);
for (const sql of ['CHECKPOINT', 'DELETE FROM customer', 'VACUUM FULL customer', 'CHECKPOINT']) await db.exec(sql);
const dump = Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer()).toString('latin1');
const count = (dump.match(/person\d+@/g) ?? []).length;
await db.close();
console.log(`fsync ${fsync}, synchronous_commit ${commit}; deleted emails in the dump: ${count}`);
process.exit(fsync === 'off' && commit === 'on' && count > 0 ? 0 : 1);
JS
