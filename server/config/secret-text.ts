/**
 * The two secrets as text and as files: `qks_…` and `qki_…`, 43 base64url characters each, so that one cannot be put in
 * the other's place. A later generation says its number (`qks2_…`), and the first of several is the one in use. Refuses
 * what is short, typed by hand, a sample, or readable by others; a fault names the variable and never a value. Leaves
 * what is derived from a secret to the vault.
 */

import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';

const SECRET_BYTES = 32;
/** Of base64url. */
const SECRET_CHARACTERS = 43;
const SECRET_FILE_BYTES_MAX = 1024;
/** A license key names the generation of its issue secret by one symbol. */
export const SECRET_GENERATION_MAX = 31;
/** Live at once: each of them costs every look-up one more probe. */
export const SECRETS_LIVE_MAX = 8;
const OTHERS = 0o077;
/** Of 32 random bytes about 30 differ; fewer than this says that somebody typed it. */
const DIFFERENT_BYTES_MIN = 16;

/** The secrets by what they are for: variable, first letters of the text, and file in the data folder. */
export const SECRET_KINDS = {
  lookUp: { variable: 'QUIETKEY_SECRET', letters: 'qks', file: 'secret' },
  issue: { variable: 'QUIETKEY_ISSUE_SECRET', letters: 'qki', file: 'issue-secret' },
} as const;

/** `qks_…` is the first generation, `qks2_…` the second. */
const PATTERN = /^(qk[si])([2-9]|[12]\d|3[01])?_([^]*)$/;

export type SecretKind = keyof typeof SECRET_KINDS;

/** 32 bytes that do not show themselves: neither in a log, nor in JSON, nor in an inspection. */
export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A copy of the bytes. */
  reveal(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  equals(other: Secret): boolean {
    return Buffer.compare(this.#bytes, other.#bytes) === 0;
  }

  toJSON(): string {
    return '[secret]';
  }

  toString(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/** A secret with its number: the first is 1. */
export interface SecretGeneration {
  readonly generation: number;
  readonly secret: Secret;
}

/**
 * The live generations of one secret, at least one. What is new is made with the first; what is stored is looked for
 * under all.
 */
export type SecretRing = readonly SecretGeneration[];

/** The ring, or what is wrong with it: a clause that follows the variable's or the file's name. */
export type SecretReading = { readonly ring: SecretRing } | SecretFault;

interface SecretFault {
  readonly fault: string;
  readonly remedy: string;
}

/** A new secret. */
export function makeSecret(generation = 1): SecretGeneration {
  return { generation, secret: new Secret(randomBytes(SECRET_BYTES)) };
}

/** The text of a new secret. */
export function makeSecretText(kind: SecretKind): string {
  return secretText(kind, makeSecret());
}

/** The text of a ring, a line for each generation. */
export function ringText(kind: SecretKind, ring: SecretRing): string {
  return ring.map((one) => `${secretText(kind, one)}\n`).join('');
}

function secretText(kind: SecretKind, { generation, secret }: SecretGeneration): string {
  const encoded = Buffer.from(secret.reveal()).toString('base64url');
  return `${SECRET_KINDS[kind].letters}${generation === 1 ? '' : generation}_${encoded}`;
}

/** Reads one secret, or several between spaces or lines. The fault never repeats them. */
export function readSecretText(kind: SecretKind, text: string): SecretReading {
  const ring: SecretGeneration[] = [];
  for (const word of text.split(/\s+/)) {
    const reading = readOne(kind, word);
    if ('fault' in reading) return reading;
    ring.push(reading);
  }
  return ringFault(ring) ?? { ring };
}

function ringFault(ring: SecretRing): SecretFault | undefined {
  const remedy = 'Keep one line for each generation, the one in use first.';
  if (ring.length > SECRETS_LIVE_MAX) {
    return { fault: `holds ${ring.length} generations, and at most ${SECRETS_LIVE_MAX} are allowed`, remedy };
  }
  const twice = ring.find((one, at) => ring.slice(0, at).some((other) => isSame(one, other)));
  return twice && { fault: `holds generation ${twice.generation} twice, or under two numbers`, remedy };
}

/** Whether any secret of one ring is in the other too. */
export function shareSecret(ring: SecretRing, other: SecretRing): boolean {
  return ring.some(({ secret }) => other.some((one) => one.secret.equals(secret)));
}

function isSame(one: SecretGeneration, other: SecretGeneration): boolean {
  return one.generation === other.generation || one.secret.equals(other.secret);
}

function readOne(kind: SecretKind, text: string): SecretGeneration | SecretFault {
  const { letters, variable } = SECRET_KINDS[kind];
  const prefix = `${letters}_`;
  const remedy = `Remove ${variable} to generate a secret, or set it to "${prefix}" and ${SECRET_CHARACTERS} characters of base64url (32 random bytes).`;
  const [, written = '', number = '1', encoded = ''] = PATTERN.exec(text) ?? [];
  const other = Object.values(SECRET_KINDS).find((one) => one.letters === written && written !== letters);
  if (other !== undefined) return { fault: `holds the secret that belongs in ${other.variable}`, remedy };
  const generation = Number(number);
  if (written !== letters || generation > SECRET_GENERATION_MAX)
    return { fault: `does not begin with "${prefix}"`, remedy };
  if (encoded.length !== SECRET_CHARACTERS) {
    return { fault: `has ${encoded.length} characters after "${prefix}", not ${SECRET_CHARACTERS}`, remedy };
  }
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.toString('base64url') !== encoded) return { fault: 'is not base64url of 32 bytes', remedy };
  if (isTyped(bytes)) return { fault: 'is not random: it looks like a sample or like typed text', remedy };
  return { generation, secret: new Secret(bytes) };
}

/** Reads a secret, or several, from a file that only its owner may read. A file that is absent or unreadable is a fault too. */
export function readSecretFile(kind: SecretKind, path: string): SecretReading {
  try {
    const file = openSync(path, 'r');
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) return { fault: `names ${path}, which is not a file`, remedy: 'Name a file.' };
      if (process.platform !== 'win32' && (stat.mode & OTHERS) !== 0) {
        return { fault: `names ${path}, which others may read`, remedy: `Run: chmod 600 ${path}` };
      }
      if (stat.size > SECRET_FILE_BYTES_MAX)
        return { fault: `names ${path}, which is too long`, remedy: 'Name another file.' };
      return readSecretText(kind, readFileSync(file, 'utf8').trim());
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return {
      fault: `names ${path}, which cannot be read (${code})`,
      remedy: 'Name a file that this process may read.',
    };
  }
}

function isTyped(bytes: Uint8Array): boolean {
  return new Set(bytes).size < DIFFERENT_BYTES_MIN || bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}
