/**
 * What must hold before an address means anything: the request names one host, and its address is at that host. Node's
 * parser leaves this to the application, and a proxy in front may have read it otherwise (RFC 9112, sections 3.2 and 11).
 */

import type { IncomingMessage } from 'node:http';
import { refuse } from '../domain/kernel/refusal.ts';

const VERSIONS = new Set(['1.0', '1.1']);
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const SCHEME = /^https?:\/\//i;

/** @throws Refusal `request_malformed` */
export function requireOneHost({ httpVersion, headers, url = '' }: IncomingMessage): void {
  const { host } = headers;
  // HTTP/0.9 has no headers at all, and 1.0 may go without a host
  const named = host === undefined ? httpVersion === '1.0' : HOST.test(host);
  if (!named || !VERSIONS.has(httpVersion)) {
    refuse('request_malformed', { detail: 'The request must have exactly one Host header.' });
  }
  if (!url.startsWith('/') && !isAt(url, host)) {
    refuse('request_malformed', {
      detail: 'The request target must be a path, or a URL at the host of the Host header.',
    });
  }
}

/** Whether an address in absolute form is at the host. */
function isAt(url: string, host: string | undefined): boolean {
  const rest = url.replace(SCHEME, '');
  return rest !== url && host !== undefined && rest.toLowerCase().startsWith(`${host.toLowerCase()}/`);
}
