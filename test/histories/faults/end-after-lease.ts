/** The end of a license takes it away, though the lease ended before. */

import { decideCheck as decide } from '../../../client-sdk/typescript/lease/check.ts';

export * from '../../../client-sdk/typescript/lease/check.ts';

export const decideCheck: typeof decide = (verified, now, machine) => {
  const decision = decide(verified, now, machine);
  const { lease } = verified;
  if (lease === undefined || lease.license_end === null || now < lease.license_end + lease.grace)
    return decision;
  return { ...decision, state: 'unlicensed', reason: 'license_ended' };
};
