#!/usr/bin/env bash
# The guard against formulas in a CSV changes keys, references and addresses, and no reader takes it away again
# Version: papaparse 5.7.1 (escapeFormulae), csv-stringify 6.9.0 (escape_formulas)
# Date: 2026-12-01
# Expected: what is written with the guard and read by the same package is what it was.
# Happens: an apostrophe is put in front of everything that begins with - + = @ or a tab, and stays: a base64url text that
#   starts with a hyphen (one of 64 does), an order reference "-0042", and the address +lic@example.org.
# For Quietkey: the order reference finds a license again, so a guarded file that comes back issues a second one, and to
#   another address. Give `license issue --csv` the shop's own file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts papaparse@5.7.1 csv-stringify@6.9.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import Papa from 'papaparse';
import { stringify } from 'csv-stringify/sync';

const cells = ['QK-ABCDE', '00042', '-tCnO_8a', '-0042', '+lic@example.org', '=A1'];
const files = {
  papaparse: Papa.unparse([cells], { escapeFormulae: true }),
  'csv-stringify': stringify([cells], { escape_formulas: true }),
};
const seen = {};
for (const [name, text] of Object.entries(files)) {
  const [read] = Papa.parse(text.trim()).data;
  seen[name] = cells.flatMap((cell, at) => (read[at] === cell ? [] : [`${cell} => ${read[at]}`])).join(', ');
}
console.log(seen);
const changed = "-tCnO_8a => '-tCnO_8a, -0042 => '-0042, +lic@example.org => '+lic@example.org, =A1 => '=A1";
process.exit(Object.values(seen).every((text) => text === changed) ? 0 : 1);
END
node see.mjs
