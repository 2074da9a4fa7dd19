#!/usr/bin/env bash
# Caddy: with `buffer_requests`, a request that is tried again has the body of another client's request
# Version: Caddy 2.6.2-5 (Debian 12)
# Date: 2026-11-29
# Expected: with one of two servers down, each POST reaches the other one with the body that its client has sent.
# Happens: the failed attempt gives the buffer back to a pool while the next attempt still reads from it. Under load the
#   server gets the body of one client in the request of another, and each client gets the answer to what was sent.
# For Quietkey: a customer would get the activation of another. Buffered requests must not be in the example, although
#   they let a POST be tried again; a client retries after the 503 instead.
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
http://127.0.0.1:17411 {
  reverse_proxy 127.0.0.1:17519 127.0.0.1:17511 {
    lb_policy round_robin
    lb_try_duration 3s
    buffer_requests
  }
}
http://127.0.0.1:17412 {
  reverse_proxy 127.0.0.1:17519 127.0.0.1:17511 {
    lb_policy round_robin
    lb_try_duration 3s
  }
}
CONF
HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work root/usr/bin/caddy run --config Caddyfile --adapter caddyfile >log 2>&1 &
proxy=$!
node --input-type=module - <<'JS'
import { createServer } from 'node:http';

const server = createServer((request, answer) => {
  const path = request.url;
  let body = '';
  request.setEncoding('utf8').on('data', (part) => (body += part));
  request.on('end', () => answer.end(`${path} ${body}`));
});
await new Promise((resolve) => server.listen(17511, '127.0.0.1', resolve));
for (let i = 0; i < 100; i++) {
  if (await fetch('http://127.0.0.1:17412/').then((answer) => answer.ok, () => false)) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
/** 2,000 clients, 50 at a time; each has a path and a body of its own, which is the path again. */
async function trial(port) {
  const counts = { own: 0, another: 0, failed: 0 };
  let next = 0;
  const lane = async () => {
    while (next < 2_000) {
      const path = `/client-${next++}`;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: path });
      const text = await answer.text();
      if (!answer.ok) counts.failed++;
      else if (text === `${path} ${path}`) counts.own++;
      else counts.another++;
    }
  };
  await Promise.all(Array.from({ length: 50 }, lane));
  return counts;
}
const buffered = await trial(17411);
const plain = await trial(17412);
console.log('with buffer_requests:', buffered, '\nwithout:', plain);
process.exit(buffered.another > 0 && plain.another === 0 ? 0 : 1);
JS
