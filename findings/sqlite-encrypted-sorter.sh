#!/usr/bin/env bash
# Encrypted SQLite: a large ORDER BY writes the encrypted column to the disk in clear
# Version: better-sqlite3-multiple-ciphers 12.11.1
# Date: 2026-11-29
# Expected: in an encrypted database everything that reaches the disk is encrypted: file, WAL, temporary files.
# Happens: file and WAL hold nothing readable, but a sort that does not fit into the cache goes through a temporary file
#   whose rows are in clear, with the build's default `temp_store`. The file has no name, so no listing shows it, and its
#   blocks are given back to the disk unwiped. With `temp_store = MEMORY` there is none.
# For Quietkey: encryption of the file is no answer to "gone byte by byte" without `temp_store = MEMORY`.
set -euo pipefail
if [ ! -d /proc/self/fd ]; then echo 'needs /proc'; exit 1; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund better-sqlite3-multiple-ciphers@12.11.1
SQLITE_TMPDIR=$work node --input-type=module - <<'JS'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';

function found() {
  const counts = { 'temporary file': 0, 'database and WAL': 0 };
  for (const fd of readdirSync('/proc/self/fd')) {
    let link = '';
    try { link = readlinkSync(join('/proc/self/fd', fd)); } catch { continue; }
    if (!link.startsWith(process.cwd())) continue;
    const bytes = readFileSync(join('/proc/self/fd', fd), 'latin1');
    counts[link.includes('etilqs_') ? 'temporary file' : 'database and WAL'] += (bytes.match(/person\d+@/g) ?? []).length;
  }
  return counts;
}
const db = new Database('a.db');
db.pragma("key = 'made up for this trial'");
db.pragma('journal_mode = WAL');
db.exec('CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT)');
const insert = db.prepare('INSERT INTO customer (email) VALUES (?)');
db.transaction(() => { for (let i = 0; i < 20000; i++) insert.run(`person${(i * 7919) % 20000}@mail.example ${'n'.repeat(60)}`); })();
db.pragma('cache_size = 10');
const seen = [];
for (const store of ['DEFAULT', 'MEMORY']) {
  db.pragma(`temp_store = ${store}`);
  const rows = db.prepare('SELECT email FROM customer ORDER BY email').iterate();
  rows.next();
  seen.push(found());
  rows.return();
  console.log(`temp_store ${store}: emails in clear`, seen.at(-1));
}
const [file, memory] = seen;
process.exit(file['temporary file'] > 0 && file['database and WAL'] === 0 && memory['temporary file'] === 0 ? 0 : 1);
JS
