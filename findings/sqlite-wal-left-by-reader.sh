#!/usr/bin/env bash
# SQLite: where a read-only connection closes last, the WAL stays, with deleted rows in it
# Version: libsql 0.5.29 (SQLite 3.45.1); better-sqlite3 12.11.1 (3.53.2) does the same
# Date: 2026-11-29
# Expected: the last connection that closes moves the WAL into the file and removes it.
# Happens: only a connection that may write does. If the writer closes while somebody reads, and the reader closes last,
#   the WAL stays whole, and holds what was deleted. A checkpoint of any kind but TRUNCATE leaves its bytes too, though it
#   says that all is done.
# For Quietkey: a server that stops beside an open shell or backup leaves a WAL; cut it (TRUNCATE) and look at its size,
#   never count on the close.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund libsql@0.5.29
node --input-type=module - <<'JS'
import { existsSync, readFileSync } from 'node:fs';
import Database from 'libsql';

const found = () => (existsSync('a.db-wal') ? /ada@mail\.example/.test(readFileSync('a.db-wal', 'latin1')) : 'no WAL');
const writer = new Database('a.db');
writer.pragma('secure_delete = ON');
writer.pragma('journal_mode = WAL');
writer.exec("CREATE TABLE t (v); INSERT INTO t VALUES ('ada@mail.example'); DELETE FROM t");
const seen = {};
for (const mode of ['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE']) {
  const [{ busy, log, checkpointed }] = writer.pragma(`wal_checkpoint(${mode})`);
  seen[mode] = found();
  console.log(`${mode}: busy ${busy}, ${checkpointed} of ${log} frames; deleted value in the WAL: ${seen[mode]}`);
}
writer.exec("INSERT INTO t VALUES ('ada@mail.example'); DELETE FROM t");
const reader = new Database('a.db', { readonly: true });
reader.prepare('SELECT * FROM t').all();
writer.close();
reader.close();
seen.closed = found();
console.log(`all closed, the reader last; deleted value in the WAL: ${seen.closed}`);
process.exit(seen.PASSIVE === true && seen.RESTART === true && seen.TRUNCATE === false && seen.closed === true ? 0 : 1);
JS
