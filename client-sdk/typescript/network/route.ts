/**
 * Decides how requests reach the license server: by the runtime's `fetch`, or by the SDK's own carrier where a proxy or
 * an authority is set, and where the runtime might use a proxy that is not meant. Loaded only when a call is made.
 */
import { readVariable, type Variable } from '../primitives/environment.ts';
import { Intercepted } from '../primitives/errors.ts';
import { sendByNode, type Way } from './node-carrier.ts';
import { proxyOfEnvironment } from './proxy-environment.ts';
import type { Proxy } from './proxy.ts';
import { isLoopback } from './server-address.ts';
import type { Carrier } from './transport.ts';

/** What the app says about the way to the server. */
export interface RouteOptions {
  /** The proxy; false for none; undefined if the environment decides. */
  proxy: Proxy | false | undefined;
  /** Returns the certificates of the option `ca`; undefined without the option. */
  authority: (() => readonly string[]) | undefined;
}

export type Route =
  | { by: 'runtime' }
  | { by: 'sdk'; proxy: Proxy | undefined }
  /** The environment names a proxy that the SDK does not know. */
  | { by: 'none'; variable: string; found: string };

/**
 * The carrier of the next call.
 *
 * @throws BadOptions if the file of the option `ca` cannot be read; Intercepted (`proxy`) if only an unknown proxy is named
 */
export function carrierTo(server: URL, options: RouteOptions): Carrier {
  const route = decideRoute(server, options, readVariable);
  if (route.by === 'none') throw unknownProxy(route);
  if (route.by === 'runtime') return { fetch: (url, init) => fetch(url, init), isProxied: false };
  const way: Way = { proxy: route.proxy, authority: options.authority?.() ?? [] };
  return { fetch: (url, init) => sendByNode(url, init, way), isProxied: route.proxy !== undefined };
}

/** Decides how a server is reached. This machine is never reached through a proxy. */
export function decideRoute(server: URL, { proxy, authority }: RouteOptions, variable: Variable): Route {
  const directly: Route = { by: 'sdk', proxy: undefined };
  if (proxy === false || isLoopback(server.hostname)) return directly;
  if (proxy) return { by: 'sdk', proxy };
  const choice = proxyOfEnvironment(server, variable);
  if (choice.kind === 'proxy') return { by: 'sdk', proxy: choice.proxy };
  if (choice.kind === 'unknown') return { by: 'none', variable: choice.variable, found: choice.found };
  return choice.kind === 'excluded' || authority ? directly : { by: 'runtime' };
}

function unknownProxy({ variable, found }: { variable: string; found: string }): Intercepted {
  return new Intercepted(`${variable} names a proxy that this app cannot use: ${found}.`, {
    networkCause: 'proxy',
    remedy: `Set ${variable} to the http or https URL of a proxy, or name the license server in NO_PROXY to use none.`,
  });
}
