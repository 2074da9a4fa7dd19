/**
 * Reads the option `server`. An address that cannot work, or that would send license keys to another machine without
 * TLS, is refused when the app starts, before any customer is affected.
 */
import { BadOptions } from '../primitives/errors.ts';

/** The ports that every `fetch` refuses, by the Fetch standard (https://fetch.spec.whatwg.org/#port-blocking). */
const BLOCKED_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Where the license server is. */
interface Server {
  url: URL;
  /** Returns the full URL of a path below the server's URL. */
  urlOf: (path: string) => string;
}

/** Reads the address of the license server. @throws BadOptions */
export function readServer(server: string | URL): Server {
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
  if (BLOCKED_PORTS.has(Number(url.port || Number.NaN))) {
    throw new BadOptions(
      `server must have another port: every fetch refuses port ${url.port}, by its standard.`,
    );
  }
  const root = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { url, urlOf: (path) => `${root}${path}` };
}

/**
 * Whether a host is this machine: the name `localhost` (RFC 6761 section 6.3), or a loopback address. The URL parser
 * has already normalised every spelling of an IP address.
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
