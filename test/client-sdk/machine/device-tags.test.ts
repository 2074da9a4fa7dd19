/**
 * Device tags against frozen vectors, and the rules by which a machine is recognised.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  adapterTags,
  chooseTags,
  installTag,
  sightMachine,
} from '../../../client-sdk/typescript/machine/device-tags.ts';
import { deriveTagKey } from '../../../client-sdk/typescript/machine/tag-key.ts';
import {
  canonicalMac,
  givenAdapters,
  type Adapter,
  type AdapterClass,
} from '../../../client-sdk/typescript/machine/adapter.ts';
import { readVectors } from '../../support/vectors.ts';
import { CARDS as GIVEN } from '../support/machine.ts';
import { isSameMachine } from '../../../client-sdk/typescript/contract/same-machine.ts';

interface Vectors {
  tagKeys: { canonicalKey: string; tagKey: string }[];
  tags: { canonicalKey: string; mac?: string; install?: string; tag: string }[];
}

const vectors = readVectors<Vectors>('device-tags');
const tagKey = deriveTagKey('0'.repeat(30));
const CARDS = givenAdapters(GIVEN).adapters;
const card = (mac: string, adapterClass: AdapterClass = 'own'): Adapter => ({
  name: 'eth0',
  mac,
  class: adapterClass,
});

describe('device tags', () => {
  it('derive the key of the vectors', () => {
    for (const { canonicalKey, tagKey } of vectors.tagKeys) {
      expect(deriveTagKey(canonicalKey).toString('base64url')).to.equal(tagKey);
    }
  });

  it('equal the vectors', () => {
    for (const { canonicalKey, mac, install, tag } of vectors.tags) {
      const key = deriveTagKey(canonicalKey);
      expect(mac === undefined ? [installTag(key, install!)] : adapterTags(key, [card(mac)])).to.deep.equal([
        tag,
      ]);
    }
  });

  it('are the same in any letter case, with any separator, in any order', () => {
    const tags = adapterTags(tagKey, CARDS);
    const forms: ((mac: string) => string)[] = [
      (mac) => mac.toUpperCase(),
      (mac) => mac.replaceAll(':', '-'),
      (mac) => mac.replaceAll(':', ''),
      (mac) => mac.replaceAll(':', '').replace(/(....)(....)/, '$1.$2.'),
    ];
    for (const form of forms) {
      expect(
        adapterTags(
          tagKey,
          CARDS.map((adapter) => ({ ...adapter, mac: form(adapter.mac) })),
        ),
      ).to.deep.equal(tags);
    }
    fc.assert(
      fc.property(fc.shuffledSubarray(CARDS, { minLength: 3 }), (cards) => {
        expect(adapterTags(tagKey, cards)).to.deep.equal(tags);
      }),
    );
    expect(adapterTags(tagKey, [...CARDS, ...CARDS])).to.deep.equal(tags);
  });

  it('stay the same for the remaining cards when one of three is removed', () => {
    const tags = adapterTags(tagKey, CARDS);
    for (const gone of CARDS) {
      const rest = adapterTags(
        tagKey,
        CARDS.filter((adapter) => adapter !== gone),
      );
      expect(tags).to.include.members(rest);
      expect(isSameMachine(rest, tags)).to.equal(true);
    }
  });

  it('are at most four, and keep a majority when two of five cards are removed', () => {
    const five = [1, 2, 3, 4, 5].map((n) => card(`001b21aabb0${n}`));
    const tags = adapterTags(tagKey, five);
    expect(tags).to.have.length(4);
    expect(isSameMachine(adapterTags(tagKey, five.slice(2)), tags)).to.equal(true);
  });

  it('exclude adapters that are not built in', () => {
    const tags = adapterTags(
      tagKey,
      CARDS.map((adapter) => card(adapter.mac, adapter.name === 'eth0' ? 'own' : 'foreign')),
    );
    expect(tags).to.deep.equal(adapterTags(tagKey, CARDS.slice(0, 1)));
  });

  it('differ by license key, so that one machine is not linked between two licenses', () => {
    const other = deriveTagKey('1'.repeat(30));
    expect(adapterTags(tagKey, CARDS)).to.not.have.any.members(adapterTags(other, CARDS));
  });

  it('are not derived from an address that does not identify one adapter', () => {
    const useless = [
      '',
      '00:00:00:00:00:00',
      'ff:ff:ff:ff:ff:ff',
      '01:00:5e:00:00:01',
      '33:33:00:00:00:01',
      'no',
      '00:1b:21:aa:bb',
    ];
    for (const mac of useless) expect(canonicalMac(mac), mac).to.equal(undefined);
    expect(canonicalMac('02:1B:21:AA:BB:01')).to.equal('021b21aabb01');
  });

  it('of two machines that share a dock have no majority', () => {
    expect(isSameMachine(['own-1', 'dock'], ['own-2', 'dock'])).to.equal(false);
    expect(isSameMachine([], ['a'])).to.equal(false);
  });
});

describe('the tags that a machine with a lease sends', () => {
  const cards = (...numbers: number[]) => numbers.map((n) => card(`001b21aabb0${n}`));
  const lease = adapterTags(tagKey, cards(4, 5, 6, 7));

  it('stay the same when cards with lower addresses are added', () => {
    expect(chooseTags(tagKey, cards(1, 2, 4, 5, 6, 7), lease)).to.deep.equal(lease);
    expect(adapterTags(tagKey, cards(1, 2, 4, 5, 6, 7))).to.not.deep.equal(lease);
  });

  it('replace a card that is gone by the lowest that the lease does not have', () => {
    expect(chooseTags(tagKey, cards(2, 3, 5, 6, 7), lease)).to.deep.equal(
      adapterTags(tagKey, cards(2, 5, 6, 7)),
    );
  });

  it('are those of an adapter that only the lease knows as own, where no own adapter is in sight', () => {
    const foreign = [card('001b21aabb04', 'foreign'), card('001b21aabb09', 'foreign')];
    expect(chooseTags(tagKey, foreign, lease)).to.deep.equal(adapterTags(tagKey, cards(4)));
    expect(chooseTags(tagKey, [...foreign, ...cards(1)], lease)).to.deep.equal(adapterTags(tagKey, cards(1)));
    expect(chooseTags(tagKey, [card('001b21aabb04', 'unknown')], lease)).to.deep.equal([]);
  });

  it('without a lease are those of the first activation', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9]), (numbers) => {
        expect(chooseTags(tagKey, cards(...numbers), [])).to.deep.equal(
          adapterTags(tagKey, cards(...numbers)),
        );
      }),
    );
  });
});

describe('the machine of a lease', () => {
  const [mine, other] = ['001b21aabb01', '001b21aabb02'];
  const lease = adapterTags(tagKey, [card(mine)]);
  const cases: [title: string, adapters: Adapter[], complete: boolean, expected: string][] = [
    ['its own adapter', [card(mine), card(other)], true, 'same'],
    ['its own adapter, which this read does not know as own', [card(mine, 'foreign')], false, 'same'],
    ['its address, given by a hypervisor', [card(mine, 'unknown')], true, 'none_in_sight'],
    ['nothing', [], true, 'none_in_sight'],
    ['only a dock', [card(other, 'foreign')], true, 'none_in_sight'],
    ['only a private address', [card(other, 'unknown')], true, 'none_in_sight'],
    ["another machine's adapter", [card(other)], true, 'other'],
    ["another machine's adapter, its own may be off", [card(other)], false, 'none_in_sight'],
  ];
  for (const [title, adapters, complete, expected] of cases) {
    it(`${title}: ${expected}`, () => {
      expect(sightMachine(tagKey, lease, { adapters, complete, sources: [] })).to.equal(expected);
    });
  }

  it('is the same with four tags and two added cards with lower addresses', () => {
    const four = [4, 5, 6, 7].map((n) => card(`001b21aabb0${n}`));
    const adapters = [card('001b21aabb01'), card('001b21aabb02'), ...four];
    const tags = adapterTags(tagKey, four);
    expect(sightMachine(tagKey, tags, { adapters, complete: true, sources: [] })).to.equal('same');
  });

  it('of a lease without tags is not in sight', () => {
    expect(sightMachine(tagKey, [], { adapters: [card(mine)], complete: true, sources: [] })).to.equal(
      'none_in_sight',
    );
  });
});

describe('the list that an app gives', () => {
  it('takes a class, or whether the adapter is built in', () => {
    const given = givenAdapters([
      { name: 'a', mac: '1', builtIn: true },
      { name: 'b', mac: '2', builtIn: false },
      { name: 'c', mac: '3', class: 'unknown' },
    ]);
    expect(given).to.deep.equal({
      adapters: [
        { name: 'a', mac: '1', class: 'own' },
        { name: 'b', mac: '2', class: 'foreign' },
        { name: 'c', mac: '3', class: 'unknown' },
      ],
      complete: true,
      sources: ['app'],
    });
  });
});
