/**
 * An app in a process of its own, which signs in with the SDK and tells its parent what it shows and how that ends. Its
 * polls follow one another at once, as if the server had asked for that.
 */

import { Quietkey, type Fetch, type QuietkeyError } from '../../client-sdk/typescript/index.ts';

const [server = '', rootKey = '', store = '', address = '', now = ''] = process.argv.slice(2);

/** Behind a proxy that reports the app's address, at a server with a short interval. */
const fetchAtOnce: Fetch = async (url, init) => {
  const headers = new Headers(init.headers);
  headers.set('x-forwarded-for', address);
  const answer = await fetch(url, { ...init, headers });
  if (!url.endsWith('/v1/sign-ins')) return answer;
  return Response.json({ ...((await answer.json()) as object), interval: 0.02 });
};

const app = new Quietkey({
  server,
  product: 'sonar',
  rootKey,
  store,
  clock: () => Number(now) * 1000,
  interfaces: () => [{ name: 'eth0', mac: '00:1b:21:aa:bb:01', builtIn: true }],
  fetch: fetchAtOnce,
});
try {
  const check = await app.activateBySignIn({ show: (prompt) => process.send?.({ prompt }) });
  process.send?.({ end: check.state, machineName: check.machineName });
} catch (error) {
  const { code, refusal } = error as QuietkeyError & { refusal?: string };
  process.send?.({ end: refusal ?? code });
}
