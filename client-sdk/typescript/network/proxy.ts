/**
 * The address of a proxy between the app and the license server. A password is kept only as the header that the proxy
 * gets; no error and no text of the SDK has it.
 */

/** An HTTP proxy, to which the app speaks with or without TLS. */
export interface Proxy {
  isSecure: boolean;
  host: string;
  port: number;
  /** The value of `Proxy-Authorization`; undefined without a user and password. */
  authorization: string | undefined;
}

const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** Whether an address is that of a script that names proxies (PAC), which the SDK does not run. */
export const isScript = (text: string): boolean => /\.(?:pac|dat)$/i.test(text);

/**
 * Reads the address of a proxy, such as `http://user:password@proxy.example:8080`; without a scheme it is http. Undefined
 * for what is no address of an HTTP proxy.
 */
export function readProxy(text: string): Proxy | undefined {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || isScript(url.pathname) || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return undefined;
  const isSecure = url.protocol === 'https:';
  const credentials = [url.username, url.password].map(decode).join(':');
  return {
    isSecure,
    host: withoutBrackets(url.hostname),
    port: Number(url.port || (isSecure ? HTTPS_PORT : HTTP_PORT)),
    authorization: credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}

/** A host of a URL as `node:net` takes it: an IPv6 address without brackets. */
export const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
