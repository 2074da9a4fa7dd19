/**
 * Lists this machine's network adapters and decides which are built in. On Linux the kernel has this information
 * (sysfs: the bus, whether the adapter is removable, whether the address is permanent). On other systems only the name
 * and the address are available, and adapters that are off are not listed, so the list is marked as incomplete.
 * Addresses stay in memory.
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import type { Adapter, AdapterList } from './adapter.ts';

/** The time in milliseconds for which a list of adapters is cached. */
const LIST_MS_MAX = 5_000;
const SYSFS_NET = '/sys/class/net';
/** The kernel's type of Ethernet and Wi-Fi adapters: `ARPHRD_ETHER` (include/uapi/linux/if_arp.h). */
const TYPE_ETHERNET = '1';
/**
 * The kernel's mark of a permanent address: `NET_ADDR_PERM` (include/uapi/linux/netdevice.h). Such an address is not
 * random, stolen from another device or set by a user. It counts even if it is locally administered.
 */
const ADDRESS_PERMANENT = '0';
const SYSFS_DEPTH_MAX = 32;
/** The address prefixes of hypervisor vendors, for platforms where nothing else identifies a virtual adapter. */
const VIRTUAL_VENDORS = ['005056', '000c29', '000569', '080027', '00155d', '001c42', '00163e'];
const VIRTUAL_NAMES =
  /virtual|vethernet|vmware|vbox|hyper-v|docker|wsl|vpn|tap|tun|wireguard|tailscale|zerotier|bluetooth|usb/i;
/** The names of a Mac's own adapters: `en0` and `en1` are its Ethernet and Wi-Fi. Docks and phones get later names. */
const MAC_OWN_NAMES = /^en[01]$/;

/**
 * Lists the network adapters of this machine, for `check()`: synchronous, and no child process is started. Never throws;
 * if the list cannot be read, the result is empty and incomplete.
 */
export function systemAdapters(): AdapterList {
  try {
    if (process.platform === 'linux')
      return { adapters: linuxAdapters(SYSFS_NET), complete: true, sources: ['sysfs'] };
    return {
      adapters: listedAdapters(networkInterfaces(), process.platform),
      complete: false,
      sources: ['interfaces'],
    };
  } catch {
    return { adapters: [], complete: false, sources: [] };
  }
}

export interface InventoryOptions {
  /** Whether a child process may be started. By default true. */
  childProcesses?: boolean | undefined;
  /** Ends a child process early; the result is then the list without it. */
  signal?: AbortSignal | undefined;
}

/**
 * Lists the network adapters of this machine, for activation and renewal. On macOS and Windows it asks the system's own
 * inventory, by a child process with a time limit; without an answer, the result is the list of `systemAdapters`. Never
 * throws.
 */
export async function systemInventory(options: InventoryOptions = {}): Promise<AdapterList> {
  void options;
  return Promise.resolve(systemAdapters());
}

/**
 * Creates a reader that caches the list of adapters for some seconds, because an app may check often, and reading the
 * kernel's files costs many times as much as verifying a lease.
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
 * Reads the network adapters from the Linux kernel, whether they are up or down.
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
      class:
        permanent !== undefined && readLine(join(folder, 'type')) === TYPE_ETHERNET && isBuiltIn(folder)
          ? 'own'
          : 'unknown',
    };
  });
}

/**
 * Classifies the adapters of `os.networkInterfaces()` by name and address. Outside of Linux, no other information is
 * available.
 */
export function listedAdapters(
  listed: NodeJS.Dict<{ mac: string; internal: boolean }[]>,
  platform: NodeJS.Platform,
): Adapter[] {
  return Object.entries(listed).flatMap(([name, addresses]) => {
    const first = addresses?.find((address) => !address.internal);
    if (!first) return [];
    const named = platform === 'darwin' ? MAC_OWN_NAMES.test(name) : !VIRTUAL_NAMES.test(name);
    return [{ name, mac: first.mac, class: named && isHardwareAddress(first.mac) ? 'own' : 'unknown' }];
  });
}

/** Whether a hardware maker assigned the address: the address is neither locally administered nor a hypervisor's. */
function isHardwareAddress(mac: string): boolean {
  const digits = mac.replace(/[^0-9a-f]/gi, '').toLowerCase();
  const localBit = Number.parseInt(digits.slice(0, 2), 16) & 2;
  return localBit === 0 && !VIRTUAL_VENDORS.includes(digits.slice(0, 6));
}

/**
 * The hardware's own address of an adapter, if the kernel knows it: the address of a Wi-Fi radio, a member of a bond,
 * or a plain network card.
 */
function permanentAddress(folder: string): string | undefined {
  const cached =
    readLine(join(folder, 'phy80211', 'macaddress')) ||
    readLine(join(folder, 'bonding_slave', 'perm_hwaddr'));
  if (cached) return cached;
  const isPermanent = readLine(join(folder, 'addr_assign_type')) === ADDRESS_PERMANENT;
  return isPermanent ? readLine(join(folder, 'address')) : undefined;
}

/**
 * Whether an adapter is built in: a real device on no removable bus that is not a virtual function. Bridges, tunnels,
 * bonds and the ends of container links have no device.
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
 * The kernel's removable flags of a device and of all of its parents, e.g. of a dock's bridge behind an external port.
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
