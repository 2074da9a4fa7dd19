/**
 * Lists this machine's network adapters and decides which are built in. On Linux the kernel knows (sysfs: the bus,
 * whether it is removable, whether the address is permanent). Elsewhere only name and address are available, and
 * adapters that are off are not listed, so the list is marked as incomplete. Addresses stay in memory.
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import type { Adapter } from './device-tags.ts';

export interface AdapterList {
  adapters: Adapter[];
  /** False if an adapter of this machine may be missing from the list because it is off. */
  complete: boolean;
}

/** How long a list of adapters is cached. */
const LIST_MS_MAX = 5_000;
const SYSFS_NET = '/sys/class/net';
/** `ARPHRD_ETHER`: Ethernet and Wi-Fi (include/uapi/linux/if_arp.h). */
const TYPE_ETHERNET = '1';
/** `NET_ADDR_PERM`: not random, stolen or set (include/uapi/linux/netdevice.h). Counts even if locally administered. */
const ADDRESS_PERMANENT = '0';
const SYSFS_DEPTH_MAX = 32;
/** Vendor prefixes of hypervisors, for platforms where nothing else identifies a virtual adapter. */
const VIRTUAL_VENDORS = ['005056', '000c29', '000569', '080027', '00155d', '001c42', '00163e'];
const VIRTUAL_NAMES =
  /virtual|vethernet|vmware|vbox|hyper-v|docker|wsl|vpn|tap|tun|wireguard|tailscale|zerotier|bluetooth|usb/i;
/** On a Mac, `en0` and `en1` are its own Ethernet and Wi-Fi; docks and phones get later names. */
const MAC_OWN_NAMES = /^en[01]$/;

/** The adapters of this machine. Never throws; an unreadable list is empty and incomplete. */
export function systemAdapters(): AdapterList {
  try {
    if (process.platform === 'linux') return { adapters: linuxAdapters(SYSFS_NET), complete: true };
    return { adapters: listedAdapters(networkInterfaces(), process.platform), complete: false };
  } catch {
    return { adapters: [], complete: false };
  }
}

/**
 * A reader that caches the list for some seconds: an app may check often, and reading the kernel's files costs many
 * times as much as verifying a lease.
 */
export function cachingAdapters(list: () => AdapterList = systemAdapters): () => AdapterList {
  let cached: AdapterList | undefined;
  let readAt = 0;
  return () => {
    const now = performance.now();
    if (cached === undefined || now - readAt > LIST_MS_MAX) {
      cached = list();
      readAt = now;
    }
    return cached;
  };
}

/**
 * Reads adapters from the kernel, up or down.
 *
 * @param root - the folder to read instead of `/sys/class/net`
 */
export function linuxAdapters(root: string): Adapter[] {
  return readdirSync(root).map((name) => {
    const folder = join(root, name);
    const permanent = permanentAddress(folder);
    return {
      name,
      mac: permanent ?? readLine(join(folder, 'address')),
      builtIn:
        permanent !== undefined && readLine(join(folder, 'type')) === TYPE_ETHERNET && isBuiltIn(folder),
    };
  });
}

/** Judges a list of `os.networkInterfaces()` by name and address, which is all that is known outside of Linux. */
export function listedAdapters(
  listed: NodeJS.Dict<{ mac: string; internal: boolean }[]>,
  platform: NodeJS.Platform,
): Adapter[] {
  return Object.entries(listed).flatMap(([name, addresses]) => {
    const first = addresses?.find((address) => !address.internal);
    if (!first) return [];
    const named = platform === 'darwin' ? MAC_OWN_NAMES.test(name) : !VIRTUAL_NAMES.test(name);
    return [{ name, mac: first.mac, builtIn: named && isHardwareAddress(first.mac) }];
  });
}

/** Whether a hardware maker assigned the address: it is neither locally administered nor a hypervisor's. */
function isHardwareAddress(mac: string): boolean {
  const digits = mac.replace(/[^0-9a-f]/gi, '').toLowerCase();
  const localBit = Number.parseInt(digits.slice(0, 2), 16) & 2;
  return localBit === 0 && !VIRTUAL_VENDORS.includes(digits.slice(0, 6));
}

/** The hardware's own address, if the kernel knows it: of a Wi-Fi radio, a member of a bond, or a plain card. */
function permanentAddress(folder: string): string | undefined {
  const cached =
    readLine(join(folder, 'phy80211', 'macaddress')) ||
    readLine(join(folder, 'bonding_slave', 'perm_hwaddr'));
  if (cached) return cached;
  const isPermanent = readLine(join(folder, 'addr_assign_type')) === ADDRESS_PERMANENT;
  return isPermanent ? readLine(join(folder, 'address')) : undefined;
}

/**
 * A real device (bridges, tunnels, bonds and container ends have none), on no removable bus, and not a virtual
 * function.
 */
function isBuiltIn(folder: string): boolean {
  const device = realPath(join(folder, 'device'));
  if (device === undefined || device.includes('/devices/virtual/') || device.includes('/bluetooth/'))
    return false;
  if (realPath(join(device, 'physfn')) !== undefined) return false;
  const removable = removableFlags(device);
  if (removable.includes('removable')) return false;
  const onUsb = /\/usb\d+(\/|$)/.test(device);
  return !onUsb || removable.includes('fixed');
}

/**
 * The kernel's removable flags of the device and all of its parents, e.g. of a dock's bridge behind an external port.
 */
function removableFlags(device: string): string[] {
  const flags: string[] = [];
  let folder = device;
  for (let depth = 0; depth < SYSFS_DEPTH_MAX && dirname(folder) !== folder; depth += 1) {
    flags.push(readLine(join(folder, 'removable')));
    folder = dirname(folder);
  }
  return flags;
}

function readLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
