/**
 * What a vendor says of itself on pages and in mails. This file has types only: `config/vendor-file.ts` reads the file,
 * and pages and mails show it.
 */

/** A picture that the server itself serves. */
export interface Logo {
  readonly type: 'image/png' | 'image/svg+xml';
  readonly bytes: Uint8Array;
}

/** The vendor's own words in the mail with license keys, in one language. Each replaces one part of ours. */
export interface KeyMailWords {
  /** Paragraphs before the keys, with the placeholders of `key-mail-words.ts`. */
  readonly opening?: string | undefined;
  /** Paragraphs at the end. */
  readonly closing?: string | undefined;
}

/** Where a fault of security is reported, as `/.well-known/security.txt` says it. */
export interface Security {
  /** A `mailto:` or https address. */
  readonly contact: string;
  /** The last day on which the contact may be used, `YYYY-MM-DD`. */
  readonly lastDay: string;
  /** The https address of a page that says how reports are handled. */
  readonly policy?: string | undefined;
}

/** Every member is optional: without a file, pages and mails say nothing of the vendor but its name. */
export interface Vendor {
  /** The name in the head of each page; without it, `QUIETKEY_SITE_NAME`. */
  readonly name?: string | undefined;
  /** An email address, or the https address of a page. */
  readonly support?: string | undefined;
  /** The https addresses of the vendor's own pages. */
  readonly imprint?: string | undefined;
  readonly terms?: string | undefined;
  readonly privacy?: string | undefined;
  /** The name and address of the data protection authority to which a person can complain, in one line. */
  readonly authority?: string | undefined;
  /** Whether a person can also ask by the CCPA. */
  readonly ccpa?: boolean | undefined;
  /** A colour `#rrggbb` that `theme.ts` has accepted. */
  readonly color?: string | undefined;
  readonly logo?: Logo | undefined;
  readonly security?: Security | undefined;
  /** The words of the key mail, by the tag of their language. */
  readonly keyMail?: Readonly<Record<string, KeyMailWords>> | undefined;
}

export const NO_VENDOR: Vendor = {};

/** A vendor with a name: that of the site if the vendor's file has none. */
export type NamedVendor = Vendor & { readonly name: string };
