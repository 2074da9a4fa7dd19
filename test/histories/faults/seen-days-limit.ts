/** An app is judged by the latest day that its machine has seen. */

import { decideCheck as decide } from '../../../client-sdk/typescript/lease/check.ts';

export * from '../../../client-sdk/typescript/lease/check.ts';

export const decideCheck: typeof decide = (verified, now, machine) =>
  decide(verified, now < verified.latestDay ? verified.latestDay : now, machine);
