/**
 * The vendor's file: `vendor.json` in the data folder says what pages and mails show of the vendor. Without this file
 * they show the name of the site. Each fault names the member by its JSON pointer. A wrong file stops the start; a
 * running server keeps what it has read before (`composition/open-vendor.ts`).
 */

import { domainToASCII } from 'node:url';
import { join } from 'node:path';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { FileFault, readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { readDate } from '../domain/kernel/day.ts';
import { Refusal } from '../domain/kernel/refusal.ts';
import { canonicalEmail } from '../domain/licensing/email.ts';
import { LANGUAGES } from '../texts/texts.ts';
import { faultOfWords, PLACEHOLDERS } from '../vendor/key-mail-words.ts';
import { logoOf } from '../vendor/logo.ts';
import { judgeColor } from '../vendor/theme.ts';
import { NO_VENDOR, type KeyMailWords, type Logo, type Security, type Vendor } from '../vendor/vendor.ts';
import { pointerOf } from '../web/json-pointer.ts';
import { readStrictJson } from '../web/strict-json.ts';
import { ConfigFault } from './config.ts';
import { remedyOfFile } from './file-remedy.ts';
import { readSiteName } from './setting-readers.ts';

const FILE = 'vendor.json';
const FILE_BYTES_MAX = 65_536;
export const LOGO_BYTES_MAX = 65_536;
const LINK_CHARACTERS_MAX = 300;
/** A logo is a file of the data folder itself, so that its name can lead nowhere else. */
const LOGO_NAME = /^[A-Za-z0-9][\w.-]{0,99}\.(?:png|svg)$/;
const COLOR = /^#[0-9a-f]{6}$/;
const AUTHORITY = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,300}$/u;
const RATIO_DIGITS = 2;

interface MemberFault {
  readonly pointer: string;
  /** A clause that follows the pointer. */
  readonly fault: string;
  readonly remedy: string;
}

type Read<Value> = { readonly value: Value } | { readonly faults: readonly MemberFault[] };

/** A text is read with its pointer, the folder of the file, and the whole file. */
interface Place {
  readonly pointer: string;
  readonly dataFolder: string;
  readonly file: Readonly<Record<string, unknown>>;
}

type Reader<Value> = (given: unknown, place: Place) => Read<Value>;

/** The members of the file. */
const MEMBERS: { readonly [Name in keyof Required<Vendor>]: Reader<NonNullable<Vendor[Name]>> } = {
  name: readName,
  support: readSupport,
  imprint: readLink,
  terms: readLink,
  privacy: readLink,
  authority: readAuthority,
  ccpa: readCcpa,
  color: readColor,
  logo: readLogo,
  security: readSecurity,
  keyMail: readKeyMail,
};

/** Reads `vendor.json` in the data folder. @throws ConfigFault with every fault of the file; FileFault */
export function readVendor(dataFolder: string): Vendor {
  const path = join(dataFolder, FILE);
  if (!isThere(path)) return NO_VENDOR;
  const read = vendorIn(readSmallFile(path, { bytesMax: FILE_BYTES_MAX }).toString('utf8'), dataFolder);
  if ('value' in read) return read.value;
  throw new ConfigFault(
    read.faults.map(({ pointer, fault, remedy }) => ({
      variable: 'QUIETKEY_DATA',
      message: `names a folder whose file ${path} is refused: ${pointer || 'the file'} ${fault}`,
      remedy,
    })),
  );
}

function vendorIn(text: string, dataFolder: string): Read<Vendor> {
  const json = jsonIn(text);
  if ('faults' in json) return json;
  const file = json.value;
  const read = Object.entries(file).map(([name, given]): [string, Read<unknown>] => {
    const pointer = pointerOf([name]);
    const reader = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof Vendor] : undefined;
    return [name, reader?.(given, { pointer, dataFolder, file }) ?? strange(pointer, MEMBERS)];
  });
  const faults = read.flatMap(([, one]) => ('faults' in one ? one.faults : []));
  if (faults.length > 0) return { faults };
  return { value: Object.fromEntries(read.map(([name, one]) => [name, 'value' in one && one.value])) };
}

function jsonIn(text: string): Read<Readonly<Record<string, unknown>>> {
  try {
    return { value: readStrictJson(text) as Record<string, unknown> };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const fields = error.parts.fields ?? [];
    const remedy = 'Correct the file, or remove it.';
    return { faults: fields.map(({ pointer, message }) => ({ pointer, fault: message, remedy })) };
  }
}

function strange(pointer: string, known: object): Read<never> {
  return wrong(pointer, 'is not known', `Use: ${Object.keys(known).join(', ')}.`);
}

function readName(given: unknown, { pointer }: Place): Read<string> {
  const read = typeof given === 'string' ? readSiteName(given.trim()) : undefined;
  if (read !== undefined && 'value' in read) return read;
  return wrong(pointer, 'is not a name', read?.faults[0]?.remedy ?? 'Use a text.');
}

function readSupport(given: unknown, { pointer }: Pick<Place, 'pointer'>): Read<string> {
  if (typeof given === 'string') {
    const email = canonicalEmail(given, domainToASCII);
    if (email.ok) return { value: email.email };
    if (isLink(given)) return { value: new URL(given).href };
  }
  return wrong(pointer, 'is neither an email address nor a web address', 'Use one with https.');
}

function readLink(given: unknown, { pointer }: Pick<Place, 'pointer'>): Read<string> {
  if (typeof given === 'string' && isLink(given)) return { value: new URL(given).href };
  const remedy = `Use one with https and at most ${LINK_CHARACTERS_MAX} characters.`;
  return wrong(pointer, 'is not a web address', remedy);
}

function readAuthority(given: unknown, { pointer }: Place): Read<string> {
  if (typeof given === 'string' && AUTHORITY.test(given.trim())) return { value: given.trim() };
  return wrong(pointer, 'is not a name and an address', 'Use one line of at most 300 characters.');
}

function readCcpa(given: unknown, { pointer }: Place): Read<boolean> {
  if (typeof given === 'boolean') return { value: given };
  return wrong(pointer, 'is neither true nor false', 'Use true if people can ask by the CCPA.');
}

function isLink(text: string): boolean {
  if (text.length > LINK_CHARACTERS_MAX || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}

function readColor(given: unknown, { pointer }: Place): Read<string> {
  const color = typeof given === 'string' ? given.toLowerCase() : '';
  if (!COLOR.test(color)) return wrong(pointer, 'is not a colour', 'Use one such as #17695f.');
  const judged = judgeColor(color);
  if (judged.is === 'good') return { value: color };
  const { theme, ground, ratio, nearest } = judged;
  return wrong(
    pointer,
    `has a contrast of ${ratio.toFixed(RATIO_DIGITS)}:1 on the ${theme} pages (${ground}), less than 3:1`,
    `Use ${nearest}, the nearest that stands out in both themes.`,
  );
}

function readLogo(given: unknown, { pointer, dataFolder }: Place): Read<Logo> {
  if (typeof given !== 'string' || !LOGO_NAME.test(given))
    return wrong(pointer, 'is not the name of a PNG or SVG file', 'Put the file beside vendor.json.');
  try {
    const path = join(dataFolder, given);
    const read = logoOf(readSmallFile(path, { bytesMax: LOGO_BYTES_MAX, follows: false }));
    if ('logo' in read) return { value: read.logo };
    return wrong(pointer, `names ${path}, which ${read.fault}`, 'Use a plain PNG or SVG.');
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return wrong(pointer, `names a file that cannot be used: ${error.message}`, remedyOfFile(error));
  }
}

function readSecurity(given: unknown, { pointer }: Place): Read<Security> {
  if (!isObject(given)) return wrong(pointer, 'is not {"contact": …}', 'Give a contact and its lastDay.');
  const { contact, lastDay, policy, ...others } = given;
  const [other] = Object.keys(others);
  if (other !== undefined)
    return strange(pointer + pointerOf([other]), { contact: 1, lastDay: 1, policy: 1 });
  const read = readSupport(contact, { pointer: `${pointer}/contact` });
  if ('faults' in read) return read;
  if (typeof lastDay !== 'string' || readDate(lastDay) === undefined)
    return wrong(`${pointer}/lastDay`, 'is not a date', 'Use one such as 2027-06-30, at most a year ahead.');
  const page = policy === undefined ? undefined : readLink(policy, { pointer: `${pointer}/policy` });
  if (page !== undefined && 'faults' in page) return page;
  return { value: { contact: addressOf(read.value), lastDay, ...(page && { policy: page.value }) } };
}

/** A web address as it is; an email address as one of `mailto:` (RFC 6068). */
function addressOf(contact: string): string {
  const [local = '', domain] = contact.split('@');
  return contact.startsWith('https:') ? contact : `mailto:${encodeURIComponent(local)}@${domain}`;
}

function readKeyMail(given: unknown, place: Place): Read<Readonly<Record<string, KeyMailWords>>> {
  if (!isObject(given)) return wrong(place.pointer, 'is not {"en": {…}}', 'Give the words by language.');
  const languages = Object.fromEntries(LANGUAGES.map(({ language }) => [language, true]));
  const faults = Object.entries(given).flatMap(([language, words]) => {
    const pointer = `${place.pointer}${pointerOf([language])}`;
    if (!Object.hasOwn(languages, language)) return faultsOf(strange(pointer, languages));
    return isObject(words)
      ? wordsFaults(words, { ...place, pointer })
      : faultsOf(wrong(pointer, 'is not {"opening": …}', 'Give an opening, a closing, or both.'));
  });
  return faults.length > 0 ? { faults } : { value: given as Record<string, KeyMailWords> };
}

function wordsFaults(words: Readonly<Record<string, unknown>>, place: Place): readonly MemberFault[] {
  return Object.entries(words).flatMap(([part, text]) => {
    const pointer = `${place.pointer}${pointerOf([part])}`;
    if (part !== 'opening' && part !== 'closing')
      return faultsOf(strange(pointer, { opening: true, closing: true }));
    const { support } = place.file;
    const known = { support: typeof support === 'string' ? support : undefined };
    const fault = typeof text === 'string' ? faultOfWords(text, known) : 'is not a text';
    if (fault === undefined) return [];
    const names = Object.keys(PLACEHOLDERS).map((name) => `{${name}}`);
    return faultsOf(wrong(pointer, fault, `Use plain text. The placeholders are: ${names.join(', ')}.`));
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(pointer: string, fault: string, remedy: string): Read<never> {
  return { faults: [{ pointer, fault, remedy }] };
}

function faultsOf(read: Read<unknown>): readonly MemberFault[] {
  return 'faults' in read ? read.faults : [];
}
