/** The form of a row in the tables of refusal codes that no API uses. */

import type { RefusalRow } from '../../../client-sdk/typescript/contract/refusal-row.ts';

/** The contract has no row for such a code, and the status is the portal's. */
export type PortalRow = RefusalRow & {
  readonly status: number;
  readonly appUser: null;
  readonly integrator: null;
};
