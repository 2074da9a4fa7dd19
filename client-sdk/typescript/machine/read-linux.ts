/** Reads the network adapters from the Linux kernel. Only the name of a virtual adapter is read. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SysfsAdapter } from './linux.ts';
import type { ReadListing } from './read-listing.ts';

/** What is read below the folder of an adapter, for `sources.ts`. */
export const SYSFS_FIELDS = [
  'address',
  'addr_assign_type',
  'type',
  'phy80211/macaddress',
  'bonding_slave/perm_hwaddr',
  'device (path)',
  'device/physfn (path)',
  'device/uevent (DRIVER, PCI_ID, PCI_SUBSYS_ID)',
  'removable and uevent (PCI_ID) of the devices above',
] as const;

const SYSFS_DEPTH_MAX = 32;
/** Enough bytes for the first processor; all others have the same entry. */
const CPUINFO_BYTES = 8_192;

/**
 * Lists the adapters, whether they are up or down. Throws if the folder cannot be read.
 *
 * @param root - the folder that has `sys` and `proc`; `/` except in tests
 */
export function readSysfs(root = '/'): ReadListing {
  const sys = realpathSync(join(root, 'sys'));
  const folder = join(sys, 'class/net');
  const adapters = readdirSync(folder).map((name) => readAdapter(sys, join(folder, name), name));
  return { source: 'sysfs', guest: isGuest(join(root, 'proc')), adapters };
}

function readAdapter(sys: string, folder: string, name: string): SysfsAdapter {
  const device = realPath(join(folder, 'device'));
  if (device === undefined) return { name };
  const permanent =
    readLine(join(folder, 'phy80211', 'macaddress')) ??
    readLine(join(folder, 'bonding_slave', 'perm_hwaddr'));
  return present({
    name,
    address: readLine(join(folder, 'address')),
    assignType: readLine(join(folder, 'addr_assign_type')),
    type: readLine(join(folder, 'type')),
    permanent,
    device: device.slice(sys.length),
    ...readEvent(device),
    virtualFunction: realPath(join(device, 'physfn')) !== undefined || undefined,
    ...readDevicesAbove(sys, device),
  });
}

/** The device's driver and its PCI numbers. */
function readEvent(device: string): Pick<SysfsAdapter, 'driver' | 'pci' | 'subsystem'> {
  const event = readText(join(device, 'uevent')) ?? '';
  const member = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(event)?.[1];
  return present({
    driver: member('DRIVER'),
    pci: member('PCI_ID'),
    subsystem: member('PCI_SUBSYS_ID'),
  });
}

/** Properties of a device and of the devices above it, e.g. a dock's bridge behind an external port. */
function readDevicesAbove(sys: string, device: string): Pick<SysfsAdapter, 'removable' | 'bridges'> {
  const removable: Record<string, string> = {};
  const bridges: string[] = [];
  let folder = device;
  for (let depth = 0; depth < SYSFS_DEPTH_MAX && folder.length > sys.length; depth += 1) {
    const flag = readLine(join(folder, 'removable'));
    if (flag !== undefined) removable[basename(folder)] = flag;
    const { pci } = folder === device ? {} : readEvent(folder);
    if (pci !== undefined) bridges.push(pci);
    folder = dirname(folder);
  }
  return {
    ...(Object.keys(removable).length > 0 && { removable }),
    ...(bridges.length > 0 && { bridges }),
  };
}

/**
 * Whether the kernel runs in a virtual machine. Xen's first domain is not counted as a guest, because it has the real
 * cards.
 */
function isGuest(proc: string): boolean {
  if (!/^flags\s*:.*\bhypervisor\b/m.test(readStart(join(proc, 'cpuinfo')))) return false;
  return !(readText(join(proc, 'xen', 'capabilities')) ?? '').includes('control_d');
}

function readStart(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(CPUINFO_BYTES);
      return bytes.toString('latin1', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

const readLine = (path: string): string | undefined => readText(path)?.trim() || undefined;

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The members that have a value. */
function present<T extends object>(members: { [key in keyof T]: T[key] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
