#!/usr/bin/env bash
# Ruby's jwt signs with Ed25519 under a name that no other library reads.
# Versions: ruby-jwt 2.5.0-1+deb12u1, ruby-rbnacl 7.1.1-1 (Debian 12), jose 6.2.18.
# Date: 2026-11-29.
# Expected: the algorithm that its manual calls ED25519 is written as "EdDSA" (RFC 8037) or "Ed25519" (RFC 9864).
# What happens: the header says "ED25519", which jose refuses; asked for EdDSA, it writes that, and both read it.
# For Quietkey: a Ruby reader of leases names EdDSA, or refuses every lease as one of a different algorithm.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund jose@6.2.18 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root ruby3.1=3.1.7+really3.1.2-0+deb12u1 libruby3.1=3.1.7+really3.1.2-0+deb12u1 libyaml-0-2=0.2.5-1 \
    ruby-jwt=2.5.0-1+deb12u1 ruby-rbnacl=7.1.1-1 ruby-ffi=1.15.5+dfsg-1+b1 libffi8=3.4.4-1 libsodium23=1.0.18-1+deb12u1 \
    libgmp10=2:6.2.1+dfsg1-1.1 ruby-rubygems=3.3.15-2+deb12u1 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
for package in *.deb; do dpkg -x "$package" root; done
usr="$folder/root/usr"
ffi=$usr/lib/x86_64-linux-gnu/rubygems-integration/3.1.0
library=$usr/share/rubygems-integration/all/gems/jwt-2.5.0/lib:$usr/lib/ruby/vendor_ruby:$usr/lib/ruby/3.1.0
library=$library:$usr/lib/x86_64-linux-gnu/ruby/3.1.0:$ffi/gems/ffi-1.15.5/lib:$ffi/extensions/x86_64-linux/3.1.0/ffi-1.15.5

cat >see.rb <<'END'
require 'json'
require 'rbnacl'
require 'jwt'
key = RbNaCl::Signatures::Ed25519::SigningKey.generate
x = JWT::Base64.url_encode(key.verify_key.to_bytes)
tokens = %w[ED25519 EdDSA].to_h { |name| [name, JWT.encode({ sub: 'license-1' }, key, name)] }
File.write('made.json', JSON.generate(x: x, tokens: tokens))
END
cat >see.mjs <<'END'
import { readFileSync } from 'node:fs';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';

const { x, tokens } = JSON.parse(readFileSync('made.json', 'utf8'));
const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA');
const seen = [];
for (const [name, token] of Object.entries(tokens)) {
  const outcome = await jwtVerify(token, key).then(() => 'verified', (error) => error.message);
  const { alg } = decodeProtectedHeader(token);
  console.log(`${name}: header ${alg}, jose: ${outcome}`);
  seen.push(alg, outcome === 'verified');
}
process.exit(seen.join() === 'ED25519,false,EdDSA,true' ? 0 : 1);
END
LD_LIBRARY_PATH="$usr/lib/x86_64-linux-gnu" RUBYLIB="$library" "$usr/bin/ruby3.1" see.rb
node see.mjs
