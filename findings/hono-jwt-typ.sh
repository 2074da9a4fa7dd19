#!/usr/bin/env bash
# A token with an explicit type is refused by Hono's JWT helper.
# Versions: hono 4.13.19 (hono/jwt).
# Date: 2026-11-29.
# Expected: RFC 8725, section 3.11, asks for explicit types such as "at+jwt", so a verifier ignores a type that it was
# not told of.
# What happens: only "JWT", in any letter case, or no type at all passes; every other type is refused as an invalid
# header.
# For Quietkey: a vendor's Hono service cannot read a lease (typ quietkey-lease+jwt) with hono/jwt; it belongs in the
# table of verifiers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { generateKeyPairSync, sign } from 'node:crypto';
import { verify } from 'hono/jwt';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const jwk = publicKey.export({ format: 'jwk' });
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const now = Math.floor(Date.now() / 1000);

async function outcome(typ) {
  const signed = `${encode({ alg: 'EdDSA', typ })}.${encode({ sub: 'license-1', exp: now + 3600 })}`;
  const token = `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
  try {
    return (await verify(token, jwk, 'EdDSA')).sub;
  } catch (error) {
    return error.name;
  }
}

const seen = {};
for (const typ of [undefined, 'JWT', 'jwt', 'at+jwt', 'quietkey-lease+jwt']) seen[typ ?? 'none'] = await outcome(typ);
console.log(seen);
const taken = Object.keys(seen).filter((typ) => seen[typ] === 'license-1');
const refused = Object.keys(seen).filter((typ) => seen[typ] === 'JwtHeaderInvalid');
process.exit(taken.join() === 'none,JWT,jwt' && refused.join() === 'at+jwt,quietkey-lease+jwt' ? 0 : 1);
END
node see.mjs
