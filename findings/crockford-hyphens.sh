#!/usr/bin/env bash
# Most decoders of Crockford's base32 refuse the hyphens that his text allows, and differ on 26 symbols.
# Versions: crockford-base32 2.1.0, base32-decode 1.0.0, @scure/base 2.4.0, @ctrl/ts-base32 4.0.0.
# Date: 2026-11-29.
# Expected: hyphens are passed over, since Crockford allows them anywhere; 26 symbols, the length of a ULID, decode
# alike.
# What happens: one of four takes a hyphen. Of 26 symbols it makes 16 or 17 bytes, by their value; one refuses some; two
# give 16.
# For Quietkey: a key in groups of five is read by our own reader alone.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund crockford-base32@2.1.0 base32-decode@1.0.0 @scure/base@2.4.0 @ctrl/ts-base32@4.0.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { CrockfordBase32 } from 'crockford-base32';
import base32Decode from 'base32-decode';
import { base32crockford } from '@scure/base';
import { base32Decode as ctrlDecode } from '@ctrl/ts-base32';

const decoders = {
  'crockford-base32': (text) => CrockfordBase32.decode(text),
  'base32-decode': (text) => base32Decode(text, 'Crockford'),
  '@scure/base': (text) => base32crockford.decode(text),
  '@ctrl/ts-base32': (text) => ctrlDecode(text, 'Crockford'),
};
const texts = { hyphen: '000G4-0R4', 'last symbol 0': `${'7'.repeat(25)}0`, 'last symbol 3': `${'7'.repeat(25)}3` };
const seen = {};
for (const [name, decode] of Object.entries(decoders)) {
  seen[name] = Object.values(texts).map((text) => {
    try {
      return new Uint8Array(decode(text)).length;
    } catch {
      return 'refused';
    }
  });
}
console.log('bytes of:', Object.keys(texts));
console.log(seen);
const wanted = [[5, 16, 17], ['refused', 16, 16], ['refused', 16, 'refused'], ['refused', 16, 16]];
process.exit(JSON.stringify(Object.values(seen)) === JSON.stringify(wanted) ? 0 : 1);
END
node see.mjs
