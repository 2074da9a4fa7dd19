#!/usr/bin/env bash
# A normalizer of addresses moves a buyer to another domain, and leaves one domain in two spellings.
# Versions: validator 13.15.35 (normalizeEmail, defaults), normalize-email 1.1.1.
# Date: 2026-11-29.
# Expected: a normal form folds letter case and what the provider ignores, keeps the domain, and has one form for one
# domain.
# What happens: validator turns yandex.com into yandex.ru and cuts yahoo.com at a hyphen, normalize-email neither; both
# keep
# münchen.example and xn--mnchen-3ya.example apart.
# For Quietkey: orders of a shop that normalizes so find no license; our form keeps dots, plus and domain, in ASCII:
# give it what was typed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund validator@13.15.35 normalize-email@1.1.1 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { domainToASCII } from 'node:url';
import normalize from 'normalize-email';
import validator from 'validator';

const seen = {};
for (const email of ['ada@yandex.com', 'ada-home@yahoo.com', 'ada@münchen.example', 'ada@xn--mnchen-3ya.example']) {
  seen[email] = [validator.normalizeEmail(email), normalize(email)];
}
console.log('validator, normalize-email:', seen);
console.log('the same domain:', domainToASCII('münchen.example') === 'xn--mnchen-3ya.example');
const wanted = {
  'ada@yandex.com': ['ada@yandex.ru', 'ada@yandex.com'],
  'ada-home@yahoo.com': ['ada@yahoo.com', 'ada-home@yahoo.com'],
  'ada@münchen.example': ['ada@münchen.example', 'ada@münchen.example'],
  'ada@xn--mnchen-3ya.example': ['ada@xn--mnchen-3ya.example', 'ada@xn--mnchen-3ya.example'],
};
process.exit(JSON.stringify(seen) === JSON.stringify(wanted) ? 0 : 1);
END
node see.mjs
