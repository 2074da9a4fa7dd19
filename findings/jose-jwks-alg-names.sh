#!/usr/bin/env bash
# A key set whose key is marked "EdDSA" holds no key for a token that says "Ed25519", and the other way round.
# Versions: jose 6.2.18.
# Date: 2026-11-29.
# Expected: RFC 9864 makes the two names one algorithm for an Ed25519 key, and jose verifies both with that key.
# What happens: given the key itself, or an unmarked one, both verify; given a set with a marked key, only the very same
# name finds it.
# For Quietkey: our key sets carry no "alg"; anyone who converts one to a JWK Set leaves it out too, so that no change of
# name locks apps out.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { generateKeyPairSync, sign } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1' };
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const tokenOf = (alg) => {
  const signed = `${encode({ alg, kid: 'key-1' })}.${encode({ sub: 'license-1' })}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
};
const keys = {
  'the key': publicKey,
  'set, no alg': createLocalJWKSet({ keys: [jwk] }),
  'set, EdDSA': createLocalJWKSet({ keys: [{ ...jwk, alg: 'EdDSA' }] }),
  'set, Ed25519': createLocalJWKSet({ keys: [{ ...jwk, alg: 'Ed25519' }] }),
};

const seen = [];
for (const [name, key] of Object.entries(keys)) {
  for (const alg of ['EdDSA', 'Ed25519']) {
    const outcome = await jwtVerify(tokenOf(alg), key).then(() => 'verified', (error) => error.code);
    console.log(`${name}; token ${alg}: ${outcome}`);
    seen.push(outcome);
  }
}
const [ok, none] = ['verified', 'ERR_JWKS_NO_MATCHING_KEY'];
process.exit(seen.join() === [ok, ok, ok, ok, ok, none, none, ok].join() ? 0 : 1);
END
node see.mjs
