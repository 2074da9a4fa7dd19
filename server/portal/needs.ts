/**
 * What the portal is handed by whoever opens it: the product's operations, the accounts, and where it is reached.
 */

import type { AskEmailChange } from '../domain/email-change.ts';
import type { SetNotices } from '../domain/notice.ts';
import type { Run } from '../domain/named-operation.ts';
import type { Day } from '../domain/day.ts';
import type { Id } from '../domain/ports.ts';
import type { SessionCookie, SessionView, Who } from '../domain/session.ts';
import type { Policies } from '../http/limits.ts';

/** What the portal asks of accounts; passwords are hashed behind it. */
interface Accounts {
  listSessions(who: Who): Promise<SessionView[]>;
  endOtherSessions(who: Who): Promise<void>;
  confirm(of: { who: Who; password: string }): Promise<void>;
  changePassword(of: { who: Who; password: string; next: string }): Promise<SessionCookie>;
  useRecoveryCode(of: { username: string; code: string; next: string }): Promise<void>;
  renewRecoveryCodes(of: { who: Who; password: string }): Promise<readonly string[]>;
  deleteAccount(of: { who: Who; password: string; endLicenses: boolean }): Promise<{ receipt: Id | null }>;
  hashPassword(of: { username: string; password: string }): Promise<string>;
  /** A username that nobody has, most likely. */
  suggestUsername(): string;
  signUp(of: {
    username: string;
    password: string;
    licenseKey: string;
    terms: string;
    remember: boolean;
  }): Promise<{ cookie: SessionCookie; recoveryCodes: readonly string[] }>;
  logIn(of: { username: string; password: string; remember: boolean }): Promise<SessionCookie>;
  logOut(token: string): Promise<void>;
  resume(token: string): Promise<{ who: Who; cookie: SessionCookie | undefined } | undefined>;
}

/** Where mail is asked for: alike for every address. `origin`: the network that asks, for the budget of mails. */
interface Recovery {
  askKey(of: { email: string; origin: string }): Promise<void>;
  askPassword(of: { email: string; browser: string; at: string; origin: string }): Promise<void>;
  askEmailChange(of: AskEmailChange & { origin: string }): Promise<{ byOld: boolean }>;
  setNotices(of: SetNotices & { origin: string }): Promise<void>;
  askRecoveryEmail(of: { who: Who; email: string; at: string; origin: string }): Promise<void>;
}

export interface PortalNeeds {
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
