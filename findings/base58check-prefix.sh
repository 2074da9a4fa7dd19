#!/usr/bin/env bash
# Base58Check: two packages write one key as two texts, and one reads the text of the other with its first byte gone
# Version: base58check 2.0.0, bs58check 4.0.0, @scure/base 2.4.0
# Date: 2026-12-01
# Expected: Base58Check is bytes with four bytes of a double SHA-256, so 16 bytes of a license key are one text.
# Happens: base58check puts a zero byte of its own in front, and takes the first byte away as `prefix` when it reads; bs58check
#   and @scure/base do neither. The checksum of each is right for the other, so there is no error: `data` has 15 bytes,
#   and two keys that differ in the first byte are one. The other way there are 17.
# For Quietkey: when keys of an older system are brought as orders, bring the text, and not the bytes that a package reads.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts base58check@2.0.0 bs58check@4.0.0 @scure/base@2.4.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createHash } from 'node:crypto';
import base58check from 'base58check';
import bs58check from 'bs58check';
import { createBase58check } from '@scure/base';

const sha256 = (bytes) => Uint8Array.from(createHash('sha256').update(bytes).digest());
const scure = createBase58check(sha256);
const key = Uint8Array.from({ length: 16 }, (_, at) => 16 * at + 7);
const other = Uint8Array.from(key, (byte, at) => (at === 0 ? 99 : byte));
const [one, two] = [key, other].map((bytes) => bs58check.encode(bytes));
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const seen = {
  'bs58check and @scure/base write alike': one === scure.encode(key),
  'base58check writes the same': one === base58check.encode(Buffer.from(key)),
  'bytes that base58check reads of it': base58check.decode(one).data.length,
  'bytes that bs58check reads of base58check': bs58check.decode(base58check.encode(Buffer.from(key))).length,
  'two keys have the same data': one !== two && hex(base58check.decode(one).data) === hex(base58check.decode(two).data),
};
console.log(one, base58check.encode(Buffer.from(key)), seen);
process.exit(`${Object.values(seen)}` === 'true,false,15,17,true' ? 0 : 1);
END
node see.mjs
