/**
 * A mail before it is sealed: recipient, expiry and language, and its content as data. `server/mail` writes the text.
 * Types only, so that the port that seals a mail imports nothing above it.
 */

import type { Instant } from './day.ts';

/** The content; the mailer writes the text. */
export type Letter =
  | { readonly kind: 'keys'; readonly keys: readonly KeyLine[]; readonly left: number }
  | { readonly kind: 'password'; readonly links: readonly LinkLine[] }
  | { readonly kind: 'proof'; readonly of: 'recovery'; readonly link: string; readonly code: string }
  | { readonly kind: 'code'; readonly of: 'new address' | 'old address'; readonly code: string }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'vendor'; readonly subject: string; readonly paragraphs: readonly string[] }
  | { readonly kind: 'ending'; readonly licenses: readonly EndingLine[]; readonly left: number }
  | { readonly kind: 'abandoned'; readonly username: string; readonly lastOn: string }
  | {
      readonly kind: 'changed';
      readonly what: 'password' | 'email' | 'license email';
      readonly username: string;
    }
  /** An empty mail without a recipient, for an address that is not known: both cases cost the same. */
  | { readonly kind: 'decoy' };

export interface KeyLine {
  readonly product: string;
  readonly licenseKey: string;
}

export interface LinkLine {
  readonly username: string;
  /** The whole address. */
  readonly link: string;
  readonly code: string;
}

interface EndingLine {
  readonly product: string;
  /** `YYYY-MM-DD` */
  readonly endsOn: string;
}

/** A canonical address; or a sealed one that only the mailer can open; null: no recipient. */
type Recipient = { readonly email: string } | { readonly sealed: string } | null;

/**
 * The language of a request in the portal that makes a mail, BCP 47. Absent in mails that an operator or a job writes,
 * and in those of an older server: the mailer's default. It is stored nowhere but in the sealed mail.
 */
export interface MailInLanguage {
  readonly language?: string | undefined;
}

export interface Mail extends MailInLanguage {
  readonly to: Recipient;
  /** Not sent from this second on. */
  readonly until: Instant;
  readonly letter: Letter;
  /** For a notice: the URL that ends all notices with one click. */
  readonly unsubscribe?: string;
}
