/** Another machine's hardware takes the license away. */

import { decideCheck as decide } from '../../../client-sdk/typescript/lease/check.ts';

export * from '../../../client-sdk/typescript/lease/check.ts';

export const decideCheck: typeof decide = (...asked) => {
  const decision = decide(...asked);
  return decision.reason === 'wrong_machine' ? { ...decision, state: 'unlicensed' } : decision;
};
