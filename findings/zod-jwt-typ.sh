#!/usr/bin/env bash
# zod's z.jwt() refuses a token that says what it is.
# Versions: zod 4.6.7, beside jose 6.2.18.
# Date: 2026-11-29.
# Expected: the shape of a JWT is three parts and an algorithm; "typ" may be any type (RFC 7519, section 5.1; RFC 8725,
# section 3.11).
# What happens: without "typ", or with "JWT", it passes; "at+jwt", "jwt" and every explicit type are "Invalid JWT".
# For Quietkey: a shop or service that checks a lease with z.jwt() in front of its verifier refuses every one; it
# belongs in the table of verifiers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 jose@6.2.18 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { SignJWT } from 'jose';
import { jwt } from 'zod';

const secret = new TextEncoder().encode('a secret of the test, and long enough');
const seen = {};
for (const typ of [undefined, 'JWT', 'jwt', 'at+jwt', 'quietkey-lease+jwt']) {
  const header = typ === undefined ? { alg: 'HS256' } : { alg: 'HS256', typ };
  const token = await new SignJWT({ sub: 'license-1' }).setProtectedHeader(header).sign(secret);
  seen[typ ?? 'none'] = jwt().safeParse(token).success;
}
console.log(seen);
process.exit(Object.values(seen).join() === 'true,true,false,false,false' ? 0 : 1);
END
node see.mjs
