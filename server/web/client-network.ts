/**
 * The truncated network of a client: a /24 of IPv4, a /48 of IPv6, or nothing. The client's address comes from the
 * socket or from X-Forwarded-For. X-Forwarded-For is read from the right, for as long as trusted proxies wrote its
 * entries; entries further left, which the client may have written, are never trusted. Only the prefix is stored.
 * `origin` is for the rate limits, which keep it in memory under a key of the process. Clients whose addresses cannot
 * be read never count as one client.
 */

import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** The maximum number of entries of X-Forwarded-For that are read, from the right. */
const CHAIN_MAX = 20;

/** Private and reserved networks, which are not stored. */
const PRIVATE_NETWORKS = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/8',
  '100::/64',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
].map(rangeOf);
const LOOPBACK = ['127.0.0.0/8', '::1/128'].map(rangeOf);
const NAT64 = rangeOf('64:ff9b::/96');
const SIX_TO_FOUR = rangeOf('2002::/16');

type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** A network: an address in the network, and the number of bits that all addresses of the network share. */
type Range = [Address, number];

export interface Network {
  /**
   * The truncated network of the client, such as `203.0.113.0/24` or `2001:db8:1::/48`; null if no network may be
   * stored.
   */
  readonly prefix: string | null;
  /**
   * The prefix of the client's network or, for a private address without a prefix, the address itself. For an entry
   * that is not an address, it is the entry together with the last hop that could be read. Null if nothing
   * distinguishes the client from other clients; then only the common limits for all such clients apply. The origin
   * must never be stored.
   */
  readonly origin: string | null;
}

export type NetworkReader = (socketAddress: string | undefined, forwardedFor: string | undefined) => Network;

/** A client behind trusted proxies. `hop`: the last address that could be read, which is a trusted proxy's. */
type Client =
  | { readonly is: 'address'; readonly address: Address }
  /** Every entry is a trusted proxy's address. The leftmost entry then counts as the client. */
  | { readonly is: 'proxy'; readonly hop: Address }
  | { readonly is: 'unreadable'; readonly hop: Address; readonly entry: string }
  | { readonly is: 'unnamed' };

const NOBODY: Network = { prefix: null, origin: null };
/** The entry that a proxy writes if it does not name the client (RFC 7239, section 6.2). */
const UNNAMED = 'unknown';
/** The number of characters of an unreadable entry that distinguish it from others. */
const ENTRY_CHARACTERS_MAX = 64;

/**
 * Makes a function that reads the network of a client.
 * @param trustedProxies addresses or CIDR networks whose X-Forwarded-For is trusted; none by default
 * @param onUnreadable called for each request in which a proxy does not name the client in a readable form
 */
export function networkReader(
  trustedProxies: readonly string[],
  onUnreadable: () => void = () => undefined,
): NetworkReader {
  const trusted = trustedProxies.map(rangeOf);
  // the peer of most requests is the one proxy, or the client of a connection that is kept
  let peer = readPeer(trusted, '');
  return (socketAddress = '', forwardedFor = '') => {
    if (peer.written !== socketAddress) peer = readPeer(trusted, socketAddress);
    if (peer.address === undefined) return NOBODY;
    const client = clientOf(trusted, peer.address, peer.isTrusted, forwardedFor);
    if (client.is === 'unreadable' || client.is === 'unnamed') onUnreadable();
    return networkOf(client);
  };
}

/** The other end of a connection. */
interface Peer {
  readonly written: string;
  /** Undefined if the address cannot be read. */
  readonly address: Address | undefined;
  readonly isTrusted: boolean;
}

function readPeer(trusted: Range[], written: string): Peer {
  const address = addressOf(written);
  return { written, address, isTrusted: address !== undefined && isIn(trusted, address) };
}

function networkOf(client: Client): Network {
  if (client.is === 'unnamed') return NOBODY;
  if (client.is === 'proxy') return { prefix: null, origin: client.hop.toString() };
  if (client.is === 'unreadable') {
    const { hop, entry } = client;
    if (entry === UNNAMED) return NOBODY;
    return { prefix: null, origin: `${hop.toString()} ${entry.slice(0, ENTRY_CHARACTERS_MAX)}` };
  }
  const address = translated(client.address);
  const prefix = prefixOf(address);
  return { prefix, origin: prefix ?? address.toString() };
}

/** The client of a peer. A peer on this machine that sends X-Forwarded-For is a proxy, even if it is not trusted. */
function clientOf(trusted: Range[], peer: Address, isTrusted: boolean, forwardedFor: string): Client {
  if (isTrusted) return behind(trusted, peer, forwardedFor);
  const isUntrustedProxy = forwardedFor !== '' && isIn(LOOPBACK, peer);
  return isUntrustedProxy ? { is: 'unnamed' } : { is: 'address', address: peer };
}

/** The client of a trusted peer: the first address from the right that does not belong to a trusted proxy. */
function behind(trusted: Range[], peer: Address, forwardedFor: string): Client {
  const chain = forwardedFor.includes(',') ? forwardedFor.split(',') : [forwardedFor];
  let hop = peer;
  for (let entries = 0; ; entries += 1) {
    const entry = entries < CHAIN_MAX ? takeLast(chain) : undefined;
    if (entry === undefined) return entries > 0 ? { is: 'proxy', hop } : { is: 'unnamed' };
    const address = addressOf(entry);
    if (address === undefined) return { is: 'unreadable', hop, entry: bare(entry).toLowerCase() };
    if (!isIn(trusted, address)) return { is: 'address', address };
    hop = address;
  }
}

/** Takes the last entry of a chain. Empty entries, as between two commas, are skipped (RFC 9110, section 5.6.1). */
function takeLast(chain: string[]): string | undefined {
  for (let entry = chain.pop(); entry !== undefined; entry = chain.pop()) {
    const text = entry.trim();
    if (text !== '') return text;
  }
  return undefined;
}

/** The truncated network of an address; null if the address is private or reserved. */
function prefixOf(address: Address): string | null {
  if (isIn(PRIVATE_NETWORKS, address)) return null;
  if (address instanceof ipaddr.IPv4) return `${address.octets.slice(0, 3).join('.')}.0/24`;
  return `${new ipaddr.IPv6([...address.parts.slice(0, 3), 0, 0, 0, 0, 0]).toString()}/48`;
}

/**
 * Reads an address of a header, without quotes, brackets, port and zone. An IPv4-mapped IPv6 address (RFC 4291) becomes
 * IPv4. Some proxies write an IPv6 address and its port without brackets. A port of five digits, which most clients
 * have, cannot be a group of an address. A shorter port is read as the last group, which does not change the prefix if
 * `::` follows the first three groups.
 */
function addressOf(written: string): Address | undefined {
  const address = parse(written) ?? parse(bracketless(written)) ?? parse(bare(written));
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** An entry without quotes, and without brackets and the text after the closing bracket. */
function bracketless(written: string): string {
  const text = written
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();
  return text.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1');
}

/** An entry without its port. */
function bare(written: string): string {
  return bracketless(written).replace(/:\d{1,5}$/, '');
}

/**
 * Translates an IPv6 address of NAT64 (RFC 6052) or 6to4 (RFC 3056) to the IPv4 address that it contains, because a /48
 * of 6to4 contains a whole IPv4 address. A Teredo address (RFC 4380) is not translated, because a /48 of Teredo
 * contains only half of the address of a Teredo server. An address is translated only after the decision whether it is
 * trusted, because anybody can make up a 6to4 address that contains a proxy's address.
 */
function translated(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  const bytes = address.toByteArray();
  if (address.match(NAT64)) return new ipaddr.IPv4(bytes.slice(12));
  return address.match(SIX_TO_FOUR) ? new ipaddr.IPv4(bytes.slice(2, 6)) : address;
}

/**
 * Parses an address without its zone. Node decides what counts as an address, because the library also accepts octal,
 * hex and short IPv4. The library would read the deprecated form `::a.b.c.d` (RFC 4291, 2.5.5.1) as IPv4-mapped;
 * anybody could then write a trusted proxy's address in this form.
 */
function parse(text: string): Address | undefined {
  const bare = text.includes('%') ? text.replace(/%.*$/, '') : text;
  const family = isIP(bare);
  if (family === 4) return new ipaddr.IPv4(bare.split('.').map(Number));
  return family === 0 ? undefined : ipaddr.parse(bare.replace(/^::(?=\d+\.)/, '0::'));
}

/**
 * Parses a network.
 * @param network an address or a CIDR network, in a form that the configuration accepts
 */
function rangeOf(network: string): Range {
  const [text = '', bits] = network.split('/');
  const address = parse(text);
  if (address === undefined) throw new TypeError('A network begins with an address.');
  return [address, Number(bits ?? (address.kind() === 'ipv4' ? 32 : 128))];
}

function isIn(ranges: Range[], address: Address): boolean {
  return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}
