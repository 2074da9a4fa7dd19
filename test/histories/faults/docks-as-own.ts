/** The adapter of a dock is evidence of the machine that is connected to it. */

import { chooseTags as choose } from '../../../client-sdk/typescript/machine/device-tags.ts';

export * from '../../../client-sdk/typescript/machine/device-tags.ts';

export const chooseTags: typeof choose = (tagKey, adapters, leaseTags) => {
  const hardware = adapters.filter((adapter) => adapter.class !== 'unknown');
  return choose(
    tagKey,
    hardware.map((adapter) => ({ ...adapter, class: 'own' })),
    leaseTags,
  );
};
