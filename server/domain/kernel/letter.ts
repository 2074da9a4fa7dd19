/**
 * A mail as it is sealed: its recipient, expiry and language, and its content as data. `server/mail` words it. Types
 * only, so that the port that seals a mail needs nothing above it.
 */

import type { Seconds } from './day.ts';

/** What is said; the mailer words it. */
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
  /** Nothing, to nobody: what is written for an address that is not known, so that both cost the same. */
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

/** A canonical address; or one that only the mailer can open; null: nobody. */
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
  /** Not sent from this second on: it would be of no use. */
  readonly until: Seconds;
  readonly letter: Letter;
  /** Of a notice: where one click ends them all. */
  readonly unsubscribe?: string;
}
