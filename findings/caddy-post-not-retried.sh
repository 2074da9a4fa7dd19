#!/usr/bin/env bash
# Caddy: `lb_try_duration` finds the next server for a POST and then fails it, since the body is closed
# Version: Caddy 2.6.2-5 (Debian 12); reported again of 2.11.1 in caddyserver/caddy issue 7546
# Date: 2026-11-29
# Expected: when a server refuses the connection, the request goes to the next one: nothing of its body was read.
# Happens: a GET does. A POST with a body is tried there and answered 502 with an empty body ("invalid Read on closed
#   Body"), for as long as the dead server is in the list. With the body buffered by the proxy the retry works.
# For Quietkey: between a server's death and its being left out (`fail_duration`) a POST is answered 503 with
#   `Retry-After`, and the app tries again. The buffer is no way out: findings/caddy-buffer-of-another-request.sh.
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
http://127.0.0.1:17401 {
  reverse_proxy 127.0.0.1:17509 127.0.0.1:17501 {
    lb_policy round_robin
    lb_try_duration 3s
  }
}
http://127.0.0.1:17402 {
  reverse_proxy 127.0.0.1:17509 127.0.0.1:17501 {
    lb_policy round_robin
    lb_try_duration 3s
    buffer_requests
  }
}
CONF
HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work root/usr/bin/caddy run --config Caddyfile --adapter caddyfile >log 2>&1 &
proxy=$!
node --input-type=module - <<'JS'
import { createServer } from 'node:http';

const server = createServer((request, answer) => request.on('end', () => answer.end('ok')).resume());
await new Promise((resolve) => server.listen(17501, '127.0.0.1', resolve));
for (let i = 0; i < 100; i++) {
  if (await fetch('http://127.0.0.1:17401').then((answer) => answer.ok, () => false)) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
async function trial(port, options) {
  const codes = [];
  for (let i = 0; i < 6; i++) codes.push((await fetch(`http://127.0.0.1:${port}`, options)).status);
  return codes;
}
const get = await trial(17401, {});
const post = await trial(17401, { method: 'POST', body: '{"product":"sonar"}' });
const buffered = await trial(17402, { method: 'POST', body: '{"product":"sonar"}' });
console.log(`GET ${get}\nPOST ${post}\nPOST, buffered ${buffered}`);
const all = (codes) => codes.every((code) => code === 200);
process.exit(all(get) && post.includes(502) && all(buffered) ? 0 : 1);
JS
