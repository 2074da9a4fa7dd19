/** Each check that sees another machine's hardware counts, not each day. */

import type { Instant } from '../../../client-sdk/typescript/primitives/clock.ts';
import type { SavedState } from '../../../client-sdk/typescript/state/state.ts';

export * from '../../../client-sdk/typescript/state/days-seen.ts';

export function withOtherMachineSeen(state: SavedState, now: Instant): SavedState {
  const { lease } = state;
  if (lease === null) return state;
  const days = (lease.otherMachine?.days ?? 0) + 1;
  return { ...state, lease: { ...lease, otherMachine: { days, lastDay: now } } };
}
