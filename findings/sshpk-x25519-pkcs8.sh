#!/usr/bin/env bash
# sshpk reads no X25519 private key, though it names the kind: it calls a function that is not there
# Version: sshpk 1.18.0, tweetnacl 0.14.5 (which it brings), Node.js 20 writes the keys
# Date: 2026-12-01
# Expected: "curve25519" is among its key types, and the public half is read, so the private half in PKCS #8 (RFC 8410) is
#   read as well, as an Ed25519 key is.
# Happens: the private key of X25519 is refused with "nacl.box.keyPair.fromSeed is not a function": its DER is read, and the
#   step to the public half is missing in tweetnacl. Ed25519 is read.
# For Quietkey: the key that opens sealed mail is of this kind; tools on sshpk (http-signature is one) cannot take it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sshpk@1.18.0 tweetnacl@0.14.5 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';

const { parseKey, parsePrivateKey } = createRequire(import.meta.url)('sshpk');
const outcome = (act) => {
  try {
    return act().type;
  } catch (error) {
    return error.message;
  }
};
const seen = {};
for (const type of ['ed25519', 'x25519']) {
  const { publicKey, privateKey } = generateKeyPairSync(type);
  const spki = publicKey.export({ type: 'spki', format: 'pem' });
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' });
  seen[`${type} public`] = outcome(() => parseKey(spki, 'pem'));
  seen[`${type} private`] = outcome(() => parsePrivateKey(pkcs8, 'pem'));
}
console.log(seen);
const missing = 'fromSeed is not a function';
process.exit(seen['ed25519 private'] === 'ed25519' && seen['x25519 public'] === 'curve25519' && seen['x25519 private'].includes(missing) ? 0 : 1);
END
node see.mjs
