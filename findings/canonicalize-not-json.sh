#!/usr/bin/env bash
# A canonicalizer writes text that is no JSON where a member is a function or a list has a gap.
# Versions: canonicalize 4.0.0 (RFC 8785).
# Date: 2026-11-29.
# Expected: what JSON.stringify leaves out or writes as null is left out or null here too, as it is for undefined.
# What happens: undefined is left out, but a method becomes the bare word undefined, and a gap becomes nothing between
# commas.
# For Quietkey: a license is signed without a fault and can be read by nobody; canonicalize only what JSON.parse has
# returned.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund canonicalize@4.0.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import canonicalize from 'canonicalize';

const cases = {
  undefined: { seats: 3, note: undefined },
  method: { seats: 3, note() {} },
  gap: [, 'pro'],
};
const isJson = (text) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
const seen = Object.entries(cases).map(([name, value]) => {
  const text = canonicalize(value);
  console.log(`${name}: JSON.stringify ${JSON.stringify(value)}, canonicalize ${text}, is JSON: ${isJson(text)}`);
  return isJson(text);
});
process.exit(seen.join() === 'true,false,false' ? 0 : 1);
END
node see.mjs
