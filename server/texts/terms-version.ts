/** The version of the portal's terms, in every language. Accounts keep which version they accepted. */

/** Raised whenever the terms in a catalogue change in meaning. */
export const TERMS_VERSION = '2026-11';
