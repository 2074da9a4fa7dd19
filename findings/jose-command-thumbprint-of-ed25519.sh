#!/usr/bin/env bash
# The `jose` command prints a thumbprint of an Ed25519 key that is none, another one at each run, and ends with 0
# Version: jose 11-2+deb12u1, libjose0 11-2+deb12u1 (Debian 12); jose 6.2.18 (npm) to compare
# Date: 2026-12-01
# Expected: `jose jwk thp` prints the thumbprint of RFC 7638, or ends with an error for a kind of key that it does not know
#   (RFC 8037, OKP), as `jose jwk gen` and `jose jws ver` do.
# Happens: for a P-256 key it is right. For an Ed25519 key it prints 43 letters that are the digest of nothing, differ from
#   run to run, and come with exit code 0.
# For Quietkey: a `kid` or a pin that a deployment script makes so names no key. Take the thumbprint from the key set, or
#   from a library that knows Ed25519.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund jose@6.2.18 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root jose=11-2+deb12u1 libjose0=11-2+deb12u1 libjansson4=2.14-2 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
for package in *.deb; do dpkg -x "$package" root; done
libraries=$(printf '%s:' "$work"/root/usr/lib/*-linux-gnu*)
jose() { LD_LIBRARY_PATH=$libraries root/usr/bin/jose "$@"; }
cat >make.mjs <<'END'
import { writeFileSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

for (const alg of ['ES256', 'EdDSA']) {
  const jwk = await exportJWK((await generateKeyPair(alg)).publicKey);
  writeFileSync(`${alg}.jwk`, JSON.stringify(jwk));
  writeFileSync(`${alg}.thp`, await calculateJwkThumbprint(jwk));
}
END
node make.mjs
code=0
p256=$(jose jwk thp -i ES256.jwk)
one=$(jose jwk thp -i EdDSA.jwk) || code=$?
two=$(jose jwk thp -i EdDSA.jwk) || code=$?
generated=0
jose jwk gen -i '{"kty":"OKP","crv":"Ed25519"}' >/dev/null 2>&1 || generated=$?
echo "P-256: $p256, wanted $(cat ES256.thp)"
echo "Ed25519: ${#one} letters, alike in two runs: $([ "$one" = "$two" ] && echo yes || echo no), exit code $code"
echo "Ed25519 wanted: $(cat EdDSA.thp), printed: $([ "$one" = "$(cat EdDSA.thp)" ] && echo yes || echo no)"
echo "jwk gen of Ed25519: exit code $generated"
[ "$p256" = "$(cat ES256.thp)" ] && [ "$code" = 0 ] && [ "${#one}" = 43 ] && [ "$one" != "$(cat EdDSA.thp)" ] &&
  [ "$one" != "$two" ] && [ "$generated" != 0 ]
