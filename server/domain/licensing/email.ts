/**
 * The canonical form of an email address, version 1: keys are derived from it, the index is keyed by it, and mail goes
 * to it. It is frozen: an accepted address keeps its canonical form for ever, or a customer's license could not be
 * found or derived again. The IDNA tables are a parameter (Node's `domainToASCII`); test/vectors/emails.json is the
 * contract.
 */

import type { DomainToAscii } from '../kernel/ports.ts';

/** UTF-16 code units; longer text is refused unread. */
export const EMAIL_TYPED_CHARACTERS_MAX = 1024;

/** RFC 5321 §4.5.3.1.3, less the angle brackets. Applies to the address as typed and to its canonical form. */
export const EMAIL_BYTES_MAX = 254;

const LOCAL_PART_BYTES_MAX = 64; // RFC 5321 §4.5.3.1.1
const DOMAIN_CHARACTERS_MAX = 253; // RFC 1035 §2.3.4, without the root's dot
const LABEL_CHARACTERS_MAX = 63;

/**
 * Controls, line ends, format characters (zero-width, bidirectional, soft hyphen), private use, and code points that
 * Unicode has not assigned yet: their canonical form is unknown and cannot be frozen. Also characters that render as
 * nothing.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
const QUOTE_OR_COMMENT = /["()\\]/;

/**
 * Characters that NFC (K, semicolon, grave accent) or IDNA (the full stop) turns into plain ASCII, although NFKC
 * leaves them alone. `toLowerCase` turns the Kelvin sign into "k": that has given accounts to the wrong people.
 */
const BECOMES_ASCII = /[\u212a\u037e\u1fef\u3002]/u;

/** IDNA gives "ss" or "ß", depending on the version of its tables: not frozen, so refused. */
const CAPITAL_SHARP_S = /\u1e9e/u;

/** RFC 5322 `atext` and the dot. Beyond ASCII (RFC 6531) letters, marks and digits only: {@link FOREIGN_SIGN}. */
const LOCAL_PART = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.\u{80}-\u{10ffff}]+$/u;
const FOREIGN_SIGN = /[^\p{ASCII}\p{L}\p{M}\p{N}]/u;
const EDGE_DOT = /^\.|\.\.|\.$/;
const ASCII = /^\p{ASCII}*$/u;
const DOMAIN_AS_TYPED = /^[a-zA-Z0-9.\-\u{80}-\u{10ffff}]+$/u;
const LABEL = /^[a-z0-9-]+$/;

/** Why typed text has no canonical form. A fault never contains the typed text. */
export type EmailFault =
  | 'empty'
  | 'too_long'
  | 'ill_formed'
  | 'control_character'
  | 'quoted_or_comment'
  | 'not_one_at'
  | 'local_part'
  | 'domain';

/** The canonical address, or the first fault found, in the order of {@link EmailFault}. */
export type EmailReading =
  { readonly ok: true; readonly email: string } | { readonly ok: false; readonly fault: EmailFault };

/**
 * Reads a typed address into canonical email v1. Surrounding white space is trimmed; the local part keeps its plus and
 * dots, is NFC and lower-cased in ASCII only; the domain is ASCII. Canonical forms are their own canonical form. Never
 * throws, unless `domainToAscii` does.
 */
export function canonicalEmail(typed: string, domainToAscii: DomainToAscii): EmailReading {
  if (typed.length > EMAIL_TYPED_CHARACTERS_MAX) return refused('too_long');
  const address = typed.trim();
  const fault = faultInWhole(address);
  if (fault !== undefined) return refused(fault);

  const at = address.indexOf('@');
  const local = canonicalLocalPart(address.slice(0, at));
  if (local === undefined) return refused('local_part');
  const domain = canonicalDomain(address.slice(at + 1), domainToAscii);
  if (domain === undefined) return refused('domain');

  const email = `${local}@${domain}`;
  return utf8Bytes(email) > EMAIL_BYTES_MAX ? refused('too_long') : { ok: true, email };
}

function refused(fault: EmailFault): EmailReading {
  return { ok: false, fault };
}

function faultInWhole(address: string): EmailFault | undefined {
  if (address === '') return 'empty';
  if (utf8Bytes(address) > EMAIL_BYTES_MAX) return 'too_long';
  if (LONE_SURROGATE.test(address)) return 'ill_formed';
  if (UNSEEN.test(address)) return 'control_character';
  if (QUOTE_OR_COMMENT.test(address)) return 'quoted_or_comment';
  if (address.split('@').length !== 2) return 'not_one_at';
  return undefined;
}

function canonicalLocalPart(typed: string): string | undefined {
  const local = normalized(typed);
  if (local === undefined || !LOCAL_PART.test(local) || FOREIGN_SIGN.test(local)) return undefined;
  if (EDGE_DOT.test(local) || utf8Bytes(local) > LOCAL_PART_BYTES_MAX) return undefined;
  return asciiLowerCase(local).normalize('NFC'); // there is a ǰ to compose, but no capital letter for it
}

function canonicalDomain(typed: string, domainToAscii: DomainToAscii): string | undefined {
  const domain = normalized(typed);
  if (domain === undefined || !DOMAIN_AS_TYPED.test(domain) || CAPITAL_SHARP_S.test(domain)) return undefined;
  // Names in ASCII (`xn--…`, 127.1) never reach the tables: whether they would be checked differs by version.
  const ascii = ASCII.test(domain) ? asciiLowerCase(domain) : domainToAscii(domain);
  return isMailDomain(ascii) ? ascii : undefined;
}

/** The text in NFC; undefined where it contains compatibility characters, or a look-alike of an ASCII character. */
function normalized(text: string): string | undefined {
  if (BECOMES_ASCII.test(text)) return undefined;
  const nfc = text.normalize('NFC');
  return nfc === text.normalize('NFKC') ? nfc : undefined;
}

/** At least two labels of letters, digits and inner hyphens; the last begins with a letter, so it is no IP address. */
function isMailDomain(domain: string): boolean {
  const labels = domain.split('.');
  return (
    domain.length <= DOMAIN_CHARACTERS_MAX &&
    labels.length >= 2 &&
    labels.every(isLabel) &&
    /^[a-z]/.test(labels.at(-1) ?? '')
  );
}

function isLabel(label: string): boolean {
  return (
    label.length <= LABEL_CHARACTERS_MAX &&
    LABEL.test(label) &&
    !label.startsWith('-') &&
    !label.endsWith('-')
  );
}

function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
