/**
 * Takes out of a text what names a person, a computer or a secret: known values in the encodings in which programs write
 * them, and everything that has the form of an address, a key or a token. It rather takes out too much.
 */
import { isIPv6 } from 'node:net';
import { findImportedKeys } from '../contract/imported-key.ts';
import type { ImportedKeyForm } from '../contract/imported-key-form.ts';
import { findLicenseKeys } from '../contract/license-key-search.ts';

/** What is known of this machine and this app. */
export interface Known {
  /** Paths of home folders. */
  homes: readonly string[];
  /** Names of accounts, of the system and of the customer. */
  users: readonly string[];
  /** Names of this computer. */
  computers: readonly string[];
  /** Secrets of the stored state. */
  secrets: readonly string[];
  /** The host of the license server, which stays. */
  server: string;
  importedKeys: readonly ImportedKeyForm[];
}

export interface Scrubber {
  /** A text of this package, with values of this machine in it. */
  text(text: string): string;
  /** A message that the system or the app made: names of other hosts are taken out too. */
  message(message: string): string;
}

/** The number of characters from which a name is taken out of the middle of a word too. */
const NAME_CHARACTERS_MIN = 5;

const KEY_FORM = /(?:[a-z0-9]{1,16}-)?(?:[0-9a-z]{5}[-\s]){5,6}[0-9a-z]{5}/gi;
/** Longer than the ids that a text of ours may have. */
const LONG = /[A-Za-z0-9+=_-]{24,}/g;
const HAS_DIGITS = /(?=.*\d)(?=.*[A-Za-z])/;
/** As long as the ids and the shortest secret, in a message that needs none of them. */
const LONG_IN_MESSAGE = /[A-Za-z0-9+=_-]{20,}/g;
const ENCODED = /[A-Za-z0-9+/_-]{8,}={0,2}/g;
const PRINTABLE = /^[\x20-\x7e]+$/;
const IS_MIXED = /(?=.*[a-z])(?=.*[A-Z\d])|(?=.*[A-Z])(?=.*\d)/;
const TOKEN = /[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g;
/** Up to the last @: people do not always escape a password. */
const USER_IN_URL = /(?<=\/\/)[^\s"'<>]+@/g;
const EMAIL = /[^\s"'<>()[\],;:\\/=]+(?:@|%40)[^\s"'<>()[\],;:\\/=]+/gi;
const OTHER_HOME =
  /((?:\/|%2f)(?:home|users)(?:\/|%2f)|[a-z](?::|%3a)(?:[\\/]|%5c)+users(?:[\\/]|%5c)+)[^/\\\s"'%]+/gi;
/** Addresses of adapters, of 6 or 8 bytes, in the forms in which systems and switches write them. */
const MACS = [
  /[0-9a-f]{2}([:\-._ ])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?:\1[0-9a-f]{2}){0,2}/gi,
  // macOS leaves out leading zeros
  /(?<![0-9a-z:])[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}(?![0-9a-z:])/gi,
  /(?<![0-9a-z-])[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}(?![0-9a-z-])/gi,
  /(?<![\w-])[0-9a-f]{6}[-:][0-9a-f]{6}(?![\w-])/gi,
  /[0-9a-f]{12,}/gi,
];
const IPV4 = /(?:\d{1,3}\.){3}\d{1,3}/g;
const IPV6 = /[0-9a-f]*:[0-9a-f:]*:(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]*)(?:%[\w.-]+)?/gi;
const HOST =
  /(?<![\w@/\\-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*)\.)+(?:[\p{L}]{2,24}|xn--[\w-]+)(?![\w/\\-])/giu;
/** What an error of the system is about: `getaddrinfo ENOTFOUND proxy`. */
const SUBJECT = /\b(E[A-Z_]{3,20}) (?![<-])([^\s,;]+)/g;
/** Endings of files, which look like hosts. */
const FILE = /\.(?:[cm]?[jt]s|json|node|txt|log|tmp|torn|dll|exe|so|dylib|asar|zip|md)$/i;

/** Makes the functions that scrub texts of one machine. */
export function makeScrubber(known: Known): Scrubber {
  const replacements: (readonly [RegExp, string])[] = [
    [anyOf(known.secrets, formsOfSecret), '<secret>'],
    [anyOf(known.homes, formsOfName), '<home>'],
  ];
  const names: (readonly [RegExp, string])[] = [
    [anyOf(known.computers, formsOfName), '<computer>'],
    [anyOf(known.users, formsOfName), '<user>'],
  ];
  const text = (given: string): string => {
    let scrubbed = replaceAll(given, replacements)
      .replace(KEY_FORM, '<license key>')
      .replace(USER_IN_URL, '<user>@')
      .replace(EMAIL, '<email>')
      .replace(OTHER_HOME, '$1<user>');
    scrubbed = withoutAddresses(scrubbed)
      .replace(TOKEN, (found) => (/[A-Z].*\d|\d.*[A-Z]/.test(found) ? '<token>' : found))
      .replace(LONG, (found) => (HAS_DIGITS.test(found) ? '<secret>' : found));
    return replaceAll(scrubbed, names);
  };
  return {
    text,
    message: (given) => {
      const message = percentDecoded(given);
      if (hasKey(message, known.importedKeys)) return '<a text with a license key>';
      const isServer = (host: string): boolean => host.toLowerCase() === known.server.toLowerCase();
      return text(message.replace(ENCODED, (found) => (isEncodedName(found, text) ? '<secret>' : found)))
        .replace(SUBJECT, (found, code: string, host: string) =>
          isPath(host) || isServer(host) ? found : `${code} <host>`,
        )
        .replace(HOST, (host) => (isServer(host) || FILE.test(host) ? host : '<host>'))
        .replace(LONG_IN_MESSAGE, (found) => (IS_MIXED.test(found) ? '<secret>' : found));
    },
  };
}

/** A text without the escapes of URLs, as far as it has any. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes).replace(/\p{Cc}/gu, ' ');
    } catch {
      return escapes;
    }
  });
}

/** Whether a word is the base64 of a text from which something would be taken out. */
function isEncodedName(word: string, scrub: (text: string) => string): boolean {
  const decoded = Buffer.from(word, 'base64').toString('latin1');
  return PRINTABLE.test(decoded) && scrub(decoded) !== decoded;
}

const isPath = (text: string): boolean => /[/\\:]/.test(text) && !/^[^/\\:]+:\d+$/.test(text);

function hasKey(message: string, forms: readonly ImportedKeyForm[]): boolean {
  const { written, loose } = findLicenseKeys(message);
  return written.length + loose.length + findImportedKeys(message, forms).length > 0;
}

function withoutAddresses(text: string): string {
  const rest = text.replace(IPV6, (found) => (isLikeIPv6(found) ? '<address>' : found));
  return MACS.reduce((left, form) => left.replace(form, '<address>'), rest).replace(IPV4, '<address>');
}

/** Whether a text is an address, or has one at its end. A time of day is none. */
const isLikeIPv6 = (text: string): boolean =>
  isIPv6(text.replace(/%.*$/, '')) || text.includes('::') || text.split(':').length > 7;

function replaceAll(text: string, replacements: readonly (readonly [RegExp, string])[]): string {
  return replacements.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);
}

/** A pattern that matches any of the values in any of their forms, the longest first; nothing if there is no value. */
function anyOf(values: readonly string[], formsOf: (value: string) => readonly string[]): RegExp {
  const forms = new Set(values.filter((value) => value.length > 1).flatMap(formsOf));
  const patterns = [...forms].toSorted((first, second) => second.length - first.length).map(patternOf);
  return new RegExp(patterns.length === 0 ? '(?!)' : patterns.join('|'), 'giu');
}

/** A short name is a name only as a whole word. */
function patternOf(form: string): string {
  const escaped = form.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return form.length >= NAME_CHARACTERS_MIN
    ? escaped
    : String.raw`(?<![\p{L}\p{N}])${escaped}(?![\p{L}\p{N}])`;
}

function formsOfSecret(value: string): string[] {
  const bytes = Buffer.from(value);
  return [value, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')];
}

/** A name as it is, in both normal forms, in strings of JSON, in URLs, with either slash, and encoded. */
function formsOfName(value: string): string[] {
  // the flag i does not find ß in SS
  const texts = [value, value.toUpperCase(), value.replaceAll('\\', '/')].flatMap((text) => [
    text.normalize('NFC'),
    text.normalize('NFD'),
  ]);
  const written = texts.flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURI(text),
    encodeURIComponent(text),
    text.replaceAll('/', '\\/'),
  ]);
  if (value.length < NAME_CHARACTERS_MIN) return written;
  const bytes = Buffer.from(value);
  return [
    ...written,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}
