#!/usr/bin/env bash
# SQLite full text: a deleted word survives secure_delete and VACUUM
# Version: libsql 0.5.29 (SQLite 3.45.1); better-sqlite3 12.11.1 (3.53.2) does the same, FTS4 and FTS5
# Date: 2026-11-29
# Expected: after DELETE with `PRAGMA secure_delete = ON` and a VACUUM the file holds no word of the deleted row.
# Happens: FTS4 and FTS5 write a deletion as an entry of its own; the index still holds the words in clear, and VACUUM
#   copies them as live data. FTS5 with its own 'secure-delete' setting leaves none; so does the command 'optimize'.
#   An FTS5 table without content ('contentless_delete') keeps the word too.
# For Quietkey: no search over names by FTS in a database that must forget, unless with 'secure-delete' and a search
#   of the file for it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund libsql@0.5.29
node --input-type=module - <<'JS'
import { readFileSync } from 'node:fs';
import Database from 'libsql';

const cases = [
  ['fts4', 'fts4(name)', '', true],
  ['fts5', 'fts5(name)', '', true],
  ['fts5 contentless_delete', "fts5(name, content='', contentless_delete=1)", '', true],
  ['fts5 secure-delete', 'fts5(name)', "INSERT INTO t(t, rank) VALUES ('secure-delete', 1)", false],
  ['fts5 optimize', 'fts5(name)', '', false, "INSERT INTO t(t) VALUES ('optimize')"],
];
let ok = true;
for (const [label, kind, before, expected, after] of cases) {
  const file = `${label.replaceAll(' ', '-')}.db`;
  const db = new Database(file);
  db.pragma('secure_delete = ON');
  db.exec(`CREATE VIRTUAL TABLE t USING ${kind}; ${before}`);
  for (const [id, name] of [[1, 'Ada Zebrowski'], [2, 'Bob Miller'], [3, 'Cy Young']]) {
    db.prepare('INSERT INTO t(rowid, name) VALUES (?, ?)').run(id, name);
  }
  db.exec('DELETE FROM t WHERE rowid = 1');
  if (after) db.exec(after);
  db.exec('VACUUM');
  db.close();
  const found = /zebrowski/i.test(readFileSync(file, 'latin1'));
  console.log(`${label}: the deleted name is ${found ? 'still' : 'not'} in the file`);
  ok &&= found === expected;
}
process.exit(ok ? 0 : 1);
JS
