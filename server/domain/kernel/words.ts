/** Words in one column, separated by spaces, such as entitlements. */

/** The words as they are stored. */
export function readWords(stored: string): string[] {
  return stored === '' ? [] : stored.split(' ');
}
