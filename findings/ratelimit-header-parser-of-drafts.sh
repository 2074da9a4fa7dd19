#!/usr/bin/env bash
# A parser of RateLimit headers "of various forms" makes NaN of the newer drafts, and of Retry-After a time in 1970
# Version: ratelimit-header-parser 0.1.0
# Date: 2026-12-01
# Expected: `RateLimit: "name";r=0;t=30` (draft 8 and later of draft-ietf-httpapi-ratelimit-headers) is read, or the answer
#   is undefined, as it is where there is no such header; where only Retry-After has the time, it is seconds from now.
# Happens: the object is there, with NaN for each number and an invalid date. `remaining < 1` is false for an empty budget,
#   and a timer until that date ends at once. `Retry-After: 30` is read as 30 seconds after the start of 1970.
# For Quietkey: its RateLimit headers have the newer form. Read `r` and `t` of it yourself, or go by status 429 and
#   Retry-After.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ratelimit-header-parser@0.1.0 >&2 || {
  echo 'The package could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { parseRateLimit } from 'ratelimit-header-parser';

const answers = {
  'draft 6': { 'ratelimit-limit': '100', 'ratelimit-remaining': '0', 'ratelimit-reset': '30' },
  'draft 7': { ratelimit: 'limit=100, remaining=0, reset=30' },
  'draft 8': { 'ratelimit-policy': '"guesses";q=100;w=60', ratelimit: '"guesses";r=0;t=30' },
  'Retry-After': { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0', 'retry-after': '30' },
  none: { 'content-type': 'application/json' },
};
const seen = {};
for (const [name, headers] of Object.entries(answers)) {
  const read = parseRateLimit(headers);
  const seconds = Math.round((read?.reset - Date.now()) / 1000);
  seen[name] = read && `remaining ${read.remaining}, empty: ${read.remaining < 1}, reset ` +
    (Number.isNaN(seconds) ? 'invalid' : seconds < 0 ? `in ${read.reset.getUTCFullYear()}` : `in ${seconds > 25 ? 30 : seconds} s`);
}
console.log(seen);
const good = 'remaining 0, empty: true, reset in 30 s';
const wanted = [good, good, 'remaining NaN, empty: false, reset invalid', 'remaining 0, empty: true, reset in 1970', undefined];
process.exit(`${Object.values(seen)}` === `${wanted}` ? 0 : 1);
END
node see.mjs
