/**
 * What is known of a refusal code: the texts for each audience that can receive the code, whether the code counts as a
 * guess, how long to wait, and where the portal shows the refusal. Each code of the API has one row, in
 * `license-refusals.ts` or `api-refusals.ts`; the server has rows of its own for the portal.
 */

/** The text of a refusal: what happened, and what to do about the problem, in whole sentences. */
export interface RefusalText {
  readonly sentence: string;
  readonly remedy: string;
}

/**
 * The text for one audience: the remedy, shown after the sentence of the row; or a sentence and a remedy, where this
 * audience needs other words. Null: this audience never receives the code.
 */
type Words = string | RefusalText | null;

/**
 * The row of a refusal code. Every row has every text, so that an audience that never receives the code is declared
 * with null and not forgotten.
 */
export interface RefusalRow {
  readonly sentence: string;
  /**
   * The remedy for the user of an app, in the problem document that an SDK gets. The title of a problem document is
   * always `sentence`.
   */
  readonly appUser: string | null;
  /** The remedy for the author of a client or a script, in every other problem document. */
  readonly integrator: string | null;
  /** The text for an operator at a terminal. */
  readonly operator: Words;
  /**
   * The text for a customer in the portal, in English, shown beside a form; null: the portal shows an error page by the
   * status.
   */
  readonly customer: Words;
  /** Set if the refusal means that a secret was guessed wrongly: the limits on guessing count the refusal. */
  readonly isGuess?: true;
  /** The seconds to wait if the refusal itself names none; the request may succeed when it is repeated later. */
  readonly retryAfter?: number;
  /** The `WWW-Authenticate` header (RFC 6750) of the refusal. */
  readonly challenge?: string;
  /**
   * The fields of the portal's forms that the refusal can be about. The refusal is shown at the first of these fields
   * that the form has.
   */
  readonly fields?: readonly string[];
  /** The portal's error page for the refusal, if the status alone does not determine the page. */
  readonly errorPage?: 'unsure' | 'noMail' | 'noDownload' | 'lateDownload' | 'busy';
}

/** The table row for a refusal code that concerns the license of a request. The user of the app reads the text. */
export interface LicenseRow extends RefusalRow {
  readonly appUser: string;
}

/** The table row for an API code that does not concern a license. */
export interface ApiRow extends RefusalRow {
  readonly integrator: string;
}

/** The audiences that may receive a refusal. */
export type Audience = 'appUser' | 'integrator' | 'operator' | 'customer';
