/** Another machine's hardware counts on days of a clock that was set back. */

import { withOtherMachineSeen as see } from '../../../client-sdk/typescript/state/days-seen.ts';
import { startOfDay } from '../../../client-sdk/typescript/primitives/clock.ts';

export * from '../../../client-sdk/typescript/state/days-seen.ts';

export const withOtherMachineSeen: typeof see = (state, now) => {
  const { latestDay } = state;
  return { ...see({ ...state, latestDay: startOfDay(now) }, now), latestDay };
};
