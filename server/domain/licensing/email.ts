/**
 * The canonical form of an email address, version 1: license keys are derived from this form, the index is keyed by it,
 * and mail goes to it. The form is frozen: an accepted address keeps its canonical form for ever, since otherwise a
 * customer's license could not be found or derived again. The IDNA tables are a parameter (Node's `domainToASCII`). The
 * contract is test/vectors/emails.json.
 */

import type { DomainToAscii } from '../kernel/ports.ts';

/** The maximum length of a typed address in UTF-16 code units; longer text is refused unread. */
export const EMAIL_TYPED_CHARACTERS_MAX = 1024;

/**
 * The maximum length of an address in bytes: RFC 5321 §4.5.3.1.3, less the angle brackets. The limit applies to the
 * address as typed and to its canonical form.
 */
export const EMAIL_BYTES_MAX = 254;

const LOCAL_PART_BYTES_MAX = 64; // the maximum length of a local part, RFC 5321 §4.5.3.1.1
const DOMAIN_CHARACTERS_MAX = 253; // the maximum length of a domain without the root's dot, RFC 1035 §2.3.4
const LABEL_CHARACTERS_MAX = 63;

/**
 * Characters that are invisible or unknown: controls, line ends, format characters (zero-width, bidirectional, soft
 * hyphen), private use, and characters that render as nothing. The class also has code points that Unicode has not
 * assigned yet, since their canonical form is unknown and cannot be frozen.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
const QUOTE_OR_COMMENT = /["()\\]/;

/**
 * Characters that NFC (K, semicolon, grave accent) or IDNA (the full stop) turns into plain ASCII, although NFKC does
 * not change these characters. `toLowerCase` turns the Kelvin sign into "k"; such a conversion has given accounts to
 * the wrong people.
 */
const BECOMES_ASCII = /[\u212a\u037e\u1fef\u3002]/u;

/**
 * The capital sharp s. IDNA turns this letter into "ss" or "ß", depending on the version of the IDNA tables. The result
 * is not frozen, so the letter is refused.
 */
const CAPITAL_SHARP_S = /\u1e9e/u;

/**
 * The characters of a local part: RFC 5322 `atext` and the dot. Beyond ASCII (RFC 6531), only letters, marks and digits
 * are accepted: see {@link FOREIGN_SIGN}.
 */
const LOCAL_PART = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.\u{80}-\u{10ffff}]+$/u;
const FOREIGN_SIGN = /[^\p{ASCII}\p{L}\p{M}\p{N}]/u;
const EDGE_DOT = /^\.|\.\.|\.$/;
const ASCII = /^\p{ASCII}*$/u;
const DOMAIN_AS_TYPED = /^[a-zA-Z0-9.\-\u{80}-\u{10ffff}]+$/u;
const LABEL = /^[a-z0-9-]+$/;

/** The reason why typed text has no canonical form. A fault never contains the typed text. */
export type EmailFault =
  | 'empty'
  | 'too_long'
  | 'ill_formed'
  | 'control_character'
  | 'quoted_or_comment'
  | 'not_one_at'
  | 'local_part'
  | 'domain';

/** The canonical address, or the first fault that was found, in the order of {@link EmailFault}. */
export type EmailReading =
  { readonly ok: true; readonly email: string } | { readonly ok: false; readonly fault: EmailFault };

/**
 * Reads a typed address into canonical email v1. Surrounding white space is trimmed. The local part keeps its plus and
 * dots, is NFC and is lower-cased in ASCII only; the domain is ASCII. Reading a canonical address gives an equal
 * address. The function never throws, unless `domainToAscii` does.
 */
export function canonicalEmail(typed: string, domainToAscii: DomainToAscii): EmailReading {
  if (typed.length > EMAIL_TYPED_CHARACTERS_MAX) return refused('too_long');
  const address = typed.trim();
  const fault = faultInWhole(address);
  if (fault !== undefined) return refused(fault);

  const separator = address.indexOf('@');
  const local = canonicalLocalPart(address.slice(0, separator));
  if (local === undefined) return refused('local_part');
  const domain = canonicalDomain(address.slice(separator + 1), domainToAscii);
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
  return asciiLowerCase(local).normalize('NFC'); // NFC composes ǰ, which has no capital letter
}

function canonicalDomain(typed: string, domainToAscii: DomainToAscii): string | undefined {
  const domain = normalized(typed);
  if (domain === undefined || !DOMAIN_AS_TYPED.test(domain) || CAPITAL_SHARP_S.test(domain)) return undefined;
  // Domains in ASCII (`xn--…`, 127.1) are never passed to the IDNA tables: whether the tables check such domains
  // depends on their version.
  const ascii = ASCII.test(domain) ? asciiLowerCase(domain) : domainToAscii(domain);
  return isMailDomain(ascii) ? ascii : undefined;
}

/**
 * The text in NFC; undefined if the text contains compatibility characters, or a look-alike of an ASCII character.
 */
function normalized(text: string): string | undefined {
  if (BECOMES_ASCII.test(text)) return undefined;
  const nfc = text.normalize('NFC');
  return nfc === text.normalize('NFKC') ? nfc : undefined;
}

/**
 * Whether a domain can receive mail: it has at least two labels of letters, digits and inner hyphens. The last label
 * begins with a letter, so the domain is no IP address.
 */
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
