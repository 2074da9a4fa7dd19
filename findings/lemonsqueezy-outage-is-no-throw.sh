#!/usr/bin/env bash
# Lemon Squeezy: validateLicense() never throws; an outage and a gateway's page are an answer without data and status
# Version: @lemonsqueezy/lemonsqueezy.js 4.0.0
# Date: 2026-11-29
# Expected: with no network, or a page of a gateway in the way, the promise is rejected or at least carries the HTTP status.
# Happens: it resolves with `data: null` and `statusCode: null`, for a 502 too, whose status is lost. An app that asks
#   `data?.valid` takes the license away from everybody while the shop's server is down. A wrong key resolves too, with 404.
# For Quietkey: for vendors who move over: nothing but a signed statement may lock; "no answer" has its own state in the
#   SDK. The server is replaced here by a stand-in for fetch.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @lemonsqueezy/lemonsqueezy.js@4.0.0
node --input-type=module - <<'JS'
import { validateLicense } from '@lemonsqueezy/lemonsqueezy.js';

const servers = {
  'no network': async () => { throw new TypeError('fetch failed'); },
  'a gateway answers 502': async () => new Response('<html></html>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
  'wrong key': async () => new Response('{"valid":false,"error":"not found"}', { status: 404, headers: { 'Content-Type': 'application/json' } }),
};
const seen = [];
for (const [label, server] of Object.entries(servers)) {
  globalThis.fetch = server;
  const answer = await validateLicense('38b1460a-0000-0000-0000-000000000000').then(
    ({ statusCode, data }) => `resolved, statusCode ${statusCode}, data ${JSON.stringify(data)}`, (error) => `thrown ${error.message}`);
  seen.push(answer);
  console.log(`${label}: ${answer}`);
}
const lost = 'resolved, statusCode null, data null';
process.exit(seen[0] === lost && seen[1] === lost && seen[2].startsWith('resolved, statusCode 404') ? 0 : 1);
JS
