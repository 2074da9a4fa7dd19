/**
 * What an address alone says: whether a hardware maker assigned it to one adapter. MACHINES.md has the same lists, for
 * clients in other languages.
 */
import { canonicalMac } from './adapter.ts';

/**
 * The prefixes of virtual cards, made by hypervisors and tunnel drivers. Their other addresses are locally
 * administered.
 */
export const SOFTWARE: readonly string[] = [
  '000569', // VMware
  '000c29', // VMware
  '001c14', // VMware
  '005056', // VMware
  '00155d', // Hyper-V
  '0003ff', // Virtual PC
  '001c42', // Parallels
  '00163e', // Xen
  '080027', // VirtualBox
  '001a4a', // oVirt
  '506b8d', // Nutanix
  '589cfc', // bhyve
  'bc2411', // Proxmox
  '5cbbf69eee', // WSL 2 in bridged mode: one address on every computer
  '00ff', // TAP-Windows
];

/** Addresses that many adapters have, because a maker left a placeholder or a driver sets a fixed address. */
export const SHARED: readonly string[] = [
  '888888888788', // Intel cards without an assigned address
  '001122334455',
  '123456789abc',
  '00059a3c7a00', // Cisco AnyConnect
  '00059a3c7800', // Cisco VPN client
  '00090ffe0001', // Fortinet
  '00090faa0001', // Fortinet
];

/** An address whose second half, which the maker assigns, is all zeros or all ones: the card's memory is empty. */
const EMPTY_MEMORY = /^.{6}(?:000000|ffffff)$/;

/** Whether an address has the bit of locally administered addresses, by which systems mark random and private ones. */
const isLocal = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;

/** Whether the address, judged by itself, identifies one adapter, and that adapter is hardware. */
export function isOneAdapters(address: string): boolean {
  const mac = canonicalMac(address);
  if (mac === undefined || SHARED.includes(mac) || EMPTY_MEMORY.test(mac)) return false;
  return !SOFTWARE.some((prefix) => mac.startsWith(prefix));
}

/**
 * Whether a hardware maker assigned the address to one adapter. Used on systems that do not say whether an address is
 * permanent.
 */
export function isMakers(address: string): boolean {
  const mac = canonicalMac(address);
  return mac !== undefined && !isLocal(mac) && isOneAdapters(mac);
}
