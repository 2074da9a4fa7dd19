/**
 * Checks that a request has exactly one Host header, and that an absolute request target names that host. Node's parser
 * leaves this check to the application. Without the check, a proxy may have read the request differently (RFC 9112,
 * sections 3.2 and 11).
 */

import type { IncomingMessage } from 'node:http';
import { refuse } from '../domain/kernel/refusal.ts';

const VERSIONS = new Set(['1.0', '1.1']);
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const SCHEME = /^https?:\/\//i;

/**
 * Requires exactly one valid Host header.
 * @throws Refusal `request_malformed`
 */
export function requireOneHost({ httpVersion, headers, url = '' }: IncomingMessage): void {
  const { host } = headers;
  // HTTP/0.9 has no headers, and HTTP/1.0 does not require Host
  const isNamed = host === undefined ? httpVersion === '1.0' : HOST.test(host);
  if (!isNamed || !VERSIONS.has(httpVersion)) {
    refuse('request_malformed', { detail: 'The request must have exactly one Host header.' });
  }
  if (!url.startsWith('/') && !isAt(url, host)) {
    refuse('request_malformed', {
      detail: 'The request target must be a path, or a URL at the host of the Host header.',
    });
  }
}

/** Names of this machine, as a browser on it may write them, with the port. */
const THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])(:\d{1,5})?$/i;

/**
 * Whether two hosts are the same port of this machine under two names, such as `localhost:8787` and `127.0.0.1:8787`.
 */
export function isOtherName(host: string, own: string): boolean {
  const [named, configured] = [THIS_MACHINE.exec(host), THIS_MACHINE.exec(own)];
  return named !== null && configured !== null && named[1] === configured[1] && host !== own;
}

/** Whether an absolute request target names the same host as the Host header. */
function isAt(url: string, host: string | undefined): boolean {
  const rest = url.replace(SCHEME, '');
  return rest !== url && host !== undefined && rest.toLowerCase().startsWith(`${host.toLowerCase()}/`);
}
