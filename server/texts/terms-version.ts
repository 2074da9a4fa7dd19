/** The version of the portal's terms, in every language. Each account stores which version its owner accepted. */

/** The current version of the terms, raised whenever the terms in a catalogue change in meaning. */
export const TERMS_VERSION = '2026-11';
