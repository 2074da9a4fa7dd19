/**
 * The network that a request came from, truncated: a /24 of IPv4, a /48 of IPv6, or nothing. The address comes from the
 * socket, or from the chain of forwarding headers as far as trusted proxies wrote it, read from the right; whatever a
 * client wrote further left is never believed. What is stored is the prefix alone; `origin` serves the limits, which
 * keep it in memory, under a key of the process.
 */

import { BlockList, isIP, isIPv4 } from 'node:net';

/** Entries of the chain that are looked at; a longer one is cut from the left. */
const CHAIN_MAX = 20;

/** Networks that say nothing about where somebody is, or that nobody can be reached at. */
const UNTOLD: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
  ['::', 8],
  ['100::', 64],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];
const untold = listsOf(UNTOLD.map(([address, bits]) => `${address}/${bits}`));

export interface Network {
  /** `203.0.113.0/24`, `2001:db8:1::/48`, or null where none may be kept. */
  readonly prefix: string | null;
  /** The prefix, or the private address that has none. Never to be stored. */
  readonly origin: string;
}

export type NetworkReader = (socketAddress: string | undefined, forwardedFor: string | undefined) => Network;

/** @param trustedProxies addresses or CIDR networks whose forwarding header is believed; none by default */
export function networkReader(trustedProxies: readonly string[]): NetworkReader {
  const trusted = listsOf(trustedProxies);
  return (socketAddress = '', forwardedFor = '') => {
    const peer = addressOf(socketAddress);
    // a look into a list costs microseconds, and most servers trust nobody
    const last = trustedProxies.length === 0 ? peer : behind(trusted, peer, forwardedFor);
    const client = last === undefined ? undefined : translated(last);
    const prefix = client === undefined ? null : prefixOf(client);
    return { prefix, origin: prefix ?? client ?? '' };
  };
}

/** The first address from the right that no trusted proxy has: where there is none, the client is not known. */
function behind(trusted: Lists, peer: string | undefined, forwardedFor: string): string | undefined {
  const chain = forwardedFor.split(',').slice(-CHAIN_MAX).map(addressOf);
  let client = peer;
  while (client !== undefined && contains(trusted, client)) client = chain.pop();
  return client;
}

/** The truncated network of a bare address; null where it is private or reserved. */
function prefixOf(address: string): string | null {
  if (contains(untold, address)) return null;
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  const groups = groupsOf(address)
    .slice(0, 3)
    .map((group) => group.toString(16));
  while (groups.at(-1) === '0') groups.pop();
  return `${groups.join(':')}::/48`;
}

/** An address as it stands in a header: without port, brackets and zone; IPv4-mapped (RFC 4291) becomes IPv4. */
function addressOf(written: string): string | undefined {
  const text = written.trim().replace(/^\[([^\]]*)\](?::\d+)?$/, '$1');
  const bare = text.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1').replace(/%.*$/, '');
  if (isIP(bare) === 0) return undefined;
  if (isIPv4(bare)) return bare;
  const groups = groupsOf(bare);
  return leadOf(groups) === '0:0:0:0:0:ffff' ? dotted(groups[6] ?? 0, groups[7] ?? 0) : bare;
}

/** IPv4 of NAT64 (RFC 6052) and 6to4 (RFC 3056). Not before trust is decided: anybody can make up a 6to4 of a proxy. */
function translated(address: string): string {
  if (isIPv4(address)) return address;
  const groups = groupsOf(address);
  if (leadOf(groups) === '64:ff9b:0:0:0:0') return dotted(groups[6] ?? 0, groups[7] ?? 0);
  return groups[0] === 0x2002 ? dotted(groups[1] ?? 0, groups[2] ?? 0) : address;
}

function leadOf(groups: readonly number[]): string {
  return groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(':');
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of an IPv6 address. The URL parser knows every spelling of one. */
function groupsOf(address: string): number[] {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16));
  const [head, tail] = [numbers(left), numbers(right ?? '')];
  return right === undefined
    ? head
    : [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** Networks by family. IPv4 is compared as numbers, since every request asks; IPv6 as Node does it. */
interface Lists {
  readonly ipv4: readonly { address: number; bits: number }[];
  readonly ipv6: BlockList;
}

function listsOf(networks: readonly string[]): Lists {
  const ipv4: { address: number; bits: number }[] = [];
  const ipv6 = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    if (isIPv4(address)) ipv4.push({ address: numberOf(address), bits: Number(bits ?? 32) });
    else ipv6.addSubnet(address, Number(bits ?? 128), 'ipv6');
  }
  return { ipv4, ipv6 };
}

function contains(lists: Lists, address: string): boolean {
  if (!isIPv4(address)) return lists.ipv6.check(address, 'ipv6');
  const number = numberOf(address);
  // a shift by 32 shifts by none
  return lists.ipv4.some((one) => one.bits === 0 || (number ^ one.address) >>> (32 - one.bits) === 0);
}

function numberOf(ipv4: string): number {
  return ipv4.split('.').reduce((number, part) => (number << 8) | Number(part), 0);
}
