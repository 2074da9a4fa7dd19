/**
 * The two secrets as text and as files: `qks_…` and `qki_…`, 43 base64url characters each, so that one cannot be put in
 * the other's place. Refuses what is short, typed by hand, a sample, or readable by others; a fault names the variable
 * and never a value. Leaves what is derived from a secret to the vault.
 */

import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';

const SECRET_BYTES = 32;
/** Of base64url. */
const SECRET_CHARACTERS = 43;
const SECRET_FILE_BYTES_MAX = 1024;
const OTHERS = 0o077;
/** Of 32 random bytes about 30 differ; fewer than this says that somebody typed it. */
const DIFFERENT_BYTES_MIN = 16;

/** The secrets by what they are for: variable, first letters of the text, and file in the data folder. */
export const SECRET_KINDS = {
  lookUp: { variable: 'QUIETKEY_SECRET', prefix: 'qks_', file: 'secret' },
  issue: { variable: 'QUIETKEY_ISSUE_SECRET', prefix: 'qki_', file: 'issue-secret' },
} as const;

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

/** A secret, or what is wrong with it: a clause that follows the variable's or the file's name. */
export type SecretReading = { readonly secret: Secret } | { readonly fault: string; readonly remedy: string };

/** The text of a new secret. */
export function makeSecretText(kind: SecretKind): string {
  return `${SECRET_KINDS[kind].prefix}${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** Reads a secret's text. The fault never repeats it. */
export function readSecretText(kind: SecretKind, text: string): SecretReading {
  const { prefix, variable } = SECRET_KINDS[kind];
  const remedy = `Remove ${variable} to have one made, or put in "${prefix}" and ${SECRET_CHARACTERS} characters of base64url (32 random bytes).`;
  const other = Object.values(SECRET_KINDS).find(
    (one) => one.prefix !== prefix && text.startsWith(one.prefix),
  );
  if (other !== undefined) return { fault: `holds the secret that belongs in ${other.variable}`, remedy };
  if (!text.startsWith(prefix)) return { fault: `does not begin with "${prefix}"`, remedy };
  const encoded = text.slice(prefix.length);
  if (encoded.length !== SECRET_CHARACTERS) {
    return { fault: `has ${encoded.length} characters after "${prefix}", not ${SECRET_CHARACTERS}`, remedy };
  }
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.toString('base64url') !== encoded) return { fault: 'is not base64url of 32 bytes', remedy };
  if (isTyped(bytes)) return { fault: 'is not random: it looks like a sample or like typed text', remedy };
  return { secret: new Secret(bytes) };
}

/** Reads a secret from a file that only its owner may read. A file that is absent or unreadable is a fault too. */
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
