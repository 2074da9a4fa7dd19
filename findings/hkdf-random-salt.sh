#!/usr/bin/env bash
# HKDF without a salt gives another key at each call.
# Versions: js-crypto-hkdf 1.0.7, beside @noble/hashes 2.4.0 and Node's hkdfSync.
# Date: 2026-11-29.
# Expected: the salt is optional, and none means zeros (RFC 5869, section 2.2), so the same input gives the same key
# everywhere.
# What happens: where the salt is left out, js-crypto-hkdf draws one at random; an empty one must be given to leave it
# out.
# For Quietkey: device tags come from HKDF without salt; anyone who computes them with this library gets a new machine each
# time.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund js-crypto-hkdf@1.0.7 @noble/hashes@2.4.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { hkdfSync } from 'node:crypto';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import module from 'js-crypto-hkdf';

const compute = (module.default ?? module).compute;
const secret = new TextEncoder().encode('a license key');
const info = 'a device';
const hex = (bytes) => Buffer.from(bytes).toString('hex').slice(0, 16);
const node = hex(hkdfSync('sha256', secret, '', info, 32));
const noble = hex(hkdf(sha256, secret, undefined, new TextEncoder().encode(info), 32));
const [first, second, empty] = [
  await compute(secret, 'SHA-256', 32, info),
  await compute(secret, 'SHA-256', 32, info),
  await compute(secret, 'SHA-256', 32, info, new Uint8Array()),
].map(({ key }) => hex(key));
const seen = {
  'noble is as node': noble === node,
  'twice without salt, the same': first === second,
  'without salt is as node': first === node,
  'with an empty salt is as node': empty === node,
};
console.log(seen);
process.exit(Object.values(seen).join() === 'true,false,false,true' ? 0 : 1);
END
node see.mjs
