/**
 * The account service of the portal. This file contains types only; `server/accounts/accounts.ts` and
 * `server/accounts/recovery.ts` implement them.
 */

import type { AnswerSignIn, SignInAnswered } from '../domain/ownership/answer-sign-in.ts';
import type { AskClaim } from '../domain/ownership/claim.ts';
import type { AskEmailChange } from '../domain/ownership/email-change.ts';
import type { OfferTransfer } from '../domain/ownership/offer-transfer.ts';
import type { ErasurePlan } from '../domain/privacy/erasure.ts';
import type { SetNotices } from '../domain/account/notices.ts';
import type { MailInLanguage } from '../domain/kernel/letter.ts';
import type { Id } from '../domain/kernel/ports.ts';
import type { AskRecoveryEmail } from '../domain/account/recovery-email.ts';
import type { AskUsername } from '../domain/account/forgotten-username.ts';
import type { AskKey, AskPassword } from '../domain/account/recovery.ts';
import type { Asker } from '../domain/account/login-throttle.ts';
import type { LoggedIn } from '../domain/account/login.ts';
import type { SessionCookie, SessionView, Who } from '../domain/account/session.ts';
import type { AskRequest } from '../domain/rights/ask-request.ts';

/** What a visitor enters to make an account. */
export interface NewVisitor {
  readonly username: string;
  readonly password: string;
  readonly terms: string;
  readonly remember: boolean;
  readonly asker?: Asker;
}

export interface SignedUp {
  readonly cookie: LoggedIn;
  /** The recovery codes of the account, which are shown only once. */
  readonly recoveryCodes: readonly string[];
}

/** The account service. A function that hashes a password may refuse with `server_unavailable` if too many wait. */
export interface Accounts {
  /** Creates an account. @throws Refusal if username, password or license key is refused, by the field */
  signUp(request: NewVisitor & { readonly licenseKey: string }): Promise<SignedUp>;
  /** Creates an account that is a member of a license. @throws Refusal also `invitation_unknown` */
  signUpInvited(request: NewVisitor & { readonly token: string }): Promise<SignedUp>;
  /**
   * Checks what was typed for a sign-up, without creating anything. An absent part is not checked.
   * @throws Refusal with every fault that `signUp` would report
   */
  checkSignUp(typed: { username?: string; licenseKey?: string }): Promise<void>;
  /** Checks that a password is acceptable for an account. @throws Refusal `password_refused` */
  checkPassword(typed: { username: string; password: string }): Promise<void>;
  /** Suggests a username of two words and a number, such as `amber-falcon-4711`. */
  suggestUsername(): string;
  /** Logs an account in. @throws Refusal `credentials_wrong`, or `too_many_requests` with the seconds to wait */
  logIn(request: { username: string; password: string; remember: boolean; asker: Asker }): Promise<LoggedIn>;
  /** The account of a typed username, if the browser is known to it; otherwise null. Writes nothing. */
  recogniseBrowser(request: { username: string; browser: string }): Promise<{ account: Id | null }>;
  /** Invalidates the cookie that keeps a browser known. */
  forgetBrowser(request: { who: Who; browser: string }): Promise<void>;
  /**
   * The account of a session token; undefined if there is none. `cookie` is set if the token was exchanged: the browser
   * must get the new token. Otherwise nothing was written.
   */
  resume(token: string): Promise<{ who: Who; cookie: SessionCookie | undefined } | undefined>;
  logOut(token: string): Promise<void>;
  listSessions(who: Who): Promise<SessionView[]>;
  /** Ends the sessions of the account in all other browsers. */
  endOtherSessions(who: Who): Promise<void>;
  /** Checks a new username. @throws Refusal `username_malformed`, `username_taken` */
  checkUsername(username: string): Promise<void>;
  /** Changes the username. @throws Refusal as `logIn` and `checkUsername` do */
  changeUsername(request: { who: Who; password: string; username: string } & MailInLanguage): Promise<void>;
  /**
   * Changes the password and ends all sessions of the account, and opens one session for the requesting browser.
   * @throws Refusal as `logIn` does, or `password_refused`
   */
  changePassword(request: { who: Who; password: string; next: string } & MailInLanguage): Promise<LoggedIn>;
  /** Checks a recovery code, which stays valid. @throws Refusal `credentials_wrong` */
  checkRecoveryCode(request: { username: string; code: string }): Promise<void>;
  /**
   * The username of the account that owns the license of the key and has the recovery code, which stays valid.
   * @throws Refusal `credentials_wrong`, whatever is wrong
   */
  findUsername(request: { licenseKey: string; code: string }): Promise<string>;
  /**
   * Sets the password with a recovery code, which is then used up, and ends all sessions. The function does not log in.
   * The password is hashed only for a right code.
   * @throws Refusal `credentials_wrong` or `password_refused`
   */
  useRecoveryCode(
    request: { username: string; code: string; next: string; asker: Asker } & MailInLanguage,
  ): Promise<void>;
  /**
   * Confirms the password, before a change that would let the thief of a session keep access to the account.
   * @throws Refusal as `logIn` does
   */
  confirm(request: { who: Who; password: string }): Promise<void>;
  /** Makes new recovery codes, which replace the old ones. @throws Refusal as `logIn` does */
  renewRecoveryCodes(request: { who: Who; password: string }): Promise<readonly string[]>;
  /** Returns what the deletion of the account would delete. Writes nothing. */
  planDeletion(request: { who: Who; endLicenses: boolean }): Promise<ErasurePlan>;
  /**
   * Deletes the account and its owner's data in all licenses, which stay valid unless `endLicenses` is set. The bytes
   * of the deleted data are destroyed at the server's next secure delete.
   *
   * @throws Refusal as `logIn` does
   * @returns the receipt, null if another request has deleted the account meanwhile; and whether a legal hold keeps a part
   */
  deleteAccount(request: {
    who: Who;
    password: string;
    endLicenses: boolean;
  }): Promise<{ receipt: Id | null; isHeld: boolean }>;
  /** Checks that a password is acceptable, and returns its encoded hash. @throws Refusal `password_refused` */
  hashPassword(request: { username: string; password: string; asker?: Asker }): Promise<string>;
}

/**
 * The network of the client, as `server/web/client-network.ts` reads it from the request, and the cookie of a known
 * browser, if there is one.
 */
export interface Visitor {
  readonly origin: string | null;
  readonly known?: string | undefined;
}

/**
 * The recovery service. A visitor gets the same answer whether the email address is known or not, and whether a mail
 * was written or the budget of mails is spent.
 * @throws Refusal `email_malformed`, `mail_absent`; for a customer who is logged in, also `mail_limit_reached`
 */
export interface Recovery {
  /** Mails the license keys of an email address to that address. @throws Refusal also `issue_secret_absent` */
  askKey(request: AskKey & Visitor): Promise<void>;
  /** Mails the usernames of the accounts that an email address recovers. */
  askUsername(request: AskUsername & Visitor): Promise<void>;
  /** Mails the link that makes a request about personal data. */
  askRequest(request: AskRequest & Visitor): Promise<void>;
  /** Mails links with which the password of an account can be set. */
  askPassword(request: AskPassword & Visitor): Promise<void>;
  /**
   * Mails codes that move licenses to another email address.
   * @throws Refusal also `email_mismatch`, `issue_secret_absent`
   */
  askEmailChange(request: AskEmailChange): Promise<{ byOld: boolean }>;
  /**
   * Checks that the old email or the license key belongs to a license of the account, without changing anything.
   * @throws Refusal `email_mismatch`
   */
  checkEmailChange(request: Pick<AskEmailChange, 'who' | 'oldEmail' | 'licenseKey'>): Promise<void>;
  /** Mails a code to the new recovery address of the account. */
  askRecoveryEmail(request: AskRecoveryEmail): Promise<void>;
  /** Mails a code to the address with which licenses were bought, or to any other address. */
  askClaim(request: AskClaim): Promise<void>;
  /** Saves which notices the owner wants. A new address gets a welcome mail. */
  setNotices(request: SetNotices): Promise<void>;
  /**
   * Answers an app that waits. An approval is mailed to the address for notices, a few times a day at most.
   * @throws Refusal `sign_in_code_unknown`, `request_malformed`
   */
  answerSignIn(request: AnswerSignIn): Promise<SignInAnswered>;
  /**
   * Offers a license to another account. Both get a mail, a few times a day at most; none if the request is `isQuiet`,
   * because a mail about another license of the same batch was sent.
   * @throws Refusal `license_unknown`, `username_malformed`, `transfer_barred`
   */
  offerTransfer(
    request: { who: Who; isQuiet?: boolean } & Omit<OfferTransfer, 'account' | 'isMailed'>,
  ): Promise<void>;
}
