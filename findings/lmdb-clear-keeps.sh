#!/usr/bin/env bash
# LMDB: what was removed stays in the file, after clear and close too, and goes along into a backup
# Version: lmdb 3.5.6
# Date: 2026-11-29
# Expected: clearing a store, or at least writing over it and closing it, takes its values out of the file.
# Happens: pages of old versions are noted as free and keep their bytes; the file never shrinks. backup() copies them,
#   unless asked for a compact copy, which is the one way to a file without them.
# For Quietkey: no LMDB for what must be deleted, unless the file is replaced by a compact copy afterwards.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund lmdb@3.5.6
node --input-type=module - <<'JS'
import { readFileSync, statSync } from 'node:fs';
import { open } from 'lmdb';

const count = (file) => (readFileSync(file, 'latin1').match(/person\d+@/g) ?? []).length;
const db = open({ path: 'a.mdb' });
for (let i = 0; i < 2000; i++) db.put(i, `person${i}@mail.example`);
await db.flushed;
for (let i = 0; i < 2000; i++) db.remove(i);
await db.flushed;
for (let i = 0; i < 50; i++) await db.put('other', 'x'.repeat(100));
const removed = count('a.mdb');
await db.backup('plain.mdb', false);
await db.backup('compact.mdb', true);
await db.clearAsync();
await db.flushed;
await db.close();
const closed = count('a.mdb');
console.log(`removed: ${removed} emails in the file; cleared and closed: ${closed}, ${statSync('a.mdb').size} bytes`);
console.log(`backup: ${count('plain.mdb')}; compact backup: ${count('compact.mdb')}`);
process.exit(removed > 1000 && closed > 1000 && count('plain.mdb') > 1000 && count('compact.mdb') === 0 ? 0 : 1);
JS
