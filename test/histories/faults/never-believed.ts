/** A day of a clock that was ahead is never corrected without a network. */

import { withDaySeen as see } from '../../../client-sdk/typescript/state/days-seen.ts';

export * from '../../../client-sdk/typescript/state/days-seen.ts';

export const withDaySeen: typeof see = (state, now) => {
  const seen = see(state, now);
  const isLater = state.latestDay === null || seen.latestDay === null || seen.latestDay >= state.latestDay;
  return isLater ? seen : state;
};
