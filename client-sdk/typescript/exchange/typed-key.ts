/**
 * Normalises a typed license key to the text from which the device tags are derived and which is sent to the server. A
 * Quietkey key becomes its 30 canonical symbols. A key imported from another system stays as typed, without surrounding
 * spaces. A text in the shape of a Quietkey key whose checksum fails is refused before any request.
 */
import { BadKey } from '../primitives/errors.ts';
import { readLicenseKey } from '../contract/license-key.ts';

/**
 * The shape of a Quietkey key: six groups of five characters after an optional prefix, or 30 characters without a
 * separator. No imported key is expected to have this shape.
 */
const QUIETKEY_SHAPE =
  /^(?:[\p{L}\p{N}]{1,16}[-\s]+)?(?:[\p{L}\p{N}]{5}[-\s]+){5}[\p{L}\p{N}]{5}$|^[\p{L}\p{N}]{30}$/u;
const KEY_CHARACTERS_MAX = 256;

/**
 * The canonical text of a typed license key.
 *
 * @throws BadKey if the text is empty, longer than 256 characters, or in the shape of a Quietkey key with a typing
 * error
 */
export function canonicalKey(typed: string): string {
  const trimmed = typed.trim();
  const read = readLicenseKey(typed);
  if (read.ok) return read.canonical;
  if (read.fault === 'empty' || trimmed === '') throw new BadKey('empty');
  if (trimmed.length > KEY_CHARACTERS_MAX || QUIETKEY_SHAPE.test(trimmed)) throw new BadKey(read.fault);
  return trimmed;
}
