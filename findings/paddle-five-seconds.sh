#!/usr/bin/env bash
# Paddle: the SDK refuses a good webhook that is five seconds old, with the words for a wrong signature
# Version: @paddle/paddle-node-sdk 3.10.0
# Date: 2026-11-29
# Expected: some minutes of tolerance, as with other shops' libraries (Stripe and Standard Webhooks have five minutes).
# Happens: from five seconds on unmarshal() throws "Webhook signature verification failed", so a clock that is a few
#   seconds ahead, or a queue before the handler, loses every order; nothing in the error says that it is the time.
# For Quietkey: a guide for shops should say: verify Paddle's signature at the door, not behind a queue, and keep the clock
#   in step; an order that does not come is fetched by its id.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @paddle/paddle-node-sdk@3.10.0
node --input-type=module - <<'JS'
import { createHmac } from 'node:crypto';
import { Paddle } from '@paddle/paddle-node-sdk';

const body = JSON.stringify({ event_id: 'evt_1', event_type: 'transaction.completed', notification_id: 'ntf_1', occurred_at: '2026-11-29T00:00:00Z',
  data: { id: 'txn_1', status: 'completed', items: [], payments: [], details: { totals: {}, tax_rates_used: [], line_items: [] }, checkout: {} } });
const paddle = new Paddle('made up');
async function deliver(age, secret = 'made up too') {
  const time = Math.floor(Date.now() / 1000) - age;
  const digest = createHmac('sha256', secret).update(`${time}:${body}`).digest('hex');
  return paddle.webhooks.unmarshal(body, 'made up too', `ts=${time};h1=${digest}`).then(({ eventType }) => eventType, ({ message }) => message);
}
const seen = { '0 s': await deliver(0), '2 s': await deliver(2), '6 s': await deliver(6), '60 s': await deliver(60) };
const wrong = await deliver(0, 'another');
console.log(seen, `\nwrong signature: ${wrong}`);
const ok = seen['0 s'] === 'transaction.completed' && seen['2 s'] === seen['0 s'] && seen['6 s'] === wrong && seen['60 s'] === wrong;
process.exit(ok ? 0 : 1);
JS
