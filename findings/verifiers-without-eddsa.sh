#!/usr/bin/env bash
# Five tools for JWS and JWK know no Ed25519, nine years after RFC 8037, and three of them blame the key
# Version: jsrsasign 11.1.5, @tsndr/cloudflare-worker-jwt 3.2.3, jwk-to-pem 2.0.7 (npm); python3-jose 3.3.0+dfsg-4,
#   jose 11-2+deb12u1 (Debian 12); jose 6.2.18 (npm) signs
# Date: 2026-12-01
# Expected: a verifier of JWS takes `alg` EdDSA, or says that it does not know this algorithm.
# Happens: all five refuse. jose 11 and cloudflare-worker-jwt name the algorithm; jsrsasign says "unsupported PKCS#8 public
#   key hex", jwk-to-pem "Unsupported key type", and python-jose prints the key and finds no algorithm for it.
# For Quietkey: its leases need another verifier there; the table of verifiers names some.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund --ignore-scripts jose@6.2.18 jsrsasign@11.1.5 @tsndr/cloudflare-worker-jwt@3.2.3 \
  jwk-to-pem@2.0.7 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root jose=11-2+deb12u1 libjose0=11-2+deb12u1 libjansson4=2.14-2 \
    python3-jose=3.3.0+dfsg-4 python3-cryptography=38.0.4-3+deb12u1 python3-cffi-backend=1.15.1-5+b1 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
for package in *.deb; do dpkg -x "$package" root; done
libraries=$(printf '%s:' "$work"/root/usr/lib/*-linux-gnu*)
cat >see.mjs <<'END'
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { exportJWK, exportSPKI, generateKeyPair, jwtVerify, SignJWT } from 'jose';

const require = createRequire(import.meta.url);
const { KEYUTIL, KJUR } = require('jsrsasign');
const worker = require('@tsndr/cloudflare-worker-jwt');
const jwkToPem = require('jwk-to-pem');

const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
const token = await new SignJWT({ sub: 'license' }).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
await jwtVerify(token, publicKey);
const jwk = await exportJWK(publicKey);
const pem = await exportSPKI(publicKey);
writeFileSync('key.jwk', JSON.stringify(jwk));
writeFileSync('token.jws', token);
const says = async (act) => {
  try {
    await act();
    return 'verified';
  } catch (error) {
    return `${error?.message ?? error}`;
  }
};
const seen = {
  jsrsasign: await says(() => KJUR.jws.JWS.verify(token, KEYUTIL.getKey(pem), ['EdDSA'])),
  'cloudflare-worker-jwt': await says(() => (worker.default ?? worker).verify(token, jwk, { algorithm: 'EdDSA', throwError: true })),
  'jwk-to-pem': await says(() => jwkToPem(jwk)),
};
console.log(seen);
const wanted = ['unsupported PKCS#8 public key hex', 'algorithm not found', 'Unsupported key type "OKP"'];
process.exit(Object.values(seen).every((text, at) => text === wanted[at]) ? 0 : 1);
END
cat >see.py <<'END'
from jose import jwt
import json

try:
    print('python-jose:', jwt.decode(open('token.jws').read(), json.load(open('key.jwk')), algorithms=['EdDSA']))
except Exception as error:
    print('python-jose:', type(error).__name__, str(error).split('{')[0])
END
node see.mjs
python=$(PYTHONPATH=root/usr/lib/python3/dist-packages LD_LIBRARY_PATH=$libraries /usr/bin/python3 see.py)
code=0
LD_LIBRARY_PATH=$libraries root/usr/bin/jose jws ver -i token.jws -k key.jwk -O- >/dev/null 2>message || code=$?
echo "$python"
echo "jose 11: exit code $code, $(cat message)"
[[ $python == *'Unable to find an algorithm for key'* ]] && [ "$code" != 0 ] && grep -q 'EdDSA' message
