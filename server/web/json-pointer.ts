/**
 * RFC 6901 pointers into a request's body, by which faults name their field. Leaves to others what is wrong there.
 */

/** Of a pointer that is told: a name may be as long as the body. */
const POINTER_CHARACTERS_MAX = 200;

/** The pointer of a path of names and places. */
export function pointerOf(path: readonly PropertyKey[]): string {
  const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return pointer.slice(0, POINTER_CHARACTERS_MAX);
}
