#!/usr/bin/env bash
# SQLite: with secure_delete on from the first write, some deleted keys stay in the file
# Version: libsql 0.5.29 (SQLite 3.45.1); better-sqlite3 12.11.1 (3.53.2) does the same
# Date: 2026-11-29
# Expected: with `PRAGMA secure_delete = ON` a deleted row leaves nothing, as the setting overwrites it with zeros.
# Happens: a page that is split or merged leaves copies of the rows that it moved behind in its free room. The row that
#   is deleted later is zeroed where it lives, and its copy is not. Six data sets of 3,000 rows each leave some; VACUUM
#   takes them away.
# For Quietkey: the setting alone is no deletion. The copies must be cleared, and the file searched.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund libsql@0.5.29
node --input-type=module - <<'JS'
import { readFileSync } from 'node:fs';
import Database from 'libsql';

const counts = [];
for (let seed = 1; seed <= 6; seed++) {
  let state = seed;
  const random = () => (state = (state * 1103515245 + 12345) % 2147483648);
  const file = `${seed}.db`;
  const db = new Database(file);
  db.pragma('secure_delete = ON');
  db.pragma('synchronous = OFF');
  db.exec('CREATE TABLE customer (name TEXT PRIMARY KEY, note TEXT)');
  const names = Array.from({ length: 3000 }, () => `person${String(random()).padStart(10, '0')}`);
  for (const name of names) db.prepare('INSERT INTO customer VALUES (?, ?)').run(name, 'n'.repeat(random() % 60));
  const gone = names.filter((_, i) => i % 4 !== 0);
  for (const name of gone) db.prepare('DELETE FROM customer WHERE name = ?').run(name);
  const left = () => { const bytes = readFileSync(file, 'latin1'); return gone.filter((one) => bytes.includes(one)).length; };
  const before = left();
  db.exec('VACUUM');
  db.close();
  counts.push([before, left()]);
}
for (const [before, after] of counts) console.log(`deleted names still in the file: ${before}, after VACUUM: ${after}`);
process.exit(counts.every(([before, after]) => before > 0 && after === 0) ? 0 : 1);
JS
