/**
 * Recognises in free text what Quietkey promises not to store: the address of a network adapter, an IP address, an
 * email address, a telephone number, and a payment card number. It judges by form alone, so it can be wrong: a shop's
 * long order number may look like a card number. `free-text.ts` says where the check applies and what the person reads.
 */

/** What a text seems to contain. */
export type PersonalKind = 'mac' | 'ip' | 'email' | 'phone' | 'card';

/**
 * The kinds of free text. `prose`: words with spaces. `reference`: an identifier made by a program, often a long
 * number; digits beside a letter are part of the identifier.
 */
export type Writing = 'prose' | 'reference';

const EMAIL = /[^\s@]@[^\s@]|\w\s*[[({<]\s*at\s*[\])}>]\s*\w/i;
const UUID = /(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])/gi;
const DATE = /(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d)(?!\d)/g;

const MAC = [
  // six or eight pairs; macOS leaves out leading zeros between colons
  /(?<![0-9a-z:])[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}(?:(?::[0-9a-f]{1,2}){2})?(?![0-9a-z:])/i,
  /(?<![0-9a-z-])[0-9a-f]{2}(?:-[0-9a-f]{2}){5}(?:(?:-[0-9a-f]{2}){2})?(?![0-9a-z-])/i,
  /(?<![0-9a-z.])[0-9a-f]{2}(?:\.[0-9a-f]{2}){5}(?![0-9a-z.])/i,
  /(?<![0-9a-z])(?=[0-9 ]*[a-f])[0-9a-f]{2}(?: [0-9a-f]{2}){5}(?![0-9a-z])/i,
  /(?<![0-9a-z_])(?=[0-9_]*[a-f])[0-9a-f]{2}(?:_[0-9a-f]{2}){5}(?![0-9a-z_])/i,
  // three groups of four, or two of six
  /(?<![0-9a-z.:-])(?=[0-9.:-]*[a-f])[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}(?![0-9a-z]|[.:-][0-9a-f])/i,
  /(?<![0-9a-z])(?=[0-9:-]*[a-f])[0-9a-f]{6}[:-][0-9a-f]{6}(?![0-9a-z])/i,
  // without separators: digits and letters together, since twelve digits may be a number, and twelve letters a word
  /(?<![0-9a-z])(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{12}(?![0-9a-z])/i,
];

const IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g;
const IPV6 = /(?<!\w)[0-9a-f]*:[0-9a-f]*:[0-9a-f:]*(?!\w)/gi;
const IPV6_GROUPS = 8;
const BYTE_MAX = 255;

/** Digits in groups with one separator each. */
const DIGITS = /\d+(?:[ .\-/]\d+)*/g;
const CARD_GROUPS = new Set(['4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-3', '6-13']);
/** The card numbers that are recognised, by their first digits (ISO/IEC 7812) and their length. */
const CARDS: Readonly<Record<Writing, RegExp>> = {
  reference: /^(?:\d{16}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|62\d{15,17})$/,
  // 13 digits only in prose: old Visa cards have as many digits as Shopify's ids
  prose:
    /^(?:\d{16}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|4\d{12}|4\d{18}|6(?:2|011|4[4-9]|5)\d{10,17}|(?:5[06-8]|6[37])\d{10,17})$/,
};
const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 19;

/** A way to write telephone numbers, and how many digits such a number has. */
interface PhoneForm {
  readonly pattern: RegExp;
  readonly least: number;
  readonly writing?: Writing;
}

const PHONE_DIGITS_MAX = 15;
const PHONES: readonly PhoneForm[] = [
  // international
  { pattern: /\+\s?\(?\d(?:[\s.\-/()]{0,2}\d){6,14}(?!\d)/g, least: 7 },
  // an area code in parentheses
  { pattern: /(?<!\w)\(0?\d{2,5}\)[\s.\-/]?\d(?:[\s.\-/]?\d){4,9}(?!\d)/g, least: 7 },
  // North America
  { pattern: /(?<![\w.\-/])(?:1[ .-])?[2-9]\d\d([ .-])[2-9]\d\d\1\d{4}(?![\w\-/]|\.\d)/g, least: 10 },
  // a national area code and one number
  { pattern: /(?<![\w.\-/])0[1-9]\d{1,4}[-/]\d{5,9}(?![\w\-/]|\.\d)/g, least: 8 },
  // a word before it
  {
    pattern:
      /(?:tel|telefon\w*|phone|mobile?|handy|cell|fax|whatsapp|call|sms|ruf|t[eé]l[eé]ph\w*|тел\w*|电话|電話|전화|फ़ोन|هاتف|تلفن)\W{0,4}(?:n(?:o|r|umber)\W{1,3})?\d(?:[\s.\-/()]{0,2}\d){5,14}(?!\d)/giu,
    least: 6,
    writing: 'prose',
  },
  // a national number in groups, or a number with 00 and a country code
  {
    pattern: /(?<![\w.\-/])(?:00 ?[1-9]|0[1-9])\d{0,4}(?:[ .\-/]\d{2,8}){1,5}(?![\w/-]|\.\d)/g,
    least: 8,
    writing: 'prose',
  },
  // a country code without its plus; numbers with thousands between dots do not count
  {
    pattern:
      /(?<![\w.\-/])(?!\d{1,3}(?:\.\d{3})+(?!\d))[1-9]\d{0,2}([ .-])\d{1,5}(?:\1\d{2,8}){1,5}(?![\w/-]|\.\d)/g,
    least: 10,
    writing: 'prose',
  },
];

/** The kind of personal data that the text seems to contain; undefined: none. */
export function personalIn(text: string, writing: Writing): PersonalKind | undefined {
  const plain = plainForm(text);
  if (EMAIL.test(plain)) return 'email';
  const rest = plain.replaceAll(UUID, ' ; ');
  if (MAC.some((pattern) => pattern.test(rest))) return 'mac';
  if (hasAddress(rest)) return 'ip';
  const undated = rest.replaceAll(DATE, ' ; ');
  if (hasCard(undated, writing)) return 'card';
  return hasPhone(undated, writing) ? 'phone' : undefined;
}

/** The text with compatible characters, digits of all scripts, dashes and spaces in their plain form. */
function plainForm(text: string): string {
  return text
    .replaceAll('№', '#')
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Nd}/gu, digitOf)
    .replaceAll(/\p{Pd}/gu, '-')
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/%40/g, '@')
    .replaceAll(/[[(]\.[\])]/g, '.');
}

/** Unicode encodes the digits of a script in a row, from zero to nine. */
function digitOf(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(point - value - 1))) value++;
  return String(value);
}

function hasAddress(text: string): boolean {
  const fours = text.match(IPV4) ?? [];
  if (fours.some((four) => four.split('.').every((byte) => Number(byte) <= BYTE_MAX))) return true;
  return (text.match(IPV6) ?? []).some((six) => isAddress6(six.replace(/(?<!:):$/, '')));
}

/** Whether a text is an IPv6 address (RFC 4291, section 2.2), here without an IPv4 address at its end. */
function isAddress6(text: string): boolean {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return false;
  const groups = [head, tail ?? ''].flatMap((part) => (part === '' ? [] : part.split(':')));
  const isWhole = tail === undefined ? groups.length === IPV6_GROUPS : groups.length < IPV6_GROUPS;
  return isWhole && groups.length > 0 && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
}

function hasCard(text: string, writing: Writing): boolean {
  for (const { 0: digits, index } of text.matchAll(DIGITS)) {
    const isPart = writing === 'reference' && /\w/.test(around(text, index, digits.length));
    const groups = digits.split(/\D/);
    if (!isPart && groups.some((_group, first) => cardBegins(groups.slice(first), writing))) return true;
  }
  return false;
}

/** The character before a part of a text, and the character after it. */
function around(text: string, index: number, length: number): string {
  return text.charAt(index - 1) + text.charAt(index + length);
}

function cardBegins(groups: readonly string[], writing: Writing): boolean {
  let number = '';
  for (const [last, group] of groups.entries()) {
    number += group;
    if (number.length > CARD_DIGITS_MAX) return false;
    if (number.length < CARD_DIGITS_MIN || !passesLuhn(number)) continue;
    const sizes = groups.slice(0, last + 1).map(({ length }) => length);
    if (last === 0 ? CARDS[writing].test(number) : CARD_GROUPS.has(sizes.join('-'))) return true;
  }
  return false;
}

/** The check digit of ISO/IEC 7812-1, annex B. */
function passesLuhn(number: string): boolean {
  const digits = number.split('').toReversed();
  const sum = digits.reduce((total, digit, position) => {
    const value = Number(digit) * (position % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function hasPhone(text: string, writing: Writing): boolean {
  return PHONES.filter((form) => form.writing === undefined || form.writing === writing).some(
    ({ pattern, least }) =>
      (text.match(pattern) ?? []).some((found) => {
        const digits = found.replaceAll(/\D/g, '').length;
        return digits >= least && digits <= PHONE_DIGITS_MAX;
      }),
  );
}
