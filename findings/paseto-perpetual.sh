#!/usr/bin/env bash
# A PASETO that is signed without an end ends after one hour.
# Versions: paseto 4.0.1, paseto-ts 2.0.7 (v4.public).
# Date: 2026-11-29.
# Expected: claims are signed as given, so a perpetual license, without "exp", has no end; and a library reads what it
# signed.
# What happens: both add an end in one hour. What paseto signs as non-expiring its own reader refuses, unless told as
# well.
# For Quietkey: a vendor who brings perpetual licenses in PASETO states the end on both sides; our leases always carry
# an end.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund paseto@4.0.1 paseto-ts@2.0.7 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { PublicProtocol } from 'paseto';
import { GenerateKeyPairFactory, SignFactory, VerifyFactory } from 'paseto/v4/public';
import * as ts from 'paseto-ts/v4';

const v4 = new PublicProtocol(GenerateKeyPairFactory, SignFactory, VerifyFactory);
const { publicKey, secretKey } = await v4.GenerateKeyPair();
const perpetual = { sub: 'license-1' };
const hours = ({ iat, exp }) => (exp ? (Date.parse(exp) - Date.parse(iat)) / 3_600_000 : 'no end');

const { claims } = await v4.Verify(publicKey, await v4.Sign(secretKey, perpetual));
const endless = await v4.Sign(secretKey, perpetual, { nonExpiring: true });
const refusal = await v4.Verify(publicKey, endless).then(() => 'verified', (error) => error.message);
const pair = ts.generateKeys('public');
const { payload } = ts.verify(pair.publicKey, ts.sign(pair.secretKey, perpetual));

console.log('paseto, hours:', hours(claims));
console.log('paseto, non-expiring:', refusal);
console.log('paseto-ts, hours:', hours(payload));
process.exit(hours(claims) === 1 && /"exp"/.test(refusal) && hours(payload) === 1 ? 0 : 1);
END
node see.mjs
