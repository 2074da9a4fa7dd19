/** A machine without its state is found only by more than half of its tags. */

import { machineAmong as find } from '../../../server/domain/activation/tag-match.ts';

export * from '../../../server/domain/activation/tag-match.ts';

export const machineAmong: typeof find = (matches, shown) => find(matches, shown, false);
