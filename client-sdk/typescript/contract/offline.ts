/**
 * The texts that a machine without network and its license server exchange by files, and how to read them. A request is
 * `qkreq1.<content>.<check>`, an answer `qkans1.<nonce>.<ephemeral key>.<box>.<check>`. The content is the request that
 * the SDK would send online, with the key to which the answer is sealed, as JSON in base64url. The check is the CRC-32
 * (ISO 3309) of everything before its dot, as 8 hexadecimal digits: it shows that a text was cut or mistyped, and
 * proves nothing. White space is ignored. A long text may be split into numbered parts, in any order:
 * `qkpart1.<number>.<of>.<check of the text>.<piece>.<check>`.
 */
import type { ActivateRequest, RenewRequest } from './wire.ts';

/**
 * What a machine asks for by a file. `key` is an X25519 public key (RFC 7748): 32 bytes, base64url. The proof of a
 * renewal or release covers the key as one more field after the tags, so that nobody can have the answer sealed to
 * another key. Otherwise the body is that of the online request, and a repetition gets the same answer.
 */
export type OfflineRequest =
  | { call: 'activate'; key: string; body: ActivateRequest }
  | { call: 'renew' | 'release'; key: string; activation: string; body: RenewRequest };

/** The answer to a request file, as operators get it. */
export interface OfflineAnswer {
  call: OfflineRequest['call'];
  /** The answer for the machine: a lease, or the signed statement that its activation has ended. */
  outcome: 'lease' | 'released' | 'suspended' | 'revoked';
  product: string;
  license: string;
  activation: string;
  /** The two-word name of the machine. */
  machine: string;
  /** The last day of the lease, `YYYY-MM-DD`; null: the answer is a statement. */
  leaseEndsOn: string | null;
  /** The text for the machine: {@link SealedAnswer}. */
  answer: string;
}

/**
 * The parts of an answer's text. `nonce` is the nonce of the request. `box` is the JSON of the online answer, encrypted
 * with AES-256-GCM; the tag is at its end. Key and IV (32 and 12 bytes) are HKDF-SHA-256 of the X25519 secret, without
 * salt, with the info `quietkey offline answer v1` and the bytes of the ephemeral key and of the request's key. The
 * additional data is the text `qkans1.<nonce>.<ephemeral key>`.
 */
export interface SealedAnswer {
  nonce: string;
  ephemeralKey: string;
  box: string;
}

export type OfflineKind = 'request' | 'answer';

/** Why a text is not the expected request or answer. The list is closed. */
export const OFFLINE_TEXT_FAULTS = {
  absent: 'does not begin like an offline request or answer',
  other_kind: 'is the other file: a request goes to the vendor, an answer to the machine',
  newer: 'was written by a newer version',
  damaged: 'is cut or mistyped',
  parts_missing: 'is not complete: a numbered part is missing',
} as const;
export type OfflineTextFault = keyof typeof OFFLINE_TEXT_FAULTS;

export type OfflineText = { ok: true; content: string } | { ok: false; fault: OfflineTextFault };

const WORDS: Readonly<Record<OfflineKind, string>> = { request: 'qkreq', answer: 'qkans' };
const VERSION = '1';
/** The maximum number of characters that are read; an answer has about 3,000. */
export const OFFLINE_CHARACTERS_MAX = 16_384;
/** The maximum number of characters that fit in one QR code of at most 85 modules a side. */
const CODE_CHARACTERS_MAX = 640;

const SPACE = /[\s\u200b\u2060]+/gu;
const TEXT = /^(qkreq|qkans)(\d{1,3})\.([\w.-]+)\.([\da-f]{8})$/;
const PART = /^qkpart1\.(\d{1,2})\.(\d{1,2})\.([\da-f]{8})\.([\w.-]+)$/;
const BEGIN = /^qk(?:req|ans|part)/;

/** Writes a request or an answer as one line of text. */
export function writeOfflineText(kind: OfflineKind, content: string): string {
  return withCheck(`${WORDS[kind]}${VERSION}.${content}`);
}

/** Reads a typed, pasted or scanned text, whole or in parts, and returns its content. */
export function readOfflineText(kind: OfflineKind, given: string): OfflineText {
  if (given.length > OFFLINE_CHARACTERS_MAX) return { ok: false, fault: 'damaged' };
  const compact = given.replace(SPACE, '');
  if (!BEGIN.test(compact)) return { ok: false, fault: 'absent' };
  return compact.startsWith('qkpart') ? readParts(kind, compact) : readWhole(kind, compact);
}

/** Splits a text into parts of at most `charactersMax` characters; a text that fits stays whole. */
export function splitOfflineText(text: string, charactersMax = CODE_CHARACTERS_MAX): string[] {
  if (text.length <= charactersMax) return [text];
  const check = text.slice(-8);
  const room = charactersMax - 'qkpart1.99.99.'.length - 2 * (check.length + 1);
  const count = Math.ceil(text.length / room);
  return Array.from({ length: count }, (_, index) => {
    const piece = text.slice(index * room, (index + 1) * room);
    return withCheck(`qkpart1.${index + 1}.${count}.${check}.${piece}`);
  });
}

/** Writes the content of a request. */
export function formatOfflineRequest(request: OfflineRequest): string {
  const ascii = JSON.stringify(request).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Parses the content of a request as JSON; undefined if it is not JSON. The members are not checked. */
export function parseOfflineRequest(content: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(content.replaceAll('-', '+').replaceAll('_', '/')), (byte) =>
      byte.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

/** Writes the content of an answer. */
export const formatSealedAnswer = ({ nonce, ephemeralKey, box }: SealedAnswer): string =>
  [nonce, ephemeralKey, box].join('.');

/** Reads the content of an answer; undefined if it has another form. */
export function parseSealedAnswer(content: string): SealedAnswer | undefined {
  const [nonce, ephemeralKey, box, ...more] = content.split('.');
  if (nonce === undefined || ephemeralKey === undefined || box === undefined || more.length > 0)
    return undefined;
  return { nonce, ephemeralKey, box };
}

/** The additional data of an answer's encryption. */
export const answerHeader = ({ nonce, ephemeralKey }: Omit<SealedAnswer, 'box'>): string =>
  `${WORDS.answer}${VERSION}.${nonce}.${ephemeralKey}`;

function readWhole(kind: OfflineKind, text: string): OfflineText {
  const [, word, version, content] = TEXT.exec(text) ?? [];
  if (content === undefined || !isChecked(text)) return { ok: false, fault: 'damaged' };
  if (version !== VERSION) return { ok: false, fault: 'newer' };
  return word === WORDS[kind] ? { ok: true, content } : { ok: false, fault: 'other_kind' };
}

function readParts(kind: OfflineKind, compact: string): OfflineText {
  const pieces = new Map<number, string>();
  const [first, ...others] = compact.split(/(?=qkpart\d)/).map(readPart);
  if (first === undefined) return { ok: false, fault: 'damaged' };
  for (const part of [first, ...others]) {
    if (part === undefined) return { ok: false, fault: 'damaged' };
    if (part.check !== first.check || part.count !== first.count)
      return { ok: false, fault: 'parts_missing' };
    pieces.set(part.number, part.piece);
  }
  const numbers = Array.from({ length: first.count }, (_, index) => index + 1);
  if (!numbers.every((number) => pieces.has(number))) return { ok: false, fault: 'parts_missing' };
  return readWhole(kind, numbers.map((number) => pieces.get(number)).join(''));
}

function readPart(text: string): { number: number; count: number; check: string; piece: string } | undefined {
  if (!isChecked(text)) return undefined;
  const [, number, count, check, piece] = PART.exec(text.slice(0, -'.01234567'.length)) ?? [];
  if (check === undefined || piece === undefined) return undefined;
  return { number: Number(number), count: Number(count), check, piece };
}

const withCheck = (text: string): string => `${text}.${crc32(text)}`;
const isChecked = (text: string): boolean => text === withCheck(text.slice(0, -'.01234567'.length));

/** CRC-32 as in ISO 3309 and zip files, as 8 hexadecimal digits. */
function crc32(text: string): string {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index += 1) {
    crc ^= text.charCodeAt(index);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
