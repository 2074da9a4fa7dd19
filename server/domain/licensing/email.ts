/**
 * The canonical form of an email address, version 1: the form that keys are derived from, that the index is keyed by
 * and that mail goes to. It is frozen: what was accepted once has the same canonical form for ever, or a customer's
 * license could not be found or derived again. Leaves to others the IDNA tables (a parameter, Node's `domainToASCII`)
 * and whether anybody reads mail there; test/vectors/emails.json is the contract.
 */

import type { DomainToAscii } from '../kernel/ports.ts';

/** UTF-16 code units beyond which typed text is refused unread. */
export const EMAIL_TYPED_CHARACTERS_MAX = 1024;

/** RFC 5321 §4.5.3.1.3, less the angle brackets. Holds for the address as typed and for its canonical form. */
export const EMAIL_BYTES_MAX = 254;

const LOCAL_PART_BYTES_MAX = 64; // RFC 5321 §4.5.3.1.1
const DOMAIN_CHARACTERS_MAX = 253; // RFC 1035 §2.3.4, without the root's dot
const LABEL_CHARACTERS_MAX = 63;

/**
 * Controls, line ends, format characters (zero-width, bidirectional, soft hyphen), private use and what Unicode has not
 * assigned yet: its canonical form is not known, so it cannot be frozen. Also what is drawn as nothing.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
const QUOTE_OR_COMMENT = /["()\\]/;

/**
 * What NFC (K, semicolon, grave accent) or IDNA (the full stop) would turn into plain ASCII although NFKC sees nothing
 * odd. `toLowerCase` makes a "k" of the Kelvin sign: that has given accounts to the wrong people.
 */
const BECOMES_ASCII = /[\u212a\u037e\u1fef\u3002]/u;

/** IDNA gives "ss" or "ß", by the version of its tables: not frozen, so refused. */
const CAPITAL_SHARP_S = /\u1e9e/u;

/** RFC 5322 `atext` and the dot. Beyond ASCII (RFC 6531) letters, marks and digits only: {@link FOREIGN_SIGN}. */
const LOCAL_PART = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.\u{80}-\u{10ffff}]+$/u;
const FOREIGN_SIGN = /[^\p{ASCII}\p{L}\p{M}\p{N}]/u;
const EDGE_DOT = /^\.|\.\.|\.$/;
const ASCII = /^\p{ASCII}*$/u;
const DOMAIN_AS_TYPED = /^[a-zA-Z0-9.\-\u{80}-\u{10ffff}]+$/u;
const LABEL = /^[a-z0-9-]+$/;

/** Why typed text has no canonical form. The typed text itself is never part of a fault. */
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
 * Reads an address as typed into canonical email v1. White space around it is trimmed; the local part keeps its plus and
 * dots, is NFC and lower-cased in ASCII only; the domain is ASCII. Canonical forms are their own canonical form.
 * Never throws, unless `domainToAscii` does.
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
  return asciiLowerCase(local).normalize('NFC'); // there is a ǰ to compose, but no capital of it
}

function canonicalDomain(typed: string, domainToAscii: DomainToAscii): string | undefined {
  const domain = normalized(typed);
  if (domain === undefined || !DOMAIN_AS_TYPED.test(domain) || CAPITAL_SHARP_S.test(domain)) return undefined;
  // Whether the tables are asked of a name that is in ASCII already (`xn--…`, 127.1) differs by their version: never here.
  const ascii = ASCII.test(domain) ? asciiLowerCase(domain) : domainToAscii(domain);
  return isMailDomain(ascii) ? ascii : undefined;
}

/** The text in NFC; undefined where compatibility characters, or a look-alike of an ASCII one, hide in it. */
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
