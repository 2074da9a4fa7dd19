#!/usr/bin/env bash
# better-sqlite3: in WAL mode commits are not synced by default, and the setting shows so only after the first use
# Version: better-sqlite3 12.11.1, libsql 0.5.29 (whose interface is the same)
# Date: 2026-11-29
# Expected: `synchronous` has one default, FULL (2), as with SQLite itself; read right after `journal_mode = WAL`, it says
#   what holds.
# Happens: better-sqlite3 is built so that a file in WAL mode has NORMAL (1): a power cut may take commits that were
#   answered. Right after the switch to WAL the setting still reads 2; with the first table it reads 1. libsql stays at 2.
# For Quietkey: set `synchronous = FULL` at each opening, also in commands and tools, and check it after a write.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund better-sqlite3@12.11.1 libsql@0.5.29 # the first may be compiled: minutes
node --input-type=module - <<'JS'
import Better from 'better-sqlite3';
import Libsql from 'libsql';

function levels(Database, file) {
  const db = new Database(file);
  const level = () => db.prepare('PRAGMA synchronous').all()[0].synchronous;
  db.pragma('secure_delete = ON');
  db.pragma('journal_mode = WAL');
  const switched = level();
  db.exec('CREATE TABLE t (v)');
  const used = level();
  db.close();
  return `${switched}, ${used}`;
}
const [better, libsql] = [levels(Better, 'better.db'), levels(Libsql, 'libsql.db')];
console.log(`switched to WAL, used: better-sqlite3 ${better}; libsql ${libsql} (2 is FULL, 1 NORMAL)`);
process.exit(better === '2, 1' && libsql === '2, 2' ? 0 : 1);
JS
