#!/usr/bin/env bash
# The fetcher of keys that goes with fast-jwt cannot give it an Ed25519 key; the one with RSA in its name can.
# Versions: get-jwks 11.0.3, jwks-rsa 4.1.0, fast-jwt 6.3.6.
# Date: 2026-11-29.
# Expected: get-jwks, whose manual shows it with fast-jwt, hands over every key that fast-jwt verifies with; jwks-rsa
# knows RSA.
# What happens: get-jwks refuses a key of type OKP; jwks-rsa turns it into PEM, and fast-jwt verifies with that.
# For Quietkey: anyone who serves our keys as a JWK Set to Fastify services takes jwks-rsa; it belongs in the table of
# verifiers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund get-jwks@11.0.3 jwks-rsa@4.1.0 fast-jwt@6.3.6 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import buildGetJwks from 'get-jwks';
import jwksRsa from 'jwks-rsa';
import { createSigner, createVerifier } from 'fast-jwt';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const set = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'EdDSA' }] };
const server = createServer((_, response) => response.end(JSON.stringify(set))).listen(0, '127.0.0.1');
await once(server, 'listening');
const domain = `http://127.0.0.1:${server.address().port}`;
const token = createSigner({ key: privateKey.export({ format: 'pem', type: 'pkcs8' }), kid: 'key-1' })({ sub: 'license-1' });
const verified = async (pem) => createVerifier({ key: await pem })(token).sub;

const get = buildGetJwks({ jwksPath: '/' });
const seen = {
  'get-jwks': await verified(get.getPublicKey({ domain, alg: 'EdDSA', kid: 'key-1' })).catch((error) => error.message),
  'jwks-rsa': await verified(jwksRsa({ jwksUri: domain }).getSigningKey('key-1').then((key) => key.getPublicKey())),
};
server.close();
console.log(seen);
process.exit(/Unsupported key type/.test(seen['get-jwks']) && seen['jwks-rsa'] === 'license-1' ? 0 : 1);
END
node see.mjs
