#!/usr/bin/env bash
# LevelDB: a compaction of everything leaves deleted values where there are few, and takes them where there are many
# Version: classic-level 3.0.0
# Date: 2026-11-29
# Expected: after all entries are deleted, compactRange() over the whole range rewrites the files without them.
# Happens: what was put and deleted since the last flush goes into one file, deletions beside values, and that file is
#   placed at the deepest level in use. A compaction merges a level into the next one and has nothing to do there: the
#   values stay, however often it is repeated, and after the database was opened again. With more data, which takes
#   several files, the same call takes them: so a trial with much data shows nothing about little.
# For Quietkey: a cache or queue on LevelDB is no place for what must be deleted; no key may be an email.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund classic-level@3.0.0
node --input-type=module - <<'JS'
import { readdirSync, readFileSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';

const found = (folder, pattern) => Object.fromEntries(readdirSync(folder)
  .map((file) => [file.replace(/\d+/, ''), (readFileSync(`${folder}/${file}`, 'latin1').match(pattern) ?? []).length])
  .filter(([, count]) => count > 0));
async function trial(folder, entries, size) {
  const open = async () => { const db = new ClassicLevel(folder, { compression: false }); await db.open(); return db; };
  let db = await open();
  for (let i = 0; i < entries; i++) await db.put(`person${i}@mail.example`, `value ${i};${'v'.repeat(size)}`);
  await db.put('z', 'stays');
  for (let i = 0; i < entries; i++) await db.del(`person${i}@mail.example`);
  for (let i = 0; i < 3; i++) await db.compactRange('', '~');
  const left = (await db.keys().all()).length;
  await db.close();
  db = await open();
  await db.close();
  const result = { left, keys: found(folder, /person\d+@/g), values: found(folder, /value \d+;/g) };
  console.log(`${entries} entries of ${size} bytes, deleted, compacted three times, reopened:`, JSON.stringify(result));
  return result;
}
const small = await trial('small', 100, 100);
const large = await trial('large', 100, 60000);
const ok = small.left === 1 && small.values['.ldb'] === 100 &&
  large.left === 1 && large.values['.ldb'] === undefined;
process.exit(ok ? 0 : 1);
JS
