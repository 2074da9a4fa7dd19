/** What the words of a mail are made of: paragraphs, and whom the mail is from. */

import { readDate, type Day } from '../domain/kernel/day.ts';
import type { NamedVendor } from '../vendor/vendor.ts';

/** Whom a mail is from. */
export interface MailSource {
  readonly vendor: NamedVendor;
  /**
   * The public addresses of the portal its page for lost keys and its privacy page; undefined: the mailer does not know
   * them.
   */
  readonly portal?: { readonly home: string; readonly lostKey: string; readonly privacy: string } | undefined;
}

/** A part of a mail: a paragraph of text, a line to copy, or a link to follow. */
export type Paragraph = string | { readonly copy: string } | { readonly follow: string };

export interface Worded {
  readonly subject: string;
  readonly paragraphs: readonly Paragraph[];
}

/**
 * Reads the day of a date.
 * @param date written `YYYY-MM-DD`
 */
export function dayIn(date: string): Day {
  const day = readDate(date);
  if (day === undefined) throw new Error(`${date} is not a date`);
  return day;
}
