/** The app is limited at the end of its lease. */

import { decideCheck as decide } from '../../../client-sdk/typescript/lease/check.ts';

export * from '../../../client-sdk/typescript/lease/check.ts';

export const decideCheck: typeof decide = (verified, now, machine) => {
  const decision = decide(verified, now, machine);
  return decision.reason === 'lease_ended' ? { ...decision, state: 'limited' } : decision;
};
