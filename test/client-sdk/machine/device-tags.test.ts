/**
 * Device tags against frozen vectors, and the rules by which a machine is recognised.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  adapterTags,
  canonicalMac,
  deriveTagKey,
  installTag,
} from '../../../client-sdk/typescript/machine/device-tags.ts';
import { readVectors } from '../../support/vectors.ts';
import { CARDS } from '../support/machine.ts';
import { isSameMachine } from '../../../client-sdk/typescript/contract/same-machine.ts';

interface Vectors {
  tagKeys: { canonicalKey: string; tagKey: string }[];
  tags: { canonicalKey: string; mac?: string; install?: string; tag: string }[];
}

const vectors = readVectors<Vectors>('device-tags');
const tagKey = deriveTagKey('0'.repeat(30));
const card = (mac: string) => ({ name: 'eth0', mac, builtIn: true });

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
      CARDS.map((adapter) => ({ ...adapter, builtIn: adapter.name === 'eth0' })),
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
