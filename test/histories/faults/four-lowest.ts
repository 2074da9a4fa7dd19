/** A check compares only the four own adapters with the lowest addresses. */

import { sightMachine as sight } from '../../../client-sdk/typescript/machine/device-tags.ts';

export * from '../../../client-sdk/typescript/machine/device-tags.ts';

export const sightMachine: typeof sight = (tagKey, leaseTags, list) => {
  const own = list.adapters.filter((adapter) => adapter.class === 'own');
  const lowest = own.toSorted((some, other) => (some.mac < other.mac ? -1 : 1)).slice(0, 4);
  return sight(tagKey, leaseTags, { ...list, adapters: lowest });
};
