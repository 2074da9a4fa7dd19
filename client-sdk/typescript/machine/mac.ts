/**
 * Decides which adapters of a Mac identify it. `networksetup` gives the hardware address of each port, even while Wi-Fi
 * uses a private address, and includes ports that are off. `ioreg` gives the hardware address too, and which interfaces
 * are built in. The names of ports are not used, because they are in the person's language.
 */
import type { Adapter } from './adapter.ts';
import { isMakers } from './address.ts';

/** One paragraph of `networksetup -listallhardwareports`. */
export interface MacPort {
  /** `Device`, e.g. `en0`. */
  device: string;
  /** `Ethernet Address`. */
  address: string;
}

/** One interface in the I/O registry. */
export interface MacInterface {
  /** `BSD Name`, e.g. `en0`. */
  device: string;
  /** `IOMACAddress` of the interface's controller. */
  address: string;
  /** `IOBuiltin`; absent if the registry does not have it. */
  builtIn?: boolean;
}

/**
 * The names of a Mac's own Ethernet and Wi-Fi, used if `ioreg` does not report what is built in. Docks get higher
 * names.
 */
export const MAC_OWN_NAMES = /^en[01]$/;

/** Classifies a Mac's adapters from the answers of `networksetup` and `ioreg`. Either answer may be absent. */
export function classifyMac(
  ports: readonly MacPort[] = [],
  registry: readonly MacInterface[] = [],
): Adapter[] {
  const devices = new Set([...ports, ...registry].map(({ device }) => device));
  return [...devices].map((device) => {
    const port = ports.find((candidate) => candidate.device === device);
    const entry = registry.find((candidate) => candidate.device === device);
    const addresses = [port?.address, entry?.address].filter((address) => address !== undefined);
    const mac = addresses.find(isMakers);
    if (mac === undefined) return { name: device, mac: addresses[0] ?? '', class: 'unknown' };
    const builtIn = entry?.builtIn ?? MAC_OWN_NAMES.test(device);
    return { name: device, mac, class: builtIn ? 'own' : 'foreign' };
  });
}

/** Reads the answer of `networksetup -listallhardwareports`. */
export const readPorts = (answer: string): MacPort[] =>
  [...answer.matchAll(/^Device: *(\w+)\s*^Ethernet Address: *([0-9a-f:]+)\s*$/gim)].map((match) => ({
    device: match[1] ?? '',
    address: match[2] ?? '',
  }));

/** Reads the answer of `ioreg`, which lists each Ethernet controller and, below it, its interface. */
export function readRegistry(answer: string): MacInterface[] {
  const controllers = answer.split(/^(?=\+-o )/m);
  return controllers.flatMap((text) => {
    const device = /"BSD Name" = "(\w+)"/.exec(text)?.[1];
    const address = /"IOMACAddress" = <([0-9a-f]{12})>/i.exec(text)?.[1];
    if (device === undefined || address === undefined) return [];
    const builtIn = /"IOBuiltin" = (Yes|No)/.exec(text)?.[1];
    return [{ device, address, ...(builtIn !== undefined && { builtIn: builtIn === 'Yes' }) }];
  });
}
