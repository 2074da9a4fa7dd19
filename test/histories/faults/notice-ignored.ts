/** A suspension takes the license away at once, whatever its notice. */

import { decideCheck as decide } from '../../../client-sdk/typescript/lease/check.ts';

export * from '../../../client-sdk/typescript/lease/check.ts';

export const decideCheck: typeof decide = (verified, now, machine) => {
  const decision = decide(verified, now, machine);
  return decision.reason === 'suspended' ? { ...decision, state: 'unlicensed' } : decision;
};
