#!/usr/bin/env bash
# ISO 7064: three packages give one license key three pairs of check digits, and two of them pass over its letters
# Version: cdigit 5.0.1, @konfirm/iso7064 2.1.3, iso-7064 1.1.0
# Date: 2026-12-01
# Expected: MOD 97-10 is one standard: the same digits have the same check digits everywhere, and a key with letters is
#   refused or its letters count.
# Happens: for two of 97 numbers cdigit and @konfirm/iso7064 write different pairs (97 and 00, 98 and 01), and konfirm refuses
#   those of cdigit; iso-7064 returns the remainder, which is no check digit. Letters are dropped by the two, so AB12,
#   ZZ12 and 12 have the same pair, and a wrong letter is never found. MOD 37,36 counts letters; there cdigit drops small
#   ones, so a key that is typed in small letters fails its check, where konfirm takes them for capitals.
# For Quietkey: its keys are read by its own reader, in either case. A vendor who checks the keys of an older system writes
#   capitals, and checks with the package that wrote them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts cdigit@5.0.1 @konfirm/iso7064@2.1.3 iso-7064@1.1.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const cdigit = require('cdigit').default ?? require('cdigit');
const konfirm = require('@konfirm/iso7064');
const iso = require('iso-7064');

const numbers = Array.from({ length: 9700 }, (_, at) => `${10_000 + at}`);
const digits = numbers.map((text) => [text, cdigit.mod97_10.compute(text), konfirm.Mod97_10.checksum(text)]);
const differ = digits.filter(([, one, other]) => one !== other);
const letters = ['12', 'AB12', 'ZZ12'];
const seen = {
  'of 9700 numbers differ': differ.length,
  'konfirm refuses those of cdigit': differ.filter(([text, one]) => !konfirm.Mod97_10.validate(text + one)).length,
  'iso-7064 of 794, whose digits are 44': iso.compute('794'),
  'cdigit of 12, AB12, ZZ12': letters.map((text) => cdigit.mod97_10.compute(text)),
  'konfirm of 12, AB12, ZZ12': letters.map((text) => konfirm.Mod97_10.checksum(text)),
  'MOD 37,36 of A124, a124, 124: cdigit': ['A124', 'a124', '124'].map((text) => cdigit.mod37_36.compute(text)),
  'MOD 37,36 of A124, a124, 124: konfirm': ['A124', 'a124', '124'].map((text) => konfirm.Mod37_36.checksum(text)),
  'A1241 in small letters: cdigit, konfirm': [cdigit.mod37_36.validate('a1241'), konfirm.Mod37_36.validate('a1241')],
};
console.log(seen);
const wanted = [200, 200, 18, '62,62,62', '62,62,62', '1,D,D', '1,1,D', 'false,true'];
process.exit(Object.values(seen).every((each, at) => `${each}` === `${wanted[at]}`) ? 0 : 1);
END
node see.mjs
