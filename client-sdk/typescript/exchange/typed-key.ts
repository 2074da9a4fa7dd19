/**
 * Turns what the person typed into the text that keys the device tags and goes to the server. One of our keys becomes
 * its 30 canonical symbols; a key imported from another system stays as typed, but for the spaces around it. A text in
 * the shape of our keys whose checksum fails is refused here, before any network.
 */
import { BadKey } from '../primitives/errors.ts';
import { readLicenseKey } from '../contract/license-key.ts';

/** Six groups of five behind an optional prefix, or 30 characters in one piece: no foreign key is assumed to be so. */
const OUR_SHAPE =
  /^(?:[\p{L}\p{N}]{1,16}[-\s]+)?(?:[\p{L}\p{N}]{5}[-\s]+){5}[\p{L}\p{N}]{5}$|^[\p{L}\p{N}]{30}$/u;
const KEY_CHARACTERS_MAX = 256;

/**
 * The canonical text of a typed license key.
 *
 * @throws BadKey where it is empty, over 256 characters, or in our shape with a typing error
 */
export function canonicalKey(typed: string): string {
  const trimmed = typed.trim();
  const read = readLicenseKey(typed);
  if (read.ok) return read.canonical;
  if (read.fault === 'empty' || trimmed === '') throw new BadKey('empty');
  if (trimmed.length > KEY_CHARACTERS_MAX || OUR_SHAPE.test(trimmed)) throw new BadKey(read.fault);
  return trimmed;
}
