/**
 * The truncated network of a client: a /24 of IPv4, a /48 of IPv6, or nothing. The client's address comes from the
 * socket or from X-Forwarded-For. X-Forwarded-For is read from the right, as far as trusted proxies wrote its entries;
 * what a client wrote further left is never trusted. Only the prefix is stored. `origin` is for the rate limits, which
 * keep it in memory under a key of the process.
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
   * The prefix of the client's network or, for a private address without a prefix, the address itself. The origin must
   * never be stored.
   */
  readonly origin: string;
}

export type NetworkReader = (socketAddress: string | undefined, forwardedFor: string | undefined) => Network;

/**
 * Makes a function that reads the network of a client.
 * @param trustedProxies addresses or CIDR networks whose X-Forwarded-For is trusted; none by default
 */
export function networkReader(trustedProxies: readonly string[]): NetworkReader {
  const trusted = trustedProxies.map(rangeOf);
  return (socketAddress = '', forwardedFor = '') => {
    const peer = addressOf(socketAddress);
    // most servers trust no proxy, and then the header need not be read
    const last = trusted.length === 0 ? peer : behind(trusted, peer, forwardedFor);
    const client = last === undefined ? undefined : translated(last);
    const prefix = client === undefined ? null : prefixOf(client);
    return { prefix, origin: prefix ?? client?.toString() ?? '' };
  };
}

/**
 * The first address from the right that does not belong to a trusted proxy. If every address belongs to a trusted
 * proxy, the client is not known.
 */
function behind(trusted: Range[], peer: Address | undefined, forwardedFor: string): Address | undefined {
  const chain = forwardedFor.split(',').slice(-CHAIN_MAX).map(addressOf);
  let client = peer;
  while (client !== undefined && isIn(trusted, client)) client = chain.pop();
  return client;
}

/** The truncated network of an address; null if the address is private or reserved. */
function prefixOf(address: Address): string | null {
  if (isIn(PRIVATE_NETWORKS, address)) return null;
  if (address instanceof ipaddr.IPv4) return `${address.octets.slice(0, 3).join('.')}.0/24`;
  return `${new ipaddr.IPv6([...address.parts.slice(0, 3), 0, 0, 0, 0, 0]).toString()}/48`;
}

/**
 * Reads an address of a header, without port, brackets and zone. An IPv4-mapped IPv6 address (RFC 4291) becomes IPv4.
 */
function addressOf(written: string): Address | undefined {
  const text = written.trim().replace(/^\[([^\]]*)\](?::\d+)?$/, '$1');
  const address = parse(text.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1'));
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
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
  const bare = text.replace(/%.*$/, '');
  return isIP(bare) === 0 ? undefined : ipaddr.parse(bare.replace(/^::(?=\d+\.)/, '0::'));
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
  return ipaddr.subnetMatch(address, { listed: ranges }, 'elsewhere') === 'listed';
}
