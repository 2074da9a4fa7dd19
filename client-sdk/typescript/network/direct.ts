/**
 * Sends a request to this machine without a proxy. The global `fetch` of Bun and Deno, and of Node.js with
 * `--use-env-proxy`, sends even a request for `http://127.0.0.1`, unencrypted, through the proxy that the environment
 * names (findings/loopback-through-a-proxy.sh).
 */
import { Agent, request, type AgentOptions, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Fetch } from './transport.ts';

/** Uses no proxy: the option `proxyEnv`, which exists since Node.js 24, replaces the environment by an empty one. */
const DIRECT = new Agent({ proxyEnv: {} } as AgentOptions);
/** Statuses with which a `Response` may not have a body. */
const NO_BODY_STATUSES = new Set([204, 205, 304]);

/** Sends a request over plain HTTP like `fetch`, but always directly. The body is a text. */
export const fetchDirectly: Fetch = async (url, { method = 'GET', headers, body, signal }) => {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { method, headers: headers as Record<string, string>, agent: DIRECT };
    const sent = request(url, { ...options, ...(signal && { signal }) }, resolve);
    sent.on('error', reject).end(body);
  });
  return responseOf(message);
};

function responseOf(message: IncomingMessage): Response {
  const { statusCode: status = 0, rawHeaders } = message;
  if (status < 200 || status > 599) {
    message.destroy();
    throw Object.assign(new Error(`No response has the status ${status}.`), { code: 'HPE_INVALID_STATUS' });
  }
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  const body = NO_BODY_STATUSES.has(status) ? null : (Readable.toWeb(message) as ReadableStream);
  return new Response(body, { status, headers });
}
