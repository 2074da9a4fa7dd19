/**
 * Laptops that move between shared docks, as the systems list them: what an activation reads, with or without the
 * system's inventory. Each laptop has one built-in Wi-Fi card; each dock has one card.
 */

import type { Listing } from '../../../client-sdk/typescript/machine/listing.ts';

/** `linux`, `windows` by its inventory, or `windows-names`: without child processes. */
export type ListedSystem = 'linux' | 'windows' | 'windows-names';

export interface Desk {
  laptop: number;
  /** The number of the dock; undefined: none. */
  dock: number | undefined;
  wifiOn: boolean;
}

const address = (maker: string, number: number): string =>
  `${maker}:00:10:${(number + 1).toString(16).padStart(2, '0')}`;
const wifiOf = (laptop: number): string => address('44:85:00', laptop);
const cardOf = (dock: number): string => address('00:50:b6', dock);

/** What a system lists on a laptop at a dock. */
export function listLaptop(system: ListedSystem, { laptop, dock, wifiOn }: Desk): Listing {
  if (system === 'linux') return linuxList(laptop, dock);
  if (system === 'windows') return windowsList(laptop, dock);
  const wifi = wifiOn ? [{ name: 'Wi-Fi', mac: wifiOf(laptop) }] : [];
  const docked = dock === undefined ? [] : [{ name: `Ethernet ${dock + 2}`, mac: cardOf(dock) }];
  return { source: 'interfaces', platform: 'win32', adapters: [...docked, ...wifi] };
}

function linuxList(laptop: number, dock: number | undefined): Listing {
  const wifi = {
    name: 'wlp0s20f3',
    address: wifiOf(laptop),
    assignType: '0',
    type: '1',
    device: '/devices/pci0000:00/0000:00:14.3',
  };
  const docked = {
    ...wifi,
    name: 'enx',
    address: cardOf(dock ?? 0),
    device: '/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0',
    removable: { '1-1': 'removable' },
  };
  return { source: 'sysfs', guest: false, adapters: dock === undefined ? [wifi] : [docked, wifi] };
}

function windowsList(laptop: number, dock: number | undefined): Listing {
  const wifi = {
    device: `PCI\\VEN_8086&DEV_24F3&SUBSYS_01308086&REV_3A\\${laptop}`,
    address: wifiOf(laptop),
    hardware: true,
    connector: true,
    medium: 14,
    container: '{00000000-0000-0000-ffff-ffffffffffff}',
  };
  const docked = {
    ...wifi,
    device: `USB\\VID_17E9&PID_4306&MI_05\\${dock}`,
    address: cardOf(dock ?? 0),
    container: `{3c4f7d10-0000-5a11-9c3e-${String(dock ?? 0).padStart(12, '0')}}`,
  };
  return { source: 'windows', adapters: dock === undefined ? [wifi] : [docked, wifi] };
}
