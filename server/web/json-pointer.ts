/**
 * JSON Pointers (RFC 6901) into a request's body, which name the field of a fault.
 */

/** Maximum length of a JSON Pointer. A longer pointer is cut, because a member name may be as long as the body. */
const POINTER_CHARACTERS_MAX = 200;

/** Makes the JSON Pointer of a path of member names and array indexes. */
export function pointerOf(path: readonly PropertyKey[]): string {
  const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return pointer.slice(0, POINTER_CHARACTERS_MAX);
}
