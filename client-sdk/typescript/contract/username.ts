/**
 * The form of a username, for the SDK, activations and accounts. A username is ASCII only, so that no two usernames look
 * alike, and has no @, so that a username is never an address.
 */

export const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

/** What a username may contain, as a sentence to the person who typed another text. */
export const USERNAME_FORM =
  'Use 2 to 32 letters (a to z), digits, dots, dashes or underscores. Begin with a letter or digit. Do not use an address or a telephone number.';

/** The typed text in the form in which usernames are compared, whether or not the text is a valid username. */
export function foldUsername(typed: string): string {
  return typed.trim().toLowerCase();
}

/** The username in lower case, without surrounding spaces; undefined for a text that is not a valid username. */
export function canonicalUsername(typed: string): string | undefined {
  const username = foldUsername(typed);
  return USERNAME.test(username) ? username : undefined;
}
