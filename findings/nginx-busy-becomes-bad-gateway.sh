#!/usr/bin/env bash
# nginx: one 503 with Retry-After from each server, and for three seconds all get 502 instead, though the servers are well
# Version: nginx 1.22.1-9+deb12u11 (Debian 12)
# Date: 2026-11-29
# Expected: `proxy_next_upstream … http_503` asks the next server, and where all say 503 passes that answer on each time.
# Happens: a 503 counts as a failure of the server. With `max_fails=1 fail_timeout=2s` a single busy answer takes the server
#   out for two to three seconds; with none left nginx answers 502 with a page of HTML and no Retry-After, also to requests that
#   the servers would have served. `max_fails=0` keeps asking the next one and passes the 503 on.
# For Quietkey: the example in OPERATIONS.md does this: a moment of "busy" on each node is an outage of three seconds. Use
#   `max_fails=0` with `proxy_connect_timeout 1s`, or leave `http_503` out.
set -euo pipefail
work=$(mktemp -d)
proxy=
finish() { if [ -n "$proxy" ]; then kill "$proxy" 2>/dev/null || true; fi; sleep 0.2; rm -rf "$work"; }
trap finish EXIT
cd "$work"
apt-get download -q nginx=1.22.1-9+deb12u11 >/dev/null 2>&1
for package in ./*.deb; do dpkg -x "$package" root; done
cat >nginx.conf <<CONF
daemon off;
master_process off;
error_log $work/error.log;
pid $work/pid;
events {}
http {
  access_log off;
  client_body_temp_path $work/1; proxy_temp_path $work/2; fastcgi_temp_path $work/3; uwsgi_temp_path $work/4; scgi_temp_path $work/5;
  proxy_next_upstream error timeout http_503 non_idempotent;
  upstream counted { least_conn; server 127.0.0.1:17201 max_fails=1 fail_timeout=2s; server 127.0.0.1:17202 max_fails=1 fail_timeout=2s; }
  upstream uncounted { least_conn; server 127.0.0.1:17201 max_fails=0; server 127.0.0.1:17202 max_fails=0; }
  server { listen 127.0.0.1:17301; location / { proxy_pass http://counted; } }
  server { listen 127.0.0.1:17302; location / { proxy_pass http://uncounted; } }
}
CONF
root/usr/sbin/nginx -p "$work" -c "$work/nginx.conf" 2>log &
proxy=$!
node --input-type=module - <<'JS'
import { createServer } from 'node:http';

let isBusy = false;
for (const port of [17201, 17202]) {
  const server = createServer((_, answer) => {
    if (isBusy) answer.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '1' });
    answer.end('{}');
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ask = (port) => fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x' })
  .then(({ status, headers }) => `${status} ${headers.get('content-type') ?? ''} ${headers.get('retry-after') ?? ''}`.trim(), () => '');
for (let i = 0; i < 50 && (await ask(17301)) === ''; i++) await pause(100);
async function trial(port) {
  isBusy = true;
  const busy = await ask(port);
  await ask(port);
  isBusy = false;
  const soon = [];
  for (let i = 0; i < 3; i++) soon.push(await ask(port));
  await pause(4000);
  return { busy, soon, later: await ask(port) };
}
const [counted, uncounted] = [await trial(17301), await trial(17302)];
console.log('max_fails=1:', counted, '\nmax_fails=0:', uncounted);
const bad = counted.soon.every((answer) => answer === '502 text/html');
process.exit(bad && counted.later === '200' && uncounted.busy.startsWith('503 application') && uncounted.soon.every((one) => one === '200') ? 0 : 1);
JS
