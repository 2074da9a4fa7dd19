/**
 * An entitlement as products, licenses and commands write it: a name, and optionally after a colon its end, as in
 * `cloud:2027-12-31`. A lease has names and ends apart, so that older clients find the names where they always were.
 */

/** The two parts of a word; `end` is undefined if the entitlement ends with its license. */
export interface WrittenEntitlement {
  readonly name: string;
  readonly end: string | undefined;
}

export function splitEntitlement(word: string): WrittenEntitlement {
  const colon = word.indexOf(':');
  return colon < 0
    ? { name: word, end: undefined }
    : { name: word.slice(0, colon), end: word.slice(colon + 1) };
}
