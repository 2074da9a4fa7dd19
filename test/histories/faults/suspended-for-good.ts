/** Nothing is asked after a suspension. */

import { decideCheck as decide } from '../../../client-sdk/typescript/lease/check.ts';

export * from '../../../client-sdk/typescript/lease/check.ts';

export const decideCheck: typeof decide = (...asked) => {
  const decision = decide(...asked);
  return decision.reason === 'suspended' ? { ...decision, refreshDue: false } : decision;
};
