#!/usr/bin/env bash
# COSE: a key becomes a JWK that jose refuses, two packages know no Ed25519, and decode() fails for its own message
# Version: cose-to-jwk 1.1.0, cose-js 0.9.0, @auth0/cose 1.0.2, jose 6.2.18
# Date: 2026-12-01
# Expected: a COSE key turned into a JWK is one that jose imports; a COSE_Sign1 with EdDSA (-8 in RFC 9053) is verified by a
#   COSE library; decode() reads what its own package wrote.
# Happens: cose-to-jwk writes a P-256 key in base64 with + / = and with the name "ECDSA_w_SHA256", which is no name of JOSE;
#   an Ed25519 key is a TypeError. cose-js says "Unknown algorithm, -8". decode() of @auth0/cose raises a TypeError for its
#   own message; Sign1.decode() reads it.
# For Quietkey: who carries a lease or a device's key in CBOR uses @auth0/cose with the class named, or keeps JOSE.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts cose-to-jwk@1.1.0 cose-js@0.9.0 @auth0/cose@1.0.2 jose@6.2.18 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createRequire } from 'node:module';
import { generateKeyPairSync } from 'node:crypto';
import { Algorithms, COSEKey, decode, Headers, ProtectedHeaders, Sign1, UnprotectedHeaders } from '@auth0/cose';
import { importJWK } from 'jose';

const require = createRequire(import.meta.url);
const coseToJwk = require('cose-to-jwk');
const cose = require('cose-js');

const outcome = async (act) => {
  try {
    return await act();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
const ed = generateKeyPairSync('ed25519');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const coseKey = ({ publicKey }, alg) => Buffer.from(COSEKey.fromJWK({ ...publicKey.export({ format: 'jwk' }), alg }).encode());
const signed = await Sign1.sign(
  ProtectedHeaders.from([[Headers.Algorithm, Algorithms.EdDSA]]), UnprotectedHeaders.from([]), Buffer.from('license'), ed.privateKey,
);
const message = signed.encode();
const { x } = ed.publicKey.export({ format: 'jwk' });
const seen = {
  'cose-to-jwk, P-256': await outcome(() => coseToJwk(coseKey(ec, 'ES256')).alg),
  'that JWK in jose': await outcome(async () => (await importJWK(coseToJwk(coseKey(ec, 'ES256')))).type),
  'its length of x': await outcome(() => coseToJwk(coseKey(ec, 'ES256')).x.length),
  'cose-to-jwk, Ed25519': await outcome(() => coseToJwk(coseKey(ed, 'EdDSA')).crv),
  'cose-js, EdDSA': await outcome(() => cose.sign.verify(message, { key: { x: Buffer.from(x, 'base64url') } })),
  'decode() of @auth0/cose': await outcome(() => decode(message).constructor.name),
  'Sign1.decode()': await outcome(async () => {
    await Sign1.decode(message).verify(ed.publicKey);
    return 'verified';
  }),
};
console.log(seen);
const wanted = ['ECDSA_w_SHA256', /Unsupported|Invalid/, 44, /^TypeError/, 'Error: Unknown algorithm, -8', /^TypeError/, 'verified'];
const fits = (each, want) => (want instanceof RegExp ? want.test(each) : each === want);
process.exit(Object.values(seen).every((each, at) => fits(each, wanted[at])) ? 0 : 1);
END
node see.mjs
