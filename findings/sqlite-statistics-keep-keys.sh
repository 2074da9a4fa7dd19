#!/usr/bin/env bash
# SQLite: ANALYZE keeps keys of deleted rows in clear, with one binding and not with another
# Version: better-sqlite3 12.11.1 (SQLite 3.53.2), libsql 0.5.29 (SQLite 3.45.1)
# Date: 2026-11-29
# Expected: ANALYZE keeps counts; and after DELETE, secure_delete and VACUUM nothing of a deleted key is in the file.
# Happens: better-sqlite3 is built with STAT4 and keeps up to 24 keys of each index as samples, which VACUUM copies as
#   live data. libsql is built without and keeps none: so a test with one says nothing about the other.
# For Quietkey: empty sqlite_stat4 before VACUUM and before VACUUM INTO; `PRAGMA optimize` may fill it again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund better-sqlite3@12.11.1 libsql@0.5.29
node --input-type=module - <<'JS'
import { readFileSync } from 'node:fs';
import Better from 'better-sqlite3';
import Libsql from 'libsql';

const SQL = `PRAGMA secure_delete = ON;
  CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
    INSERT INTO customer SELECT i, 'person' || i || '@mail.example' FROM n;
  ANALYZE; DELETE FROM customer; VACUUM;`;
const count = (file) => (readFileSync(file, 'latin1').match(/person\d+@/g) ?? []).length;

for (const [file, Database] of [['better.db', Better], ['libsql.db', Libsql]]) {
  const db = new Database(file);
  db.exec(SQL);
  db.close();
}
console.log(`better-sqlite3: ${count('better.db')} deleted emails in the file; libsql: ${count('libsql.db')}`);
process.exit(count('better.db') > 0 && count('libsql.db') === 0 ? 0 : 1);
JS
