/**
 * What the portal is given when it is opened: the product's operations, the accounts, and its public address.
 */

import type { Run } from '../../domain/kernel/named-operation.ts';
import type { Day } from '../../domain/kernel/day.ts';
import type { Policies } from '../../web/rate-limits.ts';
import type { Accounts, Recovery } from '../../runtime/accounts.ts';

export interface PortalDependencies {
  readonly run: Run;
  readonly accounts: Accounts;
  readonly recovery: Recovery;
  readonly today: () => Day;
  /** 32 random bytes, base64url. */
  readonly drawToken: () => string;
  /** Where customers reach the portal, without a slash at the end: from the configuration, never from a request. */
  readonly url: () => string;
  /** The vendor's name in the head of each page. */
  readonly site: string;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Limits on guessing; by default the portal's own. */
  readonly limits: Policies | undefined;
}
