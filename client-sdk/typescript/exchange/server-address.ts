/**
 * Reads the option `server`. What could not work, or would send a license key without TLS to another machine, is refused
 * when the app starts, before any customer meets it.
 */
import { BadOptions } from '../primitives/errors.ts';
import { fetchDirectly } from './direct.ts';
import type { Setting } from './setting.ts';
import type { Fetch } from './transport.ts';

/**
 * Reads the address of the license server, and chooses the function that sends requests there: that of the app, or the
 * global `fetch`. A server on the same machine that is reached without TLS is never reached through a proxy.
 * @throws BadOptions
 */
export function readServer(server: string | URL, given: Fetch | undefined): Pick<Setting, 'urlOf' | 'fetch'> {
  const url = URL.canParse(String(server)) ? new URL(server) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new BadOptions('server must be an https URL.');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new BadOptions('server must be an https URL; plain http is accepted only for the same machine.');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new BadOptions('server must be a URL without user, query or fragment.');
  }
  const root = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  const send: Fetch = url.protocol === 'http:' ? fetchDirectly : (path, init) => fetch(path, init);
  return { urlOf: (path) => `${root}${path}`, fetch: given ?? send };
}

/**
 * Whether a host is this machine: a name by RFC 6761 section 6.3, or a loopback address. The URL parser has already
 * normalised every spelling of an IP address.
 */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
