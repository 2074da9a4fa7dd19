#!/usr/bin/env bash
# Hono's errors about a token hold the whole token, signature and all.
# Versions: hono 4.13.19 (hono/jwt).
# Date: 2026-11-29.
# Expected: an error says which claim was wrong; what was signed stays out of messages, which end up in logs.
# What happens: the message for a token that is over holds the token, from the first character to the last.
# For Quietkey: anyone who logs such errors keeps device tags and license ids; our own faults are codes only.
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
import { sign, verify } from 'hono/jwt';

const now = Math.floor(Date.now() / 1000);
const token = await sign({ sub: 'license-1', exp: now - 3600 }, 'a secret of the test, and long enough', 'HS256');
let message = '';
try {
  await verify(token, 'a secret of the test, and long enough', 'HS256');
} catch (error) {
  message = `${error.name}: ${error.message}`;
}
console.log(message.replace(token, '<the whole token>'));
process.exit(message.startsWith('JwtTokenExpired') && message.includes(token) ? 0 : 1);
END
node see.mjs
