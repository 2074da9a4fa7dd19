#!/usr/bin/env bash
# Reading an Ed25519 or X25519 key from PKCS #8 takes ten times as long as reading it from a JWK, and as signing with it
# Version: Node.js 20 (with OpenSSL 3.0), jose 6.2.18
# Date: 2026-12-01
# Expected: 32 bytes in a DER frame of 16 or in base64url cost about the same to read: microseconds, below a signature.
# Happens: createPrivateKey() from PKCS #8 takes about 0.7 ms of processor time, from a JWK 0.06 ms, and a signature 0.07 ms;
#   jose's importPKCS8() takes more than five times as long as its importJWK().
# For Quietkey: sealed mail and leases need a private key each; a server that reads it for each request from PEM spends most
#   of its time there. Read keys once, or keep them as JWK.
set -euo pipefail
[[ $(node --version) == v20.* ]] || {
  echo 'This needs Node.js 20.' >&2
  exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 >&2 || {
  echo 'The package could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { importJWK, importPKCS8 } from 'jose';

const ed = generateKeyPairSync('ed25519').privateKey;
const x = generateKeyPairSync('x25519').privateKey;
const der = (key) => ({ key: key.export({ type: 'pkcs8', format: 'der' }), format: 'der', type: 'pkcs8' });
const jwk = (key) => ({ key: key.export({ format: 'jwk' }), format: 'jwk' });
const pem = ed.export({ type: 'pkcs8', format: 'pem' });
const forms = { 'Ed25519, PKCS #8': der(ed), 'Ed25519, JWK': jwk(ed), 'X25519, PKCS #8': der(x), 'X25519, JWK': jwk(x) };
const acts = {
  ...Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, () => createPrivateKey(form)])),
  'jose importPKCS8': () => importPKCS8(pem, 'EdDSA'),
  'jose importJWK': () => importJWK(forms['Ed25519, JWK'].key, 'EdDSA'),
  signature: () => sign(null, Buffer.alloc(200), ed),
};
// Processor time, the forms in turn, and the median of the rounds: others may use the machine as well.
const rounds = Object.fromEntries(Object.keys(acts).map((name) => [name, []]));
for (let round = 0; round < 12; round += 1)
  for (const [name, act] of Object.entries(acts)) {
    const before = process.cpuUsage();
    for (let count = 0; count < 200; count += 1) await act();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) rounds[name].push((user + system) / 200);
  }
const median = Object.fromEntries(
  Object.entries(rounds).map(([name, times]) => [name, times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]]),
);
const ratio = (slow, fast) => Number((median[slow] / median[fast]).toFixed(1));
const ratios = {
  'Ed25519': ratio('Ed25519, PKCS #8', 'Ed25519, JWK'),
  'X25519': ratio('X25519, PKCS #8', 'X25519, JWK'),
  'jose': ratio('jose importPKCS8', 'jose importJWK'),
  'against a signature': ratio('Ed25519, PKCS #8', 'signature'),
};
console.log({ 'microseconds': median, 'times as long': ratios });
process.exit(Object.values(ratios).every((each) => each >= 3) ? 0 : 1);
END
node see.mjs
