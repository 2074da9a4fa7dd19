#!/usr/bin/env bash
# Stored Argon2 hashes that one library writes are malformed to the next.
# Versions: argon2 0.44.0, @phc/argon2 1.0.9, @node-rs/argon2 2.2.1, hash-wasm 4.13.0; Debian 12: python3-argon2
# 21.1.0-2,
# libargon2-1 0~20171227-0.3+deb12u1.
# Date: 2026-11-29.
# Expected: "$argon2id$v=19$…" is one format, so accounts move from one system to another with their hashes.
# What happens: @phc/argon2 writes the parameters in an order of its own, which Python cannot decode; a hash with
# associated data is read by two of four, and one from before version 19 by all but hash-wasm.
# For Quietkey: accounts are not imported with their hashes; should they ever be, each form is tried beforehand.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund --legacy-peer-deps argon2@0.44.0 @phc/argon2@1.0.9 \
  @node-rs/argon2@2.2.1 hash-wasm@4.13.0 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root python3-argon2=21.1.0-2 libargon2-1=0~20171227-0.3+deb12u1 \
    python3-cffi-backend=1.15.1-5+b1 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
for package in *.deb; do dpkg -x "$package" root; done

cat >see.mjs <<'END'
import { writeFileSync } from 'node:fs';
import argon2 from 'argon2';
import phc from '@phc/argon2';
import rust from '@node-rs/argon2';
import { argon2Verify } from 'hash-wasm';

const password = 'a password of the test';
const options = { type: argon2.argon2id, memoryCost: 4096, timeCost: 2, parallelism: 1 };
const hashes = {
  plain: await argon2.hash(password, options),
  phc: await phc.hash(password, { memory: 4096, iterations: 2, parallelism: 1 }),
  data: await argon2.hash(password, { ...options, associatedData: Buffer.from('site') }),
  old: await argon2.hash(password, { ...options, version: 0x10 }),
};
writeFileSync('hashes.json', JSON.stringify(hashes));
for (const [name, hash] of Object.entries(hashes)) {
  const readers = {
    argon2: () => argon2.verify(hash, password),
    rust: () => rust.verify(hash, password),
    wasm: () => argon2Verify({ password, hash }),
  };
  for (const [reader, read] of Object.entries(readers)) {
    console.log(`${name}, ${reader}: ${await read().catch(() => 'malformed')}`);
  }
}
END
cat >see.py <<'END'
import json, argon2
for name, hash in json.load(open("hashes.json")).items():
    try:
        print(f"{name}, Python: {str(argon2.PasswordHasher().verify(hash, 'a password of the test')).lower()}")
    except argon2.exceptions.VerificationError:
        print(f"{name}, Python: malformed")
END
node see.mjs >seen
LD_LIBRARY_PATH=root/usr/lib/x86_64-linux-gnu PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 see.py >>seen
cat seen
malformed=$(grep -c malformed seen)
taken=$(grep -c true seen)
for line in 'phc, Python' 'data, Python' 'data, wasm' 'old, wasm'; do grep -q "^$line: malformed" seen; done
[ "$malformed" = 4 ] && [ "$taken" = 12 ]
