#!/usr/bin/env bash
# Standard Webhooks: two libraries of one format read other headers and return other things; neither reads Headers
# Version: standardwebhooks 1.1.1, svix 2.5.0
# Date: 2026-11-29
# Expected: one signature, one check: what one library signs the other verifies, with the headers as a server has them.
# Happens: svix takes `webhook-…` and `svix-…`, standardwebhooks `webhook-…` alone. Given the `headers` of a fetch Request
#   (Hono, Next.js, Bun), both answer "Missing required headers" for a good delivery, since they read own properties.
#   verify() of standardwebhooks returns parsed JSON, in which an order id beyond 2^53 is another number; that of svix 2
#   returns nothing, where svix 1 (1.99.1) returned the same JSON.
# For Quietkey: sign with `webhook-…` names; tell receivers to hand over Object.fromEntries(request.headers) and to
#   parse the body themselves; ids in our bodies are text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund standardwebhooks@1.1.1 svix@2.5.0
node --input-type=module - <<'JS'
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const body = '{"order":9007199254740993}';
const now = new Date();
const signature = new Standard(secret).sign('msg_1', now, body);
const headers = (name) => ({ [`${name}-id`]: 'msg_1', [`${name}-timestamp`]: `${Math.floor(now / 1000)}`, [`${name}-signature`]: signature });
const seen = {};
for (const [library, Webhook] of Object.entries({ standardwebhooks: Standard, svix: Svix })) {
  for (const [label, given] of [['webhook-…', headers('webhook')], ['svix-…', headers('svix')], ['Headers', new Headers(headers('webhook'))]]) {
    let answer;
    try { const event = new Webhook(secret).verify(body, given); answer = `order ${event === undefined ? 'nowhere' : event.order}`; } catch (error) { answer = error.message; }
    seen[`${library} ${label}`] = answer;
  }
}
console.log(seen);
const [good, missing, nothing] = ['order 9007199254740992', 'Missing required headers', 'order nowhere'];
process.exit(`${Object.values(seen)}` === `${[good, missing, missing, nothing, nothing, missing]}` ? 0 : 1);
JS
