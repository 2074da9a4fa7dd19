#!/usr/bin/env bash
# Dodo Payments: activate() sends an activation three times if the answer is lost, with nothing that makes the three one
# Version: dodopayments 2.52.0
# Date: 2026-12-01
# Expected: an activation makes a new instance and uses a seat, so an SDK sends it once, or repeats it under one
#   Idempotency-Key.
# Happens: after a lost connection, a 500, a 503 and also a 409 (a conflict stays one) it is sent twice more within two
#   seconds, without any such header. Where only the answer was lost, each of the three may become an instance.
# For Quietkey: vendors who move over set `maxRetries: 0` for activate() and count its instances before they import
#   seats. Quietkey finds the seat of a device again. The server is replaced here by a stand-in for fetch.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts dodopayments@2.52.0 >&2 || {
  echo 'The package could not be installed.' >&2
  exit 2
}
node --input-type=module - <<'JS'
import DodoPayments from 'dodopayments';

const answer = (status) => new Response('{}', { status, headers: { 'Content-Type': 'application/json' } });
const servers = {
  'answer lost': () => { throw new TypeError('fetch failed'); },
  500: () => answer(500),
  503: () => answer(503),
  409: () => answer(409),
  422: () => answer(422),
};
const activations = async (server, options) => {
  const sent = [];
  const fetch = async (url, { headers }) => {
    sent.push([...new Headers(headers).keys()].filter((name) => name.includes('idempot')).length);
    return server();
  };
  await new DodoPayments({ bearerToken: 'none', fetch, ...options }).licenses
    .activate({ license_key: 'AAAA', name: 'workstation' }).catch(() => {});
  return `${sent.length} requests, ${sent.filter(Boolean).length} with an idempotency header`;
};
const seen = {};
for (const [name, server] of Object.entries(servers)) seen[name] = await activations(server);
seen['answer lost, maxRetries 0'] = await activations(servers['answer lost'], { maxRetries: 0 });
console.log(seen);
const [three, one] = [3, 1].map((count) => `${count} requests, 0 with an idempotency header`);
const wanted = { 409: three, 422: one, 500: three, 503: three, 'answer lost': three, 'answer lost, maxRetries 0': one };
process.exit(Object.entries(wanted).every(([name, text]) => seen[name] === text) ? 0 : 1);
JS
