#!/usr/bin/env bash
# HAProxy: `retry-on all-retryable-errors` sends a POST again that the server had read whole
# Version: HAProxy 2.6.12-1+deb12u4 (Debian 12)
# Date: 2026-11-29
# Expected: as with nginx, a POST whose answer did not come is not repeated unless one says that this is safe.
# Happens: the method is not looked at. A server that reads the POST and closes without an answer gets it four times in
#   milliseconds, and the client sees one 502. nginx leaves the POST alone by default.
# For Quietkey: anyone who copies this option needs what `non_idempotent` needs with nginx: an Idempotency-Key on operators'
#   calls, or `http-request disable-l7-retry if METH_POST`.
set -euo pipefail
work=$(mktemp -d)
proxy=
finish() { if [ -n "$proxy" ]; then kill "$proxy" 2>/dev/null || true; fi; rm -rf "$work"; }
trap finish EXIT
cd "$work"
apt-get download -q haproxy=2.6.12-1+deb12u4 liblua5.3-0=5.3.6-2 libopentracing-c-wrapper0=1.1.3-3+b1 libopentracing1=1.6.0-4 >/dev/null 2>&1
for package in ./*.deb; do dpkg -x "$package" root; done
cat >haproxy.cfg <<'CFG'
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 5s
listen retrying
  bind 127.0.0.1:17003
  retry-on all-retryable-errors
  server a 127.0.0.1:17103
listen careful
  bind 127.0.0.1:17004
  retry-on all-retryable-errors
  http-request disable-l7-retry if METH_POST
  server a 127.0.0.1:17103
CFG
LD_LIBRARY_PATH=$(printf '%s:' "$work"/root/usr/lib/*-linux-gnu*) root/usr/sbin/haproxy -f haproxy.cfg >log 2>&1 &
proxy=$!
node --input-type=module - <<'JS'
import { createServer } from 'node:http';

let received = [];
const server = createServer((request, answer) => {
  if (request.method === 'GET') return void answer.end('ok');
  let body = '';
  request.on('data', (part) => (body += part)).on('end', () => { received.push(body); request.socket.destroy(); });
});
await new Promise((resolve) => server.listen(17103, '127.0.0.1', resolve));
for (let i = 0; i < 50; i++) {
  if (await fetch('http://127.0.0.1:17003').then((answer) => answer.ok, () => false)) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
async function post(port) {
  received = [];
  const { status } = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'order=A-1' });
  return { status, received: [...received] };
}
const [retrying, careful] = [await post(17003), await post(17004)];
console.log('retry-on:', retrying, '\nwith disable-l7-retry:', careful);
process.exit(retrying.status === 502 && retrying.received.length === 4 && careful.received.length === 1 ? 0 : 1);
JS
