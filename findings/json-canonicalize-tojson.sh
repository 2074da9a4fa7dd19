#!/usr/bin/env bash
# One canonicalizer leaves the members of a toJSON result in the order in which they came.
# Versions: json-canonicalize 3.0.1, beside canonicalize 4.0.0.
# Date: 2026-11-29.
# Expected: two libraries of RFC 8785 write the same text for an object that JSON.stringify takes, members sorted.
# What happens: where an object has toJSON, json-canonicalize writes what it returns unsorted, so the text is not
# canonical.
# For Quietkey: a signed license of class instances verifies in one library only; our tokens sign bytes and need no
# canonical form.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund json-canonicalize@3.0.1 canonicalize@4.0.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import canonicalizeModule from 'canonicalize';
import { canonicalize } from 'json-canonicalize';

class Term {
  toJSON() {
    return { until: '2027-06-30', since: '2026-07-01' };
  }
}
const license = { term: new Term(), seats: 3 };
const seen = { 'json-canonicalize': canonicalize(license), canonicalize: canonicalizeModule(license) };
console.log(seen);
const sorted = '{"seats":3,"term":{"since":"2026-07-01","until":"2027-06-30"}}';
const unsorted = '{"seats":3,"term":{"until":"2027-06-30","since":"2026-07-01"}}';
process.exit(seen.canonicalize === sorted && seen['json-canonicalize'] === unsorted ? 0 : 1);
END
node see.mjs
