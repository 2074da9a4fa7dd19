#!/usr/bin/env bash
# DuckDB: DELETE, VACUUM and CHECKPOINT leave every deleted value in the file
# Version: @duckdb/node-api 1.5.6-r.1 (DuckDB 1.5.6)
# Date: 2026-11-29
# Expected: a checkpoint after a delete, or a VACUUM, writes the table without the deleted rows.
# Happens: a block of rows (up to 122,880) of which a row is left is kept as it is, with all values, and a list of what is
#   deleted. They go with the last row of the block, or with the table.
# For Quietkey: exports for figures (DuckDB is liked for them) must hold no person; deleting there later does not help.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @duckdb/node-api@1.5.6-r.1
node --input-type=module - <<'JS'
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const digest = (i) => createHash('sha256').update(String(i)).digest('base64url');
const gone = Array.from({ length: 2000 }, (_, i) => digest(i));
const left = () => { const bytes = readFileSync('a.duckdb', 'latin1'); return gone.slice(10).filter((one) => bytes.includes(one)).length; };
const instance = await DuckDBInstance.create('a.duckdb');
const db = await instance.connect();
await db.run('CREATE TABLE customer (id INTEGER PRIMARY KEY, tag VARCHAR)');
await db.run(`INSERT INTO customer VALUES ${gone.map((tag, i) => `(${i}, '${tag}')`).join(', ')}`);
await db.run('CHECKPOINT');
const counts = { 'none deleted': left() };
for (const [label, sql] of [['most deleted', 'DELETE FROM customer WHERE id >= 10'], ['vacuum', 'VACUUM'],
  ['all deleted', 'DELETE FROM customer'], ['table dropped', 'DROP TABLE customer']]) {
  await db.run(sql);
  await db.run('FORCE CHECKPOINT');
  counts[label] = left();
}
db.closeSync();
instance.closeSync();
console.log('of 1990 tags in the file:', counts);
process.exit(counts['most deleted'] > 1900 && counts.vacuum > 1900 && counts['table dropped'] === 0 ? 0 : 1);
JS
