#!/usr/bin/env bash
# One Ed25519 key in a JWK Set makes node-jose refuse the whole set, with the keys that it knows
# Version: node-jose 2.2.0, jose 6.2.18
# Date: 2026-12-01
# Expected: a key of an unknown kind in a set is passed over, as RFC 7517, section 5, says it should be, and a token that the
#   P-256 key signed is verified as before.
# Happens: asKeyStore() rejects with "unsupported key type", so no token of any key is verified. jose verifies with the set.
# For Quietkey: who serves its keys in one JWK Set with those of a sign-in stops every service on node-jose at once. Keep
#   two sets.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts node-jose@2.2.0 jose@6.2.18 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import nodeJose from 'node-jose';

const [known, added] = [await generateKeyPair('ES256'), await generateKeyPair('EdDSA')];
const keys = [{ ...(await exportJWK(known.publicKey)), kid: 'sign-in' }, { ...(await exportJWK(added.publicKey)), kid: 'license' }];
const token = await new SignJWT({ sub: 'somebody' }).setProtectedHeader({ alg: 'ES256', kid: 'sign-in' }).sign(known.privateKey);
const outcome = (act) => act().then(() => 'verified', (error) => error.message);
const byNodeJose = (set) => outcome(async () => {
  const store = await nodeJose.JWK.asKeyStore({ keys: set });
  await nodeJose.JWS.createVerify(store).verify(token);
});
const seen = {
  'node-jose, the P-256 key alone': await byNodeJose(keys.slice(0, 1)),
  'node-jose, with an Ed25519 key added': await byNodeJose(keys),
  'jose, with an Ed25519 key added': await outcome(() => jwtVerify(token, createLocalJWKSet({ keys }))),
};
console.log(seen);
process.exit(`${Object.values(seen)}` === 'verified,unsupported key type,verified' ? 0 : 1);
END
node see.mjs
