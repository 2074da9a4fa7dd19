/**
 * The account service of the portal. Types only: `server/accounts/accounts.ts` and `server/accounts/recovery.ts`
 * implement them.
 */

import type { AskEmailChange } from '../domain/ownership/email-change.ts';
import type { ErasurePlan } from '../domain/privacy/erasure.ts';
import type { SetNotices } from '../domain/account/notices.ts';
import type { MailInLanguage } from '../domain/kernel/letter.ts';
import type { Id } from '../domain/kernel/ports.ts';
import type { AskRecoveryEmail } from '../domain/account/recovery-email.ts';
import type { AskKey, AskPassword } from '../domain/account/recovery.ts';
import type { SessionCookie, SessionView, Who } from '../domain/account/session.ts';

interface SignedUp {
  readonly cookie: SessionCookie;
  /** Shown only once. */
  readonly recoveryCodes: readonly string[];
}

/** Every function may refuse with `busy` if too many passwords wait to be hashed. */
export interface Accounts {
  /** @throws Refusal if username, password or license key is refused, by the field */
  signUp(request: {
    username: string;
    password: string;
    licenseKey: string;
    terms: string;
    remember: boolean;
  }): Promise<SignedUp>;
  /** Two words and a number, such as `amber-falcon-4711`. */
  suggestUsername(): string;
  /** @throws Refusal `credentials_wrong`, or `too_many_requests` with the seconds to wait */
  logIn(request: { username: string; password: string; remember: boolean }): Promise<SessionCookie>;
  /**
   * The account of a token; undefined if there is none. `cookie` is set if the token was exchanged and the browser must
   * get the new one; otherwise nothing was written.
   */
  resume(token: string): Promise<{ who: Who; cookie: SessionCookie | undefined } | undefined>;
  logOut(token: string): Promise<void>;
  listSessions(who: Who): Promise<SessionView[]>;
  /** Ends the sessions of all other browsers. */
  endOtherSessions(who: Who): Promise<void>;
  /** Ends all sessions, and opens one for the requesting browser. @throws Refusal as `logIn`, or `password_refused` */
  changePassword(
    request: { who: Who; password: string; next: string } & MailInLanguage,
  ): Promise<SessionCookie>;
  /**
   * Sets the password with a recovery code, which is used up, and ends all sessions; does not log in. @throws Refusal
   * as `logIn`
   */
  useRecoveryCode(request: { username: string; code: string; next: string } & MailInLanguage): Promise<void>;
  /** Required before a change that would let a thief of the session keep access. @throws Refusal as `logIn` */
  confirm(request: { who: Who; password: string }): Promise<void>;
  /** New codes instead of the old ones. @throws Refusal as `logIn` */
  renewRecoveryCodes(request: { who: Who; password: string }): Promise<readonly string[]>;
  /** What deleting the account would delete; writes nothing. */
  planDeletion(request: { who: Who; endLicenses: boolean }): Promise<ErasurePlan>;
  /**
   * Deletes the account and its owner's data in all licenses, which stay valid unless `endLicenses` is set. The bytes
   * follow at the server's next secure delete.
   *
   * @throws Refusal as `logIn`
   * @returns the receipt; null if another request has deleted it meanwhile
   */
  deleteAccount(request: {
    who: Who;
    password: string;
    endLicenses: boolean;
  }): Promise<{ receipt: Id | null }>;
  /** The encoded hash of an acceptable password. @throws Refusal `password_refused` */
  hashPassword(request: { username: string; password: string }): Promise<string>;
}

/** The client's network, as `server/web/client-network.ts` reads it. */
interface Origin {
  readonly origin: string;
}

/**
 * Every function answers the same whether the address is known or not. @throws Refusal `email_malformed`, `mail_absent`
 */
export interface Recovery {
  /** Mails the license keys of an email. @throws Refusal also `issue_secret_absent` */
  askKey(request: AskKey & Origin): Promise<void>;
  /** Mails links that set a password. */
  askPassword(request: AskPassword & Origin): Promise<void>;
  /** Mails codes that move licenses to another email. @throws Refusal also `email_mismatch`, `issue_secret_absent` */
  askEmailChange(request: AskEmailChange & Origin): Promise<{ byOld: boolean }>;
  /** Mails a code to a new recovery address of the account. */
  askRecoveryEmail(request: AskRecoveryEmail & Origin): Promise<void>;
  /**
   * Saves which notices the owner wants; a new address gets a welcome mail. @throws Refusal `too_many_requests` over
   * the budget
   */
  setNotices(request: SetNotices & Origin): Promise<void>;
}
