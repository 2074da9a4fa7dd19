/** Trial tags: the frozen vectors, and which adapters they are made of. */

import { expect } from 'chai';
import type { Adapter } from '../../../client-sdk/typescript/machine/adapter.ts';
import { adapterTags, ownAddresses } from '../../../client-sdk/typescript/machine/device-tags.ts';
import { trialTag } from '../../../client-sdk/typescript/machine/trial-tags.ts';
import { readVectors } from '../../support/vectors.ts';

interface TrialTagVectors {
  tags: { product: string; kind: 'mac' | 'install'; value: string; tag: string }[];
}

describe('trial tags', () => {
  for (const { product, kind, value, tag } of readVectors<TrialTagVectors>('trial-tags').tags) {
    it(`of ${kind} ${value} and ${product} are those of the vectors`, async () => {
      expect(await trialTag(product, kind, value)).to.equal(tag);
    });
  }

  it('are made of the adapters that device tags are made of: own ones, four at most, whatever their order', () => {
    const adapters: Adapter[] = [
      { name: 'dock', mac: '00:e0:4c:68:00:01', class: 'foreign' },
      { name: 'vpn', mac: '02:00:00:00:00:01', class: 'unknown' },
      ...[6, 5, 4, 3, 2, 1].map((index): Adapter => ({
        name: 'eth',
        mac: `A4-5E-60-C1-7B-0${index}`,
        class: 'own',
      })),
    ];
    const four = ['a45e60c17b01', 'a45e60c17b02', 'a45e60c17b03', 'a45e60c17b04'];
    expect(ownAddresses(adapters)).to.deep.equal(four);
    expect(ownAddresses(adapters.toReversed())).to.deep.equal(four);
    const key = new Uint8Array(32);
    const those = four.map((mac): Adapter => ({ name: 'eth', mac, class: 'own' }));
    expect(adapterTags(key, adapters)).to.deep.equal(adapterTags(key, those));
    expect(ownAddresses(adapters.slice(0, 2))).to.deep.equal([]);
  });
});
