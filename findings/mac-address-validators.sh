#!/usr/bin/env bash
# Three validators of hardware addresses agree on one spelling of the five that systems print.
# Versions: zod 4.6.7, validator 13.15.35, valibot 1.5.0.
# Date: 2026-11-29.
# Expected: the spellings of Linux (aa:bb), Windows (AA-BB), Cisco (aabb.ccdd) and bare digits pass, and 48 bits are
# what "MAC" means.
# What happens: zod takes colons only and no mixed case, validator no bare digits; validator and valibot take 64 bits
# too.
# For Quietkey: an address is read by our own reader (any case, any separators, 12 digits), never by a schema of these.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 validator@13.15.35 valibot@1.5.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import validator from 'validator';
import { mac as valibotMac, safeParse } from 'valibot';
import * as z from 'zod';

const texts = {
  linux: 'aa:bb:cc:00:11:22',
  mixed: 'Aa:bb:cc:00:11:22',
  windows: 'AA-BB-CC-00-11-22',
  cisco: 'aabb.cc00.1122',
  bare: 'aabbcc001122',
  'of 64 bits': 'aa:bb:cc:00:11:22:33:44',
};
const seen = {};
for (const [name, text] of Object.entries(texts)) {
  seen[name] = [z.mac().safeParse(text).success, validator.isMACAddress(text), safeParse(valibotMac(), text).success];
}
console.log('zod, validator, valibot:', seen);
const wanted = {
  linux: [true, true, true],
  mixed: [false, true, true],
  windows: [false, true, true],
  cisco: [false, true, true],
  bare: [false, false, true],
  'of 64 bits': [false, true, true],
};
process.exit(JSON.stringify(seen) === JSON.stringify(wanted) ? 0 : 1);
END
node see.mjs
