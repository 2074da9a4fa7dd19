#!/usr/bin/env bash
# needsRehash does not see that a password was hashed with another variant of Argon2, or to another length.
# Versions: argon2 0.44.0.
# Date: 2026-11-29.
# Expected: asked whether a hash still has the wanted options, it says yes to "rehash" for argon2d or argon2i where
# argon2id is wanted.
# What happens: it compares version, memory, time and lanes alone; the variant and the length of the hash may differ.
# For Quietkey: should the parameters of passwords ever change, the "$argon2id$" of the stored text is looked at as
# well.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund argon2@0.44.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import argon2 from 'argon2';

const wanted = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1, hashLength: 32 };
const others = {
  'argon2d': { ...wanted, type: argon2.argon2d },
  'argon2i': { ...wanted, type: argon2.argon2i },
  'hash of 16 bytes': { ...wanted, hashLength: 16 },
  'more time': { ...wanted, timeCost: 3 },
};
const seen = {};
for (const [name, options] of Object.entries(others)) {
  seen[name] = argon2.needsRehash(await argon2.hash('a password of the test', options), wanted);
}
console.log(seen);
process.exit(Object.values(seen).join() === 'false,false,false,true' ? 0 : 1);
END
node see.mjs
