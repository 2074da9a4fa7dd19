/**
 * The dependencies that the portal gets when it is opened: the product's operations, the accounts, and the portal's
 * public address.
 */

import type { ReceiptClaims } from '../../../client-sdk/typescript/contract/wire.ts';
import type { Run } from '../../domain/kernel/named-operation.ts';
import type { Day } from '../../domain/kernel/day.ts';
import type { AppNetworks } from '../../web/app-networks.ts';
import type { OfferedFiles } from '../../web/offered-files.ts';
import type { FormTurns } from '../../web/form-turns.ts';
import type { Limits } from '../../web/rate-limits.ts';
import type { NamedVendor } from '../../vendor/vendor.ts';
import type { Accounts, Recovery } from '../../runtime/accounts.ts';

export interface PortalDependencies {
  readonly run: Run;
  readonly accounts: Accounts;
  readonly recovery: Recovery;
  readonly today: () => Day;
  /** Whether a cookie of a session or of a known browser was made by this installation, without a look-up. */
  readonly isOwnCookie: (use: 'session' | 'known', cookie: string) => boolean;
  /** Draws a token: 32 random bytes in base64url. */
  readonly drawToken: () => string;
  /**
   * The URL at which customers reach the portal, without a slash at the end. The URL comes from the configuration and
   * never from a request.
   */
  readonly url: () => string;
  /** What the pages show of the vendor now. */
  readonly vendor: () => NamedVendor;
  /** The vendor's files for customers; undefined: there are none. */
  readonly downloads?: OfferedFiles | undefined;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly string[];
  /** Called for each request in which a proxy does not name the client in a readable form. */
  readonly onUnreadableClient?: (() => void) | undefined;
  /** Reads the receipts of a text; undefined for one that this server has not signed. */
  readonly readReceipts: (text: string) => readonly (ReceiptClaims | undefined)[];
  /** The rate limits on guessing, which API and portal share. */
  readonly limits: Limits;
  /** The turns of askers whose forms were refused too often. */
  readonly formTurns: FormTurns;
  /** The networks of apps that wait for a customer, which API and portal share. */
  readonly appNetworks: Pick<AppNetworks, 'compare'>;
}
