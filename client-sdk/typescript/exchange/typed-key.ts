/**
 * Finds the one license key in what was typed, and returns its canonical text. This text is sent to the server, and the
 * device tags are derived from it. A Quietkey key becomes its 30 canonical symbols; a key that another system issued
 * becomes its groups joined by dashes. A text without a key is refused before any request.
 */
import { BadKey } from '../primitives/errors.ts';
import { findImportedKeys } from '../contract/imported-key.ts';
import type { ImportedKeyForm } from '../contract/imported-key-form.ts';
import { findLicenseKeys } from '../contract/license-key-search.ts';
import { readLicenseKey } from '../contract/license-key.ts';

/**
 * The canonical text of a typed license key. An imported key takes precedence over a Quietkey key in unusual groups,
 * because another system's key can look like one by chance.
 *
 * @throws BadKey if the text has no license key, or two different ones
 */
export function canonicalKey(typed: unknown, importedKeys: readonly ImportedKeyForm[]): string {
  if (typeof typed !== 'string') throw new BadKey('empty');
  const [imported, other] = findImportedKeys(typed, importedKeys);
  if (imported !== undefined && findLicenseKeys(typed).written.length === 0) {
    if (other !== undefined) throw new BadKey('several');
    return imported;
  }
  const read = readLicenseKey(typed);
  if (!read.ok) throw new BadKey(read.fault);
  return read.canonical;
}
