#!/usr/bin/env bash
# Caddy (and any proxy on Go's HTTP client): a header named Idempotency-Key makes it send a POST or DELETE twice by itself
# Version: Caddy 2.6.2-5 (Debian 12)
# Date: 2026-11-29
# Expected: without `lb_try_duration` and with one server, a proxy sends each request once; a header changes nothing.
# Happens: on a kept connection that the server closes after it has read the request, a POST or DELETE without a body is
#   answered 502. With an Idempotency-Key it is sent again on a new connection, unasked and unlogged. One with a body is not.
# For Quietkey: a server that names this header must keep it for every method and also without a body; and a trial of lost
#   answers through such a proxy shows less loss than there is.
set -euo pipefail
work=$(mktemp -d)
proxy=
finish() { if [ -n "$proxy" ]; then kill "$proxy" 2>/dev/null || true; fi; rm -rf "$work"; }
trap finish EXIT
cd "$work"
apt-get download -q caddy=2.6.2-5 >/dev/null 2>&1
for package in ./*.deb; do dpkg -x "$package" root; done
cat >Caddyfile <<'CONF'
{
  admin off
  auto_https off
  default_bind 127.0.0.1
}
http://127.0.0.1:17403 {
  reverse_proxy 127.0.0.1:17503
}
CONF
HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work root/usr/bin/caddy run --config Caddyfile --adapter caddyfile >log 2>&1 &
proxy=$!
node --input-type=module - <<'JS'
import { createServer } from 'node:http';

let received = 0;
const server = createServer((request, answer) => request.resume().on('end', () => {
  if (request.url === '/warm') return void answer.end('ok');
  received += 1;
  if (received === 1) request.socket.destroy();
  else answer.end('ok');
}));
await new Promise((resolve) => server.listen(17503, '127.0.0.1', resolve));
const ask = (path, options) => fetch(`http://127.0.0.1:17403${path}`, options).then(({ status }) => status, () => 0);
for (let i = 0; i < 100 && (await ask('/warm')) !== 200; i++) await new Promise((resolve) => setTimeout(resolve, 100));
async function trial(options) {
  await ask('/warm');
  received = 0;
  const status = await ask('/act', options);
  return `${status}, received ${received}`;
}
const headers = { 'Idempotency-Key': 'k-1' };
const seen = {
  POST: await trial({ method: 'POST' }),
  'POST, key': await trial({ method: 'POST', headers }),
  DELETE: await trial({ method: 'DELETE' }),
  'DELETE, key': await trial({ method: 'DELETE', headers }),
  'POST, key, body': await trial({ method: 'POST', headers, body: 'x' }),
};
console.log(seen);
const [once, twice] = ['502, received 1', '200, received 2'];
process.exit(`${Object.values(seen)}` === `${[once, twice, once, twice, once]}` ? 0 : 1);
JS
