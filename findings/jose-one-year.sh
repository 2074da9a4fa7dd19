#!/usr/bin/env bash
# A year is 365.25 days, and counts from the clock, not from the time of issue that was set.
# Versions: jose 6.2.18.
# Date: 2026-11-29.
# Expected: setIssuedAt(day) and setExpirationTime('1y') give a license that ends on the same day of the next year.
# What happens: '1y' is 31,557,600 seconds, six hours more than most years, and is added to the moment of signing.
# For Quietkey: a license that is signed later for an earlier day ends too late; our ends are whole days that the server
# reckons.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { decodeJwt, SignJWT } from 'jose';

const secret = new TextEncoder().encode('a secret of the test, and long enough');
const issued = Date.UTC(2025, 2, 1) / 1000;
const token = await new SignJWT({})
  .setProtectedHeader({ alg: 'HS256' })
  .setIssuedAt(issued)
  .setExpirationTime('1y')
  .sign(secret);
const { iat, exp } = decodeJwt(token);
const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
const fromNow = exp - Math.floor(Date.now() / 1000);
console.log({ issued: day(iat), ends: day(exp), 'days from now': fromNow / 86_400 });
process.exit(iat === issued && Math.abs(fromNow - 365.25 * 86_400) < 60 ? 0 : 1);
END
node see.mjs
