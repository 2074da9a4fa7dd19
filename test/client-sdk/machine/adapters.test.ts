/**
 * Which adapters are built in: by a kernel's layout, recreated in a folder with its links, and by the lists of other
 * systems.
 */

import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  linuxAdapters,
  listedAdapters,
  systemAdapters,
} from '../../../client-sdk/typescript/machine/adapters.ts';

let root = '';
const MAC = '00:1b:21:aa:bb:01';

/** Writes files below the fake `/sys`; a value that begins with `->` is a link to a path below it. */
function lay(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (content.startsWith('->')) {
      mkdirSync(join(root, content.slice(2)), { recursive: true });
      symlinkSync(join(root, content.slice(2)), full);
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
  lay(Object.fromEntries(Object.entries(files).map(([file, content]) => [`net/${name}/${file}`, content])));
}

const read = () => Object.fromEntries(linuxAdapters(join(root, 'net')).map((found) => [found.name, found]));

describe('the adapters of a Linux machine', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quietkey-sys-'));
    mkdirSync(join(root, 'net'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const cases: [string, boolean, () => void][] = [
    ['a PCI card', true, () => layAdapter('x', 'pci0000:00/0000:00:1f.6')],
    [
      'a card on the board of a small computer',
      true,
      () => layAdapter('x', 'platform/scb/fd580000.ethernet'),
    ],
    [
      'a permanent address that is locally administered',
      true,
      () => layAdapter('x', 'platform/eth', { address: '02:1b:21:aa:bb:01' }),
    ],
    ['the card of a virtual machine', true, () => layAdapter('x', 'pci0000:00/0000:00:03.0/virtio0')],
    ['a random address', false, () => layAdapter('x', 'pci0000:00/0000:00:1f.6', { addr_assign_type: '1' })],
    [
      'an address set by hand',
      false,
      () => layAdapter('x', 'pci0000:00/0000:00:1f.6', { addr_assign_type: '3' }),
    ],
    ['a bridge, tunnel or container end', false, () => layAdapter('x', undefined)],
    ['a device under devices/virtual', false, () => layAdapter('x', 'virtual/net/x')],
    ['a modem without Ethernet', false, () => layAdapter('x', 'pci0000:00/0000:00:1f.6', { type: '65534' })],
    ['Bluetooth', false, () => layAdapter('x', 'platform/uart/bluetooth/hci0')],
    ['a dock on USB', false, () => layAdapter('x', 'pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0')],
    [
      'USB that is soldered in',
      true,
      () => {
        layAdapter('x', 'pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0');
        lay({ 'devices/pci0000:00/0000:00:14.0/usb1/1-1/removable': 'fixed' });
      },
    ],
    [
      'a dock on Thunderbolt',
      false,
      () => {
        layAdapter('x', 'pci0000:00/0000:00:1d.0/0000:05:00.0/0000:06:00.0');
        lay({ 'devices/pci0000:00/0000:00:1d.0/0000:05:00.0/removable': 'removable' });
      },
    ],
    [
      'a virtual function of a card',
      false,
      () => {
        layAdapter('x', 'pci0000:00/0000:00:10.0');
        lay({ 'devices/pci0000:00/0000:00:10.0/physfn': '->devices/pci0000:00/0000:00:1f.6' });
      },
    ],
  ];
  for (const [title, builtIn, arrange] of cases) {
    it(`${title}: ${builtIn ? 'counts' : 'does not count'}`, () => {
      arrange();
      expect(read()['x']?.class === 'own').to.equal(builtIn);
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
});

describe('the adapters of other machines', () => {
  const listed = (name: string, mac: string, platform: NodeJS.Platform) =>
    listedAdapters({ [name]: [{ mac, internal: false }] }, platform)[0]?.class === 'own';

  it('are on a Mac its own two, unless their address is private', () => {
    expect(listed('en0', MAC, 'darwin')).to.equal(true);
    expect(listed('en1', MAC, 'darwin')).to.equal(true);
    expect(listed('en0', '3e:1b:21:aa:bb:01', 'darwin')).to.equal(false);
    for (const name of ['en7', 'utun0', 'awdl0', 'bridge0', 'en10'])
      expect(listed(name, MAC, 'darwin'), name).to.equal(false);
  });

  it('are on Windows those whose name and address are not known as virtual', () => {
    expect(listed('Ethernet', MAC, 'win32')).to.equal(true);
    expect(listed('WLAN', MAC, 'win32')).to.equal(true);
    for (const name of [
      'vEthernet (WSL)',
      'VirtualBox Host-Only Network',
      'OpenVPN TAP-Windows6',
      'Bluetooth-Netzwerkverbindung',
    ]) {
      expect(listed(name, MAC, 'win32'), name).to.equal(false);
    }
    expect(listed('Ethernet 3', '00:15:5d:00:00:01', 'win32')).to.equal(false);
    expect(listed('Ethernet 3', '02:42:ac:11:00:02', 'win32')).to.equal(false);
  });

  it('exclude loopback', () => {
    expect(listedAdapters({ lo: [{ mac: MAC, internal: true }] }, 'win32')).to.deep.equal([]);
  });

  it('can be read on this machine', () => {
    expect(systemAdapters().adapters).to.be.an('array');
  });
});
