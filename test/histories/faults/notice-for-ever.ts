/** A notice does not end. */

import { decideCheck as decide } from '../../../client-sdk/typescript/lease/check.ts';

export * from '../../../client-sdk/typescript/lease/check.ts';

export const decideCheck: typeof decide = (verified, now, machine) => {
  const decision = decide(verified, now, machine);
  const isNoticed = verified.statement !== undefined && verified.statement.notice > 0;
  return isNoticed && decision.reason === 'revoked' ? { ...decision, state: 'stale' } : decision;
};
