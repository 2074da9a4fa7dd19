#!/usr/bin/env bash
# HAProxy: with one of two servers down, every second request waits three seconds and fails, while the other is well
# Version: HAProxy 2.6.12-1+deb12u4 (Debian 12)
# Date: 2026-11-29
# Expected: `balance roundrobin` with its default of three retries tries the other server when one refuses a connection.
# Happens: without `option redispatch` all retries go to the server that was chosen, a second apart; then the client gets
#   503 with a page of HTML. With `option redispatch 1` every request is answered at once. Health checks only shorten
#   the time until the dead one is left out.
# For Quietkey: a HAProxy example needs `option redispatch 1` besides its checks; the SDK must take a 503 that is HTML.
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
listen plain
  bind 127.0.0.1:17001
  server a 127.0.0.1:17101
  server dead 127.0.0.1:17109
listen redispatch
  bind 127.0.0.1:17002
  option redispatch 1
  server a 127.0.0.1:17101
  server dead 127.0.0.1:17109
CFG
LD_LIBRARY_PATH=$(printf '%s:' "$work"/root/usr/lib/*-linux-gnu*) root/usr/sbin/haproxy -f haproxy.cfg >log 2>&1 &
proxy=$!
node --input-type=module - <<'JS'
import { createServer } from 'node:http';

await new Promise((resolve) => createServer((_, answer) => answer.end('ok')).listen(17101, '127.0.0.1', resolve));
for (let i = 0; i < 50; i++) {
  if (await fetch('http://127.0.0.1:17002').then((answer) => answer.ok, () => false)) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
async function ask(port) {
  const start = Date.now();
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x' });
  await answer.text();
  return { status: answer.status, type: answer.headers.get('content-type'), seconds: Math.round((Date.now() - start) / 1000) };
}
const plain = [];
const redispatch = [];
for (let i = 0; i < 4; i++) { plain.push(await ask(17001)); redispatch.push(await ask(17002)); }
console.log('without redispatch:', plain, '\nwith redispatch:', redispatch);
const failed = plain.filter(({ status, type, seconds }) => status === 503 && type === 'text/html' && seconds >= 2);
process.exit(failed.length === 2 && redispatch.every(({ status }) => status === 200) ? 0 : 1);
JS
