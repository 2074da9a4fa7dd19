/**
 * A mail before it is sealed: recipient, expiry and language, and its content as data. `server/mail` writes the text of
 * the mail. This file has types only, so that the port that seals a mail imports nothing from higher layers.
 */

import type { Instant } from './day.ts';
import type { ExtensionReason, RefusalReason, RequestKind } from './rights.ts';

/** The content of a mail as data, from which the mailer writes the text. */
export type Letter =
  | { readonly kind: 'keys'; readonly keys: readonly KeyLine[]; readonly left: number }
  | { readonly kind: 'password'; readonly links: readonly LinkLine[] }
  | { readonly kind: 'usernames'; readonly usernames: readonly string[] }
  | { readonly kind: 'proof'; readonly of: 'recovery'; readonly link: string; readonly code: string }
  | { readonly kind: 'code'; readonly of: 'new address' | 'old address' | 'claim'; readonly code: string }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'vendor'; readonly subject: string; readonly paragraphs: readonly string[] }
  | { readonly kind: 'ending'; readonly licenses: readonly EndingLine[]; readonly left: number }
  | { readonly kind: 'offer'; readonly username: string }
  | { readonly kind: 'looks'; readonly looks: readonly LookLine[]; readonly left: number }
  | { readonly kind: 'retired'; readonly products: readonly RetiredLine[]; readonly left: number }
  | {
      readonly kind: 'policy';
      readonly version: number;
      /** The day from which it applies, in the form `YYYY-MM-DD`. */
      readonly effectiveOn: string;
      /** How many items differ from what applies now, and how many of them mean that more is stored or done. */
      readonly changes: number;
      readonly wider: number;
    }
  | { readonly kind: 'abandoned'; readonly username: string; readonly lastOn: string }
  | {
      readonly kind: 'changed';
      readonly what:
        | 'username'
        | 'password'
        | 'email'
        | 'license email'
        | 'order'
        | 'sign-in'
        | 'owner'
        | 'transfer'
        | 'transferred'
        | 'takeover'
        | 'takeover refused'
        | 'takeover granted'
        | 'takeover ended'
        | 'taken over';
      readonly username: string;
    }
  | { readonly kind: 'request'; readonly link: string }
  | (AboutRequest & {
      readonly kind: 'request answered';
      readonly isNothing: boolean;
      /** `portal`: the link leads to a page for which the person logs in. */
      readonly way: 'mail' | 'portal' | 'link';
      readonly link: string | null;
      /** The last day of the link, in the form `YYYY-MM-DD`. */
      readonly endsOn: string;
    })
  | (AboutRequest & {
      readonly kind: 'request extended';
      readonly why: ExtensionReason;
      readonly dueOn: string;
    })
  | (AboutRequest & { readonly kind: 'request refused'; readonly why: RefusalReason })
  /**
   * An empty mail without a recipient. It is made for an unknown address, so that a request costs the same whether or
   * not the address is known.
   */
  | { readonly kind: 'decoy' };

/** The request that a mail is about. */
interface AboutRequest {
  readonly asked: RequestKind;
  /** The number by which the person names the request. */
  readonly number: string;
}

export interface KeyLine {
  readonly product: string;
  readonly licenseKey: string;
  /** The reference of the order; absent if there is none, and in mails of an older server. */
  readonly order?: string | undefined;
}

export interface LinkLine {
  readonly username: string;
  /** The complete URL of the link. */
  readonly link: string;
  readonly code: string;
}

interface EndingLine {
  readonly product: string;
  /** The last day of the license, in the form `YYYY-MM-DD`. */
  readonly endsOn: string;
}

interface RetiredLine {
  readonly product: string;
  /** The last day on which its data is kept, in the form `YYYY-MM-DD`; null: the product is no longer retired. */
  readonly keptUntil: string | null;
}

interface LookLine {
  readonly product: string;
  /** The operator's action, as it is stored. */
  readonly action: string;
  /** The purpose, as it is stored. */
  readonly purpose: string | null;
  /** The day, in the form `YYYY-MM-DD`. */
  readonly lookedOn: string;
  /** Of a look that was held back: on which basis and until when, as it is stored. */
  readonly heldBack?: string | undefined;
}

/**
 * The recipient of a mail: a canonical address, or a sealed address that only the mailer can open; null: no recipient.
 */
type Recipient = { readonly email: string } | { readonly sealed: string } | null;

/**
 * The language (BCP 47) that the reader chose in the portal, for a mail that answers the reader's request. The language is
 * absent without a choice, in mails that an operator or a job writes, and in mails of an older server; the mailer then
 * uses the language that is sealed with the address for notices, and otherwise its default.
 */
export interface MailInLanguage {
  readonly language?: string | undefined;
}

/** An address for notices after the mailer has opened it, with the language that was chosen for them, if any. */
export interface OpenedAddress extends MailInLanguage {
  readonly email: string;
}

export interface Mail extends MailInLanguage {
  readonly to: Recipient;
  /** The second from which the mail is no longer sent. */
  readonly until: Instant;
  readonly letter: Letter;
  /** For a notice: the URL that ends all notices of the recipient with one click. */
  readonly unsubscribe?: string;
}
