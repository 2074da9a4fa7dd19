#!/usr/bin/env bash
# Clients that repeat requests by themselves: four of eight pass over Retry-After, three sleep as long as it says
# Version: ky 1.14.3, got 14.6.6, axios-retry 4.5.0 with axios 1.21.1, undici 7.30.2 (RetryAgent), superagent 10.4.2,
#   ofetch 1.5.1, fetch-retry 6.0.0, make-fetch-happen 15.0.6
# Date: 2026-12-01
# Expected: with repeating on, a 429 with `Retry-After: 20` is asked again after 20 seconds; one that says a day is given
#   back to the caller, since nobody waits a day for a promise.
# Happens: superagent and ofetch ask again at once, a POST too, fetch-retry and make-fetch-happen after a second. Asked to
#   wait for a day, ky, got and axios-retry set a timer for a day; only undici waits 30 seconds, and is refused again.
# For Quietkey: an app that calls the API without the SDK uses up its tries in a moment while the server is busy. Cap the
#   wait (maxRetryAfter in ky and got) and read the header yourself in the four.
#   Timers are noted here and run at once.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ky@1.14.3 got@14.6.6 axios@1.21.1 axios-retry@4.5.0 undici@7.30.2 \
  superagent@10.4.2 ofetch@1.5.1 fetch-retry@6.0.0 make-fetch-happen@15.0.6 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createServer } from 'node:http';

const timer = globalThis.setTimeout;
let waits = [];
// The timers that watch sockets and answers; all others are waits before the next try.
const ofSockets = [3000, 5000, 300_000];
globalThis.setTimeout = (act, wait, ...rest) => {
  const isWait = wait >= 900 && !ofSockets.includes(wait);
  if (isWait) waits.push(wait);
  return timer(act, isWait ? 5 : wait, ...rest);
};
const { default: ky } = await import('ky');
const { default: got } = await import('got');
const { default: axios } = await import('axios');
const { default: axiosRetry } = await import('axios-retry');
const undici = await import('undici');
const { default: superagent } = await import('superagent');
const { ofetch } = await import('ofetch');
const { default: fetchRetry } = await import('fetch-retry');
const { default: makeFetchHappen } = await import('make-fetch-happen');

let requests = 0;
let after = '20';
const server = createServer((request, response) => {
  request.resume();
  requests += 1;
  if (requests === 1) response.writeHead(429, { 'Retry-After': after });
  response.end('{}');
});
await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
const url = `http://127.0.0.1:${server.address().port}/`;
const method = 'POST';
const api = axios.create();
axiosRetry(api, { retries: 3, retryDelay: axiosRetry.exponentialDelay, retryCondition: () => true });
const agent = new undici.RetryAgent(new undici.Agent(), { maxRetries: 3, methods: [method] });
const clients = {
  ky: () => ky(url, { method, retry: { limit: 3, methods: ['post'] }, timeout: false }),
  got: () => got(url, { method, retry: { limit: 3, methods: [method] } }),
  'axios-retry': () => api(url, { method }),
  undici: () => undici.request(url, { method, dispatcher: agent }),
  superagent: () => superagent(method, url).retry(3),
  ofetch: () => ofetch(url, { method, retry: 3 }),
  'fetch-retry': () => fetchRetry(fetch, { retries: 3, retryOn: [429] })(url, { method }),
  'make-fetch-happen': () => makeFetchHappen(url, { retry: 3 }),
};
const seen = {};
for (const [name, ask] of Object.entries(clients)) {
  seen[name] = [];
  for (after of ['20', '86400']) {
    requests = 0;
    waits = [];
    await ask();
    const wait = requests === 2 ? Math.max(0, ...waits) / 1000 : NaN;
    seen[name].push(wait >= 20 ? `${wait < 30 ? 20 : wait > 86_000 ? 86_400 : wait} s` : wait >= 1 ? 'a second' : `${wait} s`);
  }
}
console.log('wait for Retry-After: 20, and for 86400', seen);
const wanted = {
  ky: '20 s,86400 s', got: '20 s,86400 s', 'axios-retry': '20 s,86400 s', undici: '20 s,30 s',
  superagent: '0 s,0 s', ofetch: '0 s,0 s', 'fetch-retry': 'a second,a second', 'make-fetch-happen': 'a second,a second',
};
process.exit(Object.entries(wanted).every(([name, text]) => String(seen[name]) === text) ? 0 : 1);
END
timeout 120 node see.mjs
