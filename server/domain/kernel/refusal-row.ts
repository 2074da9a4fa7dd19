/**
 * What the server knows of a refusal code: the texts for each audience that can meet it, whether it counts as a guess,
 * how long to wait, and where the portal shows it. One row a code, in `license-refusals.ts`, `api-refusals.ts` and
 * `portal-refusals.ts`.
 */

/** What happened, and what to do about it: whole sentences. */
export interface RefusalText {
  readonly sentence: string;
  readonly remedy: string;
}

/** The remedy, under the sentence of the row; or both, where this audience needs other words. Null: it never meets the code. */
type Words = string | RefusalText | null;

/** Every member is there in every row, so that who never meets a code is written down and not forgotten. */
export interface RefusalRow {
  readonly sentence: string;
  /** Remedy for the user of an app: in the problem that answers an SDK. The title of a problem is always `sentence`. */
  readonly appUser: string | null;
  /** Remedy for whoever writes a client or a script: in every other problem. */
  readonly integrator: string | null;
  /** At a terminal. */
  readonly operator: Words;
  /** In the portal, in English, beside a form; null: an error page by its status. */
  readonly customer: Words;
  /** It tells that something secret was guessed, and wrongly: the limits on guessing count it. */
  readonly isGuess?: true;
  /** Seconds to wait where the refusal names none: the same request may succeed later. */
  readonly retryAfter?: number;
  /** The `WWW-Authenticate` header (RFC 6750). */
  readonly challenge?: string;
  /** Fields of the portal's forms that it can be about: it is shown at the first that the form has. */
  readonly fields?: readonly string[];
  /** The portal's error page, where the status does not tell which. */
  readonly errorPage?: 'unsure' | 'noMail';
}

/** Of a code with which a license refuses a call: the user of the app reads it. */
export interface LicenseRow extends RefusalRow {
  readonly appUser: string;
}

/** Of any other code of the API. */
export interface ApiRow extends RefusalRow {
  readonly integrator: string;
}

/** Of a code that no API answers: it has no row in the contract, and its status is the portal's. */
export type PortalRow = RefusalRow & {
  readonly status: number;
  readonly appUser: null;
  readonly integrator: null;
};

/** Who may meet a refusal. */
export type Audience = 'appUser' | 'integrator' | 'operator' | 'customer';
