#!/usr/bin/env bash
# The algorithm name that RFC 9864 puts in the place of "EdDSA" is hardly known.
# Versions: jose 6.2.18, fast-jwt 6.3.6, @hapi/jwt 3.2.4, @node-rs/jsonwebtoken 0.5.11 (the Rust library).
# Date: 2026-11-29.
# Expected: RFC 9864 deprecates "EdDSA" for "Ed25519", so current releases take both names for the same signature.
# What happens: all four verify the token that says "EdDSA"; only jose verifies the one that says "Ed25519".
# For Quietkey: the signer keeps to "EdDSA" while our reader takes both; the table of verifiers should say which takes
# which.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 fast-jwt@6.3.6 @hapi/jwt@3.2.4 @node-rs/jsonwebtoken@0.5.11 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { generateKeyPairSync, sign } from 'node:crypto';
import { jwtVerify } from 'jose';
import { createVerifier } from 'fast-jwt';
import hapi from '@hapi/jwt';
import rust from '@node-rs/jsonwebtoken';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const pem = publicKey.export({ format: 'pem', type: 'spki' });
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const exp = Math.floor(Date.now() / 1000) + 3600;
const tokenOf = (alg) => {
  const signed = `${encode({ alg, typ: 'JWT' })}.${encode({ sub: 'license-1', exp })}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
};
const readers = {
  jose: async (token) => jwtVerify(token, publicKey),
  'fast-jwt': async (token) => createVerifier({ key: pem })(token),
  '@hapi/jwt': async (token) => hapi.token.verify(hapi.token.decode(token), { key: pem, algorithms: ['EdDSA'] }),
  '@node-rs/jsonwebtoken': async (token) => rust.verify(token, pem, { algorithms: ['EdDSA'] }),
};

const seen = [];
for (const [name, read] of Object.entries(readers)) {
  for (const alg of ['EdDSA', 'Ed25519']) {
    const outcome = await read(tokenOf(alg)).then(() => 'verified', (error) => `refused: ${error.message}`);
    console.log(`${name}, ${alg}: ${outcome}`);
    seen.push(outcome.slice(0, 1));
  }
}
process.exit(seen.join('') === 'vvvrvrvr' ? 0 : 1);
END
node see.mjs
