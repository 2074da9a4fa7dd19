/**
 * Reads the options about the way to the license server. A mistake of the app is found at its start; how a request is
 * sent is decided, and what sends it is loaded, only when a call is made.
 */
import { BadOptions } from '../primitives/errors.ts';
import { readAuthority } from './authority.ts';
import { readProxy, type Proxy } from './proxy.ts';
import type { Carrier, Fetch } from './transport.ts';

/** The options about the way to the server. */
interface CarrierOptions {
  /** The app's own function, already checked. */
  fetch: Fetch | undefined;
  proxy?: string | URL | false | undefined;
  ca?: string | undefined;
}

/** Returns a function that gives the carrier of a call, and throws BadOptions if a file cannot be read. @throws BadOptions */
export function readCarrier(server: URL, { fetch, proxy, ca }: CarrierOptions): () => Promise<Carrier> {
  if (fetch) {
    if (proxy !== undefined || ca !== undefined)
      throw new BadOptions('proxy and ca have no effect on a fetch of the app: set them there.');
    return () => Promise.resolve({ fetch, isProxied: false });
  }
  const options = {
    proxy: proxy === undefined || proxy === false ? proxy : requireProxy(String(proxy)),
    authority: ca === undefined ? undefined : readAuthority(ca),
  };
  return async () => (await import('./route.ts')).carrierTo(server, options);
}

function requireProxy(address: string): Proxy {
  const proxy = readProxy(address);
  if (!proxy)
    throw new BadOptions(
      'proxy must be the http or https URL of a proxy, with what is special in its password percent-encoded.',
    );
  return proxy;
}
