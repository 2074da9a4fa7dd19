/**
 * How systems list the adapters of a laptop at a desk: the kernel of Linux, the inventory of Windows, and the names and
 * addresses alone, which are all that is left on Windows when no child process may be started.
 */

import type { Desk, Lister } from './fleet.ts';

type Kind = 'usb' | 'thunderbolt';

const WIFI_DRIVER = { type: '1', driver: 'iwlwifi', pci: '8086:A0F0' };

/** Linux lists all adapters, also those that are off, with their permanent addresses. */
export const linux: Lister = ({ wifi, wifiShows, socket, dock }: Desk) => ({
  source: 'sysfs',
  guest: false,
  adapters: [
    {
      ...WIFI_DRIVER,
      name: 'wlp0s20f3',
      address: wifiShows ?? wifi,
      assignType: wifiShows === null || wifiShows === wifi ? '0' : '3',
      permanent: wifi,
      device: '/devices/pci0000:00/0000:00:14.3',
    },
    ...(socket === null
      ? []
      : [
          {
            name: 'enp0s31f6',
            address: socket,
            assignType: '0',
            type: '1',
            driver: 'e1000e',
            pci: '8086:15FB',
            device: '/devices/pci0000:00/0000:00:1f.6',
          },
        ]),
    ...(dock === null ? [] : [{ address: dock.mac, assignType: '0', type: '1', ...LINUX_DOCKS[dock.kind] }]),
  ],
});

const LINUX_DOCKS = {
  usb: {
    name: 'enx0',
    driver: 'r8152',
    device: '/devices/pci0000:00/0000:00:14.0/usb4/4-1/4-1.2/4-1.2:1.0',
    removable: { usb4: 'unknown', '4-1': 'removable', '4-1.2': 'unknown' },
  },
  thunderbolt: {
    name: 'enp121s0',
    driver: 'igc',
    pci: '8086:15F2',
    device: '/devices/pci0000:00/0000:00:07.0/0000:2b:00.0/0000:79:00.0',
    removable: { '0000:2b:00.0': 'removable' },
  },
} as const satisfies Record<Kind, object>;

/** `NdisPhysicalMedium` of a cable. */
const ETHERNET = 14;
const COMPUTER = '{00000000-0000-0000-ffff-ffffffffffff}';

/** The inventory of Windows lists adapters that are off too. Random addresses do not show in it. */
export const windowsInventory: Lister = ({ wifi, socket, dock }: Desk) => ({
  source: 'windows',
  adapters: [
    windowsAdapter('PCI\\VEN_8086&DEV_A0F0&SUBSYS_40708086&REV_20\\3&11583659&0&A3', wifi, COMPUTER),
    ...(socket === null
      ? []
      : [windowsAdapter('PCI\\VEN_8086&DEV_15FB&SUBSYS_09C31028&REV_20\\3&11583659&0&FE', socket, COMPUTER)]),
    ...(dock === null ? [] : [windowsAdapter(WINDOWS_DOCKS[dock.kind], dock.mac, `{dock-${dock.mac}}`)]),
  ],
});

const WINDOWS_DOCKS: Readonly<Record<Kind, string>> = {
  usb: 'USB\\VID_0BDA&PID_8153\\000001000000',
  thunderbolt: 'PCI\\VEN_8086&DEV_15F2&SUBSYS_308017EF&REV_03\\6&1A8C3F1B&0&00200038',
};

function windowsAdapter(device: string, address: string, container: string) {
  return { device, address, hardware: true, connector: true, medium: ETHERNET, container };
}

/** Names and addresses of the adapters that are on, as Windows gives them to every program. */
export const windowsNames: Lister = ({ wifiShows, dock }: Desk) => ({
  source: 'interfaces',
  platform: 'win32',
  adapters: [
    ...(wifiShows === null ? [] : [{ name: 'Wi-Fi', mac: wifiShows }]),
    ...(dock === null ? [] : [{ name: 'Ethernet 2', mac: dock.mac }]),
  ],
});
