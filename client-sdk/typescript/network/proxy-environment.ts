/**
 * The proxy that the environment names for a server, by the rules that most programs share: `HTTPS_PROXY`, `ALL_PROXY`,
 * `HTTP_PROXY` and `NO_PROXY`, each also in lower case. A value that names no HTTP proxy, such as one of SOCKS, is
 * skipped if another variable names one; otherwise the call fails, because it must not go without a proxy unseen.
 */
import { BlockList, isIP } from 'node:net';
import type { Variable } from '../primitives/environment.ts';
import { isScript, readProxy, withoutBrackets, type Proxy } from './proxy.ts';

/** What the environment says of a server: nothing, that no proxy leads there, which one does, or something unknown. */
export type ProxyChoice =
  | { kind: 'unsaid' }
  | { kind: 'excluded' }
  | { kind: 'proxy'; proxy: Proxy }
  /** The variable names something else, such as `socks5`. */
  | { kind: 'unknown'; variable: string; found: string };

/** In the order in which they count: the variable of https, that of all protocols, and that which often stands alone. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'];
const HTTPS_PORT = 443;

/** Finds the proxy for a server in the environment. A variable in lower case counts before the same in upper case. */
export function proxyOfEnvironment(server: URL, variable: Variable): ProxyChoice {
  const valueOf = (name: string): string =>
    [name.toLowerCase(), name].map((spelling) => variable(spelling)?.trim()).find(Boolean) ?? '';
  const named = PROXY_VARIABLES.map((variable) => ({ variable, value: valueOf(variable) })).filter(
    ({ value }) => value !== '',
  );
  const [first] = named;
  if (!first) return { kind: 'unsaid' };
  if (isExcluded(server, valueOf('NO_PROXY'))) return { kind: 'excluded' };
  const proxy = named.map(({ value }) => readProxy(value)).find((read) => read !== undefined);
  return proxy
    ? { kind: 'proxy', proxy }
    : { kind: 'unknown', variable: first.variable, found: kindOf(first.value) };
}

/** What a value is, without the value itself: it may have a password. */
function kindOf(value: string): string {
  const [, scheme = ''] = /^([a-z][a-z\d+.-]{0,20}):/i.exec(value) ?? [];
  if (/^(?:pac\b|file$)/i.test(scheme) || isScript(value)) return 'a script (PAC)';
  return scheme === '' || /^https?$/i.test(scheme) ? 'no address' : scheme.toLowerCase();
}

/**
 * Whether a list such as `NO_PROXY` has a server: by name, which includes all names below it, by address, by range
 * (`10.0.0.0/8`), each but a range with or without a port, or by `*`.
 */
export function isExcluded({ hostname, port }: URL, list: string): boolean {
  const server = { host: withoutBrackets(hostname).replace(/\.$/, ''), port: port || String(HTTPS_PORT) };
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => hasServer(entry, server));
}

function hasServer(entry: string, { host, port }: { host: string; port: string }): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInRange(host, entry);
  const parts = isIP(entry) ? [entry, entry] : /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry);
  const name = withoutBrackets(parts?.[1] ?? '');
  const onlyPort = parts?.[2] ?? port;
  if (name === '' || onlyPort !== port) return false;
  if (isIP(name)) return isInRange(host, `${name}/${isIP(name) === 4 ? 32 : 128}`);
  const suffix = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return !isIP(host) && suffix !== '' && `.${host}`.endsWith(`.${suffix}`);
}

/** Whether an address is in a range, such as `fd00::/8`. */
function isInRange(host: string, range: string): boolean {
  const [, network = '', bits = ''] = /^([\d.a-f:]+)\/(\d{1,3})$/.exec(range) ?? [];
  const [family, hostFamily] = [isIP(network), isIP(host)];
  if (family === 0 || hostFamily === 0 || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const addresses = new BlockList();
  addresses.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return addresses.check(host, hostFamily === 4 ? 'ipv4' : 'ipv6');
}
