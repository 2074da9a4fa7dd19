/**
 * Reading a Linux kernel's layout, recreated in a folder with its links, and what follows from it. The rules for
 * recorded lists of all systems are in machines.test.ts.
 */

import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Adapter, AdapterClass } from '../../../client-sdk/typescript/machine/adapter.ts';
import { classifyAdapters } from '../../../client-sdk/typescript/machine/listing.ts';
import { readSysfs } from '../../../client-sdk/typescript/machine/read-linux.ts';

let root = '';
const MAC = '00:1b:21:aa:bb:01';

/** Writes files below the fake root; a value that begins with `->` is a link to a path below its `sys`. */
function lay(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (content.startsWith('->')) {
      const target = join(root, 'sys', content.slice(2));
      mkdirSync(target, { recursive: true });
      symlinkSync(target, full);
    } else writeFileSync(full, `${content}\n`);
  }
}

function layAdapter(name: string, device: string | undefined, changes: Record<string, string> = {}): void {
  const files = {
    address: MAC,
    addr_assign_type: '0',
    type: '1',
    ...(device && { device: `->devices/${device}` }),
    ...changes,
  };
  lay(
    Object.fromEntries(
      Object.entries(files).map(([file, content]) => [`sys/class/net/${name}/${file}`, content]),
    ),
  );
}

const read = (): Record<string, Adapter> =>
  Object.fromEntries(classifyAdapters(readSysfs(root)).map((found) => [found.name, found]));

describe('the adapters of a Linux machine', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quietkey-sys-'));
    mkdirSync(join(root, 'sys/class/net'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const cases: [title: string, expected: AdapterClass, arrange: () => void][] = [
    ['a PCI card', 'own', () => layAdapter('x', 'pci0000:00/0000:00:1f.6')],
    [
      'a card on the board of a small computer',
      'own',
      () => layAdapter('x', 'platform/scb/fd580000.ethernet'),
    ],
    [
      'a permanent address that is locally administered',
      'own',
      () => layAdapter('x', 'platform/eth', { address: '02:1b:21:aa:bb:01' }),
    ],
    ['the card of a virtual machine', 'unknown', () => layAdapter('x', 'pci0000:00/0000:00:03.0/virtio0')],
    [
      'a random address',
      'unknown',
      () => layAdapter('x', 'pci0000:00/0000:00:1f.6', { addr_assign_type: '1' }),
    ],
    [
      'an address set by hand',
      'unknown',
      () => layAdapter('x', 'pci0000:00/0000:00:1f.6', { addr_assign_type: '3' }),
    ],
    ['a bridge, tunnel or container end', 'unknown', () => layAdapter('x', undefined)],
    ['a device under devices/virtual', 'unknown', () => layAdapter('x', 'virtual/net/x')],
    [
      'a modem without Ethernet',
      'unknown',
      () => layAdapter('x', 'pci0000:00/0000:00:1f.6', { type: '65534' }),
    ],
    ['Bluetooth', 'foreign', () => layAdapter('x', 'platform/uart/bluetooth/hci0')],
    ['a dock on USB', 'foreign', () => layAdapter('x', 'pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0')],
    [
      'USB that is soldered in',
      'own',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0');
        lay({ 'sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/removable': 'fixed' });
      },
    ],
    [
      'a dock on Thunderbolt',
      'foreign',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:1d.0/0000:05:00.0/0000:06:00.0');
        lay({ 'sys/devices/pci0000:00/0000:00:1d.0/0000:05:00.0/removable': 'removable' });
      },
    ],
    [
      'a virtual function of a card',
      'unknown',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:10.0');
        lay({ 'sys/devices/pci0000:00/0000:00:10.0/physfn': '->devices/pci0000:00/0000:00:1f.6' });
      },
    ],
  ];
  cases.push(
    [
      "a dock's card that its own hub calls fixed",
      'foreign',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0');
        lay({ 'sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/removable': 'fixed' });
      },
    ],
    [
      'a card behind a Thunderbolt bridge, on a kernel that marks nothing',
      'foreign',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:1d.0/0000:05:00.0/0000:06:00.0');
        lay({
          'sys/devices/pci0000:00/0000:00:1d.0/0000:05:00.0/uevent': 'DRIVER=pcieport\nPCI_ID=8086:15DA',
        });
      },
    ],
    [
      'a card that imitates another',
      'unknown',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:03.0');
        const event = 'DRIVER=e1000\nPCI_ID=8086:100F\nPCI_SUBSYS_ID=15AD:0750';
        lay({ 'sys/devices/pci0000:00/0000:00:03.0/uevent': event });
      },
    ],
    [
      'the card of a cloud, by its driver',
      'unknown',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:05.0');
        lay({ 'sys/devices/pci0000:00/0000:00:05.0/uevent': 'DRIVER=ena' });
      },
    ],
    [
      'a card in a virtual machine',
      'unknown',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:1f.6');
        lay({ 'proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu vme hypervisor lahf_lm' });
      },
    ],
    [
      'a card in the first domain of Xen',
      'own',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:1f.6');
        lay({ 'proc/cpuinfo': 'flags : fpu hypervisor', 'proc/xen/capabilities': 'control_d' });
      },
    ],
    [
      'a card of a processor without that flag',
      'own',
      () => {
        layAdapter('x', 'pci0000:00/0000:00:1f.6');
        lay({ 'proc/cpuinfo': 'flags : fpu vme\nmodel name : A hypervisor' });
      },
    ],
  );
  for (const [title, expected, arrange] of cases) {
    it(`${title}: ${expected}`, () => {
      arrange();
      expect(read()['x']?.class).to.equal(expected);
    });
  }

  it("takes a Wi-Fi's permanent address from its radio, and a bond's member's from the bond", () => {
    layAdapter('wlan0', 'pci0000:00/0000:00:14.3', {
      address: '7a:00:00:00:00:01',
      addr_assign_type: '3',
      'phy80211/macaddress': MAC,
    });
    layAdapter('eth0', 'pci0000:00/0000:00:1f.6', {
      address: '7a:00:00:00:00:01',
      addr_assign_type: '2',
      'bonding_slave/perm_hwaddr': MAC,
    });
    for (const name of ['wlan0', 'eth0'])
      expect(read()[name]).to.deep.equal({ name, mac: MAC, class: 'own' });
  });

  it('reads nothing of an adapter without a device but its name', () => {
    layAdapter('veth0', undefined);
    expect(readSysfs(root)).to.deep.equal({ source: 'sysfs', guest: false, adapters: [{ name: 'veth0' }] });
  });
});
