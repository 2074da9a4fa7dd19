/**
 * The rules over recorded lists of real systems, which clients in other languages read too: the class of each adapter,
 * and whether two lists are one machine.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import {
  canonicalMac,
  type Adapter,
  type AdapterClass,
} from '../../../client-sdk/typescript/machine/adapter.ts';
import { SHARED, SOFTWARE } from '../../../client-sdk/typescript/machine/address.ts';
import { adapterTags, chooseTags, sightMachine } from '../../../client-sdk/typescript/machine/device-tags.ts';
import { deriveTagKey } from '../../../client-sdk/typescript/machine/tag-key.ts';
import { classifyAdapters, type Listing } from '../../../client-sdk/typescript/machine/listing.ts';
import { isSameMachine } from '../../../client-sdk/typescript/contract/same-machine.ts';
import { readVectors } from '../../support/vectors.ts';

interface Recorded {
  id: string;
  evidence: string;
  origin: string;
  listing: Listing;
  classes: [name: string, expected: AdapterClass][];
}
interface Pair {
  lease: string;
  now: string;
  seat: 'same' | 'new' | 'none';
  sight: string;
  why: string;
}

const { lists, pairs } = readVectors<{ lists: Recorded[]; pairs: Pair[] }>('machines');
const tagKey = deriveTagKey('0'.repeat(30));
const byId = new Map(lists.map((list) => [list.id, list.listing]));

const adaptersOf = (id: string): Adapter[] => classifyAdapters(byId.get(id)!);
const tagsOf = (id: string): string[] => adapterTags(tagKey, adaptersOf(id));
const seatOf = (lease: string[], now: string[]): Pair['seat'] => {
  if (lease.length === 0 || now.length === 0) return 'none';
  return isSameMachine(now, lease) ? 'same' : 'new';
};
/** The addresses of own adapters. */
const ownOf = (listing: Listing): string[] =>
  classifyAdapters(listing)
    .filter((adapter) => adapter.class === 'own')
    .map((adapter) => canonicalMac(adapter.mac) ?? '')
    .sort();

describe('recorded lists', () => {
  for (const { id, listing, classes } of lists) {
    it(`${id}: each adapter has its class`, () => {
      const found = classifyAdapters(listing).map((adapter) => [adapter.name, adapter.class]);
      expect(found).to.deep.equal(classes);
    });
  }

  it('have an id of their own, and say where they come from', () => {
    expect(byId.size).to.equal(lists.length);
    for (const { id, evidence, origin } of lists) {
      expect(evidence, id).to.be.oneOf(['run', 'recorded', 'documents']);
      expect(origin, id).to.match(/\w{4}/);
    }
  });

  it('have replaced addresses, except those that many computers share', () => {
    const text = JSON.stringify(lists);
    const addresses = text.match(/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b|"address":"[0-9A-F]{12}"/gi) ?? [];
    const shared =
      /^(?:8888888887|00a0c9000000|00059a3c7a00|5cbbf69eeefa|02004c4f4f50|00090faa0001|feffff|02fc000000)/;
    for (const address of addresses) {
      const mac = address.replace(/"address":|[":]/g, '').toLowerCase();
      expect(shared.test(mac) || /^.{6}001[0-9][0-9a-f]{2}$|^.{5}00001053$/.test(mac), mac).to.equal(true);
    }
  });
});

describe('MACHINES.md', () => {
  it('has all prefixes and addresses that never count', () => {
    const text = readFileSync(
      new URL('../../../../client-sdk/typescript/MACHINES.md', import.meta.url),
      'utf8',
    );
    for (const digits of [...SOFTWARE, ...SHARED]) expect(text).to.include(`\`${digits}\``);
  });
});

describe('an address that never counts', () => {
  /** A list in which only the address tells: otherwise the adapter would be own. */
  const LISTS: ((mac: string) => Listing)[] = [
    (address) => ({
      source: 'sysfs',
      guest: false,
      adapters: [
        { name: 'eth0', address, assignType: '0', type: '1', device: '/devices/pci0000:00/0000:00:1f.6' },
      ],
    }),
    (address) => ({ source: 'mac', registry: [{ device: 'en0', address, builtIn: true }] }),
    (address) => ({
      source: 'windows',
      adapters: [
        {
          device: 'PCI\\VEN_8086&DEV_15E3\\3',
          address,
          hardware: true,
          connector: true,
          medium: 14,
          container: '',
        },
      ],
    }),
    (mac) => ({ source: 'interfaces', platform: 'win32', adapters: [{ name: 'Wi-Fi', mac }] }),
  ];
  const classesOf = (mac: string): AdapterClass[] =>
    LISTS.map((list) => classifyAdapters(list(mac))[0]!.class);

  it('is one of software, one of many computers, or an empty memory, on every system', () => {
    expect(classesOf('18dbf2001002')).to.deep.equal(['own', 'own', 'own', 'own']);
    const never = [...SOFTWARE.map((digits) => digits.padEnd(12, '4')), ...SHARED];
    never.push('18dbf2000000', '18dbf2ffffff', '000000000000', 'ffffffffffff', '01005e001002', '');
    for (const mac of never) {
      expect(classesOf(mac), mac).to.deep.equal(['unknown', 'unknown', 'unknown', 'unknown']);
    }
  });

  it('is a local one outside of Linux, where the kernel does not say that it is permanent', () => {
    expect(classesOf('1adbf2001002')).to.deep.equal(['own', 'unknown', 'unknown', 'unknown']);
  });
});

describe('two recorded lists', () => {
  for (const { lease, now, seat, sight, why } of pairs) {
    it(`${lease}, then ${now}: ${seat}, ${sight} (${why})`, () => {
      expect(seatOf(tagsOf(lease), tagsOf(now))).to.equal(seat);
      const complete = byId.get(now)!.source !== 'interfaces';
      const list = { adapters: adaptersOf(now), complete, sources: [] };
      const leased = tagsOf(lease).length > 0 ? tagsOf(lease) : ['the tag of an install id'];
      expect(sightMachine(tagKey, leased, list)).to.equal(sight);
    });
  }
});

/** Adapters that are added to a list while the machine stays the same. */
const ADDED: { [source in Listing['source']]: (mac: string) => object } = {
  sysfs: (address) => ({
    name: 'usb9',
    address,
    assignType: '0',
    type: '1',
    device: '/devices/pci0000:00/0000:00:14.0/usb1/1-9/1-9:1.0',
    removable: { '1-9': 'removable' },
  }),
  mac: (address) => ({ device: 'en9', address, builtIn: false }),
  windows: (address) => ({
    device: 'USB\\VID_0BDA&PID_8153\\9',
    address,
    hardware: true,
    connector: true,
    medium: 14,
    container: '{3c4f7d10-0000-5a11-9c3e-000000000009}',
  }),
  interfaces: (mac) => ({ name: 'Ethernet 9', mac }),
};
const ARRAYS = ['adapters', 'ports', 'registry'] as const;

/** Applies a change to each array of adapters in a list. */
function changeArrays(listing: Listing, change: (adapters: object[]) => object[]): Listing {
  const changed: Record<string, unknown> = { ...listing };
  for (const key of ARRAYS) {
    if (key in changed) changed[key] = change(changed[key] as object[]);
  }
  return changed as unknown as Listing;
}

describe('own adapters of a recorded list', () => {
  const anyList = fc.constantFrom(...lists);
  const anyMac = fc
    .uint8Array({ minLength: 5, maxLength: 5 })
    .map((bytes) => ['00', ...[...bytes].map((byte) => byte.toString(16).padStart(2, '0'))].join(':'));

  it('do not depend on the order', () => {
    fc.assert(
      fc.property(anyList, fc.infiniteStream(fc.nat()), ({ listing }, numbers) => {
        const shuffled = changeArrays(listing, (adapters) =>
          adapters
            .map((adapter) => ({ adapter, order: numbers.next().value }))
            .sort((left, right) => left.order - right.order)
            .map(({ adapter }) => adapter),
        );
        expect(ownOf(shuffled)).to.deep.equal(ownOf(listing));
      }),
    );
  });

  it('do not depend on letter case and separators of addresses', () => {
    const forms: ((mac: string) => string)[] = [
      (mac) => mac.toUpperCase(),
      (mac) => mac.replaceAll(':', '-'),
      (mac) => mac.replaceAll(':', ''),
      (mac) =>
        mac
          .toUpperCase()
          .replaceAll(':', '')
          .replace(/(....)(....)/, '$1.$2.'),
    ];
    const keys = ['address', 'permanent', 'mac'];
    fc.assert(
      fc.property(anyList, fc.constantFrom(...forms), ({ listing }, form) => {
        const written = changeArrays(listing, (adapters) =>
          adapters.map((adapter) =>
            Object.fromEntries(
              Object.entries(adapter).map(([key, value]) => [
                key,
                keys.includes(key) ? form(value as string) : (value as unknown),
              ]),
            ),
          ),
        );
        expect(ownOf(written)).to.deep.equal(ownOf(listing));
      }),
    );
  });

  it('do not change when foreign adapters are added, and neither do the tags', () => {
    fc.assert(
      fc.property(anyList, fc.array(anyMac, { minLength: 1, maxLength: 6 }), ({ listing }, macs) => {
        const added = macs.map((mac) => ADDED[listing.source](mac));
        const more = changeArrays(listing, (adapters) => [...added, ...adapters]);
        const [before, after] = [listing, more].map((list) => classifyAdapters(list));
        const lease = adapterTags(tagKey, before!);
        expect(adapterTags(tagKey, after!)).to.deep.equal(lease);
        expect(chooseTags(tagKey, after!, lease)).to.deep.equal(lease);
      }),
    );
  });

  it('are still the same machine when all but one are gone', () => {
    fc.assert(
      fc.property(anyList, fc.nat(), ({ listing }, choice) => {
        const adapters = classifyAdapters(listing).filter((adapter) => adapter.class === 'own');
        if (adapters.length === 0) return;
        const lease = chooseTags(tagKey, adapters, []);
        const leased = adapters.filter((adapter) => lease.includes(adapterTags(tagKey, [adapter])[0]!));
        const left = leased[choice % leased.length]!;
        expect(sightMachine(tagKey, lease, { adapters: [left], complete: true, sources: [] })).to.equal(
          'same',
        );
      }),
    );
  });

  it('of a virtual machine, a container or a list without hardware are none', () => {
    for (const { id, classes } of lists.filter(
      ({ listing }) => listing.source === 'sysfs' && listing.guest,
    )) {
      expect(
        classes.map(([, of]) => of),
        id,
      ).to.not.include.members(['own']);
    }
  });
});
