/**
 * Accounts as the portal uses them. Types only: `server/accounts/accounts.ts` and `server/accounts/recovery.ts` implement them.
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
  /** Shown this once. */
  readonly recoveryCodes: readonly string[];
}

/** Every function may refuse with `busy` where too many passwords wait to be hashed. */
export interface Accounts {
  /** @throws Refusal where username, password or license key is refused, by the field */
  signUp(of: {
    username: string;
    password: string;
    licenseKey: string;
    terms: string;
    remember: boolean;
  }): Promise<SignedUp>;
  /** Two words and a number, such as `amber-falcon-4711`. */
  suggestUsername(): string;
  /** @throws Refusal `credentials_wrong`, or `too_many_requests` with the seconds to wait */
  logIn(of: { username: string; password: string; remember: boolean }): Promise<SessionCookie>;
  /**
   * Whose a token is; undefined: nobody's. `cookie` is there where the token was exchanged and the browser must be given
   * the new one; else nothing was written.
   */
  resume(token: string): Promise<{ who: Who; cookie: SessionCookie | undefined } | undefined>;
  logOut(token: string): Promise<void>;
  listSessions(who: Who): Promise<SessionView[]>;
  /** Ends the sessions of all other browsers. */
  endOtherSessions(who: Who): Promise<void>;
  /** Ends all sessions, and opens one for the browser that asks. @throws Refusal as `logIn`, or `password_refused` */
  changePassword(of: { who: Who; password: string; next: string } & MailInLanguage): Promise<SessionCookie>;
  /** Sets the password by a code, which is used up, and ends all sessions; logs nobody in. @throws Refusal as `logIn` */
  useRecoveryCode(of: { username: string; code: string; next: string } & MailInLanguage): Promise<void>;
  /** Before what would let a thief of the session stay. @throws Refusal as `logIn` */
  confirm(of: { who: Who; password: string }): Promise<void>;
  /** New codes in the place of the old ones. @throws Refusal as `logIn` */
  renewRecoveryCodes(of: { who: Who; password: string }): Promise<readonly string[]>;
  /** What deleting the account would take; writes nothing. */
  planDeletion(of: { who: Who; endLicenses: boolean }): Promise<ErasurePlan>;
  /**
   * Deletes the account and forgets its owner in all its licenses, which stay valid unless they are to end too. The bytes
   * follow at once, by the server's next physical step. @throws Refusal as `logIn`
   * @returns the receipt; null: another has deleted it meanwhile
   */
  deleteAccount(of: { who: Who; password: string; endLicenses: boolean }): Promise<{ receipt: Id | null }>;
  /** The encoded hash of a password that may be one. @throws Refusal `password_refused` */
  hashPassword(of: { username: string; password: string }): Promise<string>;
}

/** From which network it is asked: as `http/network.ts` reads it. */
interface Asked {
  readonly origin: string;
}

/** Each is answered alike whether the address is known or not. @throws Refusal `email_malformed`, `mail_absent` */
export interface Recovery {
  /** Mails the keys of an email. @throws Refusal also `issue_secret_absent` */
  askKey(of: AskKey & Asked): Promise<void>;
  /** Mails links that set a password. */
  askPassword(of: AskPassword & Asked): Promise<void>;
  /** Mails codes that move licenses to another email. @throws Refusal also `email_mismatch`, `issue_secret_absent` */
  askEmailChange(of: AskEmailChange & Asked): Promise<{ byOld: boolean }>;
  /** Mails a code to an address that shall recover the account. */
  askRecoveryEmail(of: AskRecoveryEmail & Asked): Promise<void>;
  /** Notes which notices are wanted; a new address is greeted. @throws Refusal `too_many_requests` over the budget */
  setNotices(of: SetNotices & Asked): Promise<void>;
}
