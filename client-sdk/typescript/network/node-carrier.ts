/**
 * Sends a request over `node:http` and `node:https`, which Bun and Deno have too, directly or through a proxy. The
 * global `fetch` cannot: that of Node.js knows no proxy and no authority of the app, and that of Bun and Deno sends even
 * a request for `http://127.0.0.1`, unencrypted, through the proxy that the environment names
 * (findings/loopback-through-a-proxy.sh). Loaded only when it sends.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import { Readable, type Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { withoutBrackets, type Proxy } from './proxy.ts';

/** How a request is sent. */
export interface Way {
  /** Undefined: directly. */
  proxy: Proxy | undefined;
  /** Certificates, each as PEM, that are trusted besides those of the runtime. */
  authority: readonly string[];
}

/** What `tls` and `https` need to know of the authorities. */
type Trust = Pick<tls.SecureContextOptions, 'ca'>;

/** Uses no proxy: the option `proxyEnv`, which exists since Node.js 24, replaces the environment by an empty one. */
const NO_PROXIES = { proxyEnv: {} } as http.AgentOptions;
const AGENTS = { http: new http.Agent(NO_PROXIES), https: new https.Agent(NO_PROXIES) };
/** Statuses with which a `Response` may not have a body. */
const NO_BODY_STATUSES = new Set([204, 205, 304]);

/** Sends a request like `fetch`, in a given way. The body is a text. */
export async function sendByNode(
  url: string,
  { method = 'GET', headers, body, signal }: RequestInit,
  { proxy, authority }: Way,
): Promise<Response> {
  const trust = trustWith(authority);
  const abortable = signal ? { signal } : {};
  const target = new URL(url);
  const way = proxy
    ? secureThrough(await openTunnel(proxy, target, { ...abortable, trust }), target, trust)
    : { agent: target.protocol === 'http:' ? AGENTS.http : AGENTS.https, ...trust };
  const { request } = target.protocol === 'http:' ? http : https;
  const message = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const options = { method, headers: headers as Record<string, string>, ...abortable, ...way };
    request(url, options, resolve).on('error', reject).end(body);
  });
  return responseOf(message);
}

/** Asks a proxy for a tunnel to the server of a URL (RFC 9110, section 9.3.6). */
function openTunnel(
  { isSecure, host, port, authorization }: Proxy,
  target: URL,
  { signal, trust }: { signal?: AbortSignal; trust: Trust },
): Promise<Duplex> {
  const [{ request }, agent] = isSecure ? [https, AGENTS.https] : [http, AGENTS.http];
  const path = `${target.hostname}:${target.port || 443}`;
  const headers = { host: path, ...(authorization && { 'proxy-authorization': authorization }) };
  return new Promise((resolve, reject) => {
    const options = { host, port, method: 'CONNECT', path, headers, agent, ...(signal && { signal }) };
    request({ ...options, ...trust })
      .on('connect', ({ statusCode = 0 }: http.IncomingMessage, socket: Duplex, head: Buffer) => {
        if (statusCode >= 200 && statusCode < 300) {
          socket.unshift(head);
          return resolve(socket);
        }
        socket.destroy();
        reject(proxyError('ERR_TUNNEL_CONNECTION_FAILED', `The proxy answered with status ${statusCode}.`));
      })
      .on('error', (cause) => {
        reject(proxyError('ERR_PROXY_CONNECTION_FAILED', 'The proxy was not reached.', cause));
      })
      .end();
  });
}

/** The options of a request that speaks TLS with the server at the end of a tunnel. */
function secureThrough(
  socket: Duplex,
  { hostname }: URL,
  trust: Trust,
): Pick<https.RequestOptions, 'createConnection'> {
  const host = withoutBrackets(hostname);
  const secure = tls.connect({ socket, host, servername: isIP(host) ? '' : host, ...trust });
  socket.on('error', (error) => secure.destroy(error));
  return { createConnection: () => secure };
}

/** The runtime's own authorities, and those of the app. */
function trustWith(authority: readonly string[]): Trust {
  if (authority.length === 0) return {};
  // since Node.js 22.15; it includes NODE_EXTRA_CA_CERTS
  const { getCACertificates, rootCertificates } = tls as typeof tls & {
    getCACertificates?: (type: 'default') => string[];
  };
  return { ca: [...(getCACertificates?.('default') ?? rootCertificates), ...authority] };
}

/** An error with a code of Chromium, which `obstacle.ts` knows. */
function proxyError(code: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code });
}

function responseOf(message: http.IncomingMessage): Response {
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
