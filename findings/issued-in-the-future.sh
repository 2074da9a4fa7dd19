#!/usr/bin/env bash
# A token that was issued ten seconds from now is refused by some libraries, with no slack, and not looked at by others.
# Versions: hono 4.13.19, jose 6.2.18, fast-jwt 6.3.6, @hapi/jwt 3.2.4; Debian 12: python3-jwt 2.6.0-1+deb12u1.
# Date: 2026-11-29.
# Expected: "iat" says when a token was made and nothing else; "nbf" says from when it holds (RFC 7519, section 4.1).
# What happens: PyJWT and Hono refuse it until then; the other three take it.
# For Quietkey: clocks of desktops run behind, so a lease dates its "iat" back to the start of the day, as "nbf".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund hono@4.13.19 jose@6.2.18 fast-jwt@6.3.6 @hapi/jwt@3.2.4 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root python3-jwt=2.6.0-1+deb12u1 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
dpkg -x ./*.deb root

cat >see.mjs <<'END'
import { writeFileSync } from 'node:fs';
import hapi from '@hapi/jwt';
import { createVerifier } from 'fast-jwt';
import { verify } from 'hono/jwt';
import { jwtVerify, SignJWT } from 'jose';

const key = 'a secret of the test, and long enough';
const bytes = new TextEncoder().encode(key);
const now = Math.floor(Date.now() / 1000);
const token = await new SignJWT({ iat: now + 10, exp: now + 3600 }).setProtectedHeader({ alg: 'HS256' }).sign(bytes);
writeFileSync('token', token);
const readers = {
  jose: async () => jwtVerify(token, bytes),
  'fast-jwt': async () => createVerifier({ key })(token),
  hapi: async () => hapi.token.verify(hapi.token.decode(token), { key, algorithms: ['HS256'] }),
  hono: async () => verify(token, key, 'HS256'),
};
for (const [name, read] of Object.entries(readers)) {
  console.log(`${name}: ${await read().then(() => 'taken', (error) => error.name)}`);
}
END
cat >see.py <<'END'
import jwt
try:
    jwt.decode(open("token").read(), "a secret of the test, and long enough", algorithms=["HS256"])
    print("PyJWT: taken")
except jwt.PyJWTError as error:
    print(f"PyJWT: {type(error).__name__}")
END
seen=$(node see.mjs && PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 see.py)
printf '%s\n' "$seen"
[ "$seen" = 'jose: taken
fast-jwt: taken
hapi: taken
hono: JwtTokenIssuedAt
PyJWT: ImmatureSignatureError' ]
