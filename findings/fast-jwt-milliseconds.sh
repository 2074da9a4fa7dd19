#!/usr/bin/env bash
# fast-jwt counts its times in milliseconds: an hour of 3600 is over in four seconds.
# Versions: fast-jwt 6.3.6, beside jsonwebtoken 9.0.3.
# Date: 2026-11-29.
# Expected: a number of expiresIn or clockTolerance is in seconds, as in jsonwebtoken, whose place it takes, and as in
# the claims.
# What happens: 3600 signs a token that lives 4 seconds, and a tolerance of 60 forgives 60 ms, not a minute.
# For Quietkey: a vendor's reader of leases on fast-jwt gives clocks no slack unless it says 60000; it belongs in the
# table of verifiers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fast-jwt@6.3.6 jsonwebtoken@9.0.3 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { generateKeyPairSync } from 'node:crypto';
import { createSigner, createVerifier } from 'fast-jwt';
import jsonwebtoken from 'jsonwebtoken';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = privateKey.export({ format: 'pem', type: 'pkcs8' });
const verifyKey = publicKey.export({ format: 'pem', type: 'spki' });
const lifeOf = (token) => {
  const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  return exp - iat;
};
const fast = lifeOf(createSigner({ key, expiresIn: 3600 })({ sub: 'license-1' }));
const other = lifeOf(jsonwebtoken.sign({ sub: 'license-1' }, 'a secret of the test', { expiresIn: 3600 }));
console.log({ 'fast-jwt, expiresIn 3600, seconds': fast, 'jsonwebtoken, expiresIn 3600, seconds': other });

const now = Math.floor(Date.now() / 1000);
const late = createSigner({ key, noTimestamp: true })({ sub: 'license-1', exp: now - 30 });
const forgives = (clockTolerance) => {
  try {
    createVerifier({ key: verifyKey, clockTolerance })(late);
    return true;
  } catch {
    return false;
  }
};
const seen = { 'tolerance 60 forgives 30 s': forgives(60), 'tolerance 60000 forgives 30 s': forgives(60_000) };
console.log(seen);
process.exit(fast <= 4 && other === 3600 && !forgives(60) && forgives(60_000) ? 0 : 1);
END
node see.mjs
