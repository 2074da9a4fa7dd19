/**
 * The two secrets of the server as text and as files: `qks_…` and `qki_…`, 43 base64url characters each. The different
 * first letters prevent one secret from being used as the other. The text of a later generation contains its number
 * (`qks2_…`). If there are several generations, the first one is in use. A secret is refused if it is short, typed by
 * hand, a sample, or readable by others. A fault names the variable and never a value. The vault derives the keys from
 * a secret.
 */

import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { requirePrivate } from '../../client-sdk/typescript/primitives/private-file.ts';
import { FileFault, readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { remedyOfFile } from './file-remedy.ts';

const SECRET_BYTES = 32;
/** The number of base64url characters in the text of a secret. */
const SECRET_CHARACTERS = 43;
const SECRET_FILE = { bytesMax: 1024, requires: requirePrivate } as const;
/** The highest allowed generation of a secret: a license key names the generation of its issue secret by one symbol. */
export const SECRET_GENERATION_MAX = 31;
/**
 * The maximum number of generations of a secret that can be in use at once: each generation adds a query to every
 * look-up.
 */
export const SECRETS_LIVE_MAX = 8;
/**
 * The minimum number of different bytes in a secret. About 30 of 32 random bytes are different. A secret with fewer
 * than this number was probably typed by hand.
 */
const DIFFERENT_BYTES_MIN = 16;

/**
 * The two secrets by their purpose, each with its variable, the first letters of its text, and its file in the data
 * folder.
 */
export const SECRET_KINDS = {
  lookUp: { variable: 'QUIETKEY_SECRET', letters: 'qks', file: 'secret' },
  issue: { variable: 'QUIETKEY_ISSUE_SECRET', letters: 'qki', file: 'issue-secret' },
} as const;

/** The pattern of a secret's text: `qks_…` is the first generation, `qks2_…` the second. */
const PATTERN = /^(qk[si])([2-9]|[12]\d|3[01])?_([^]*)$/;

export type SecretKind = keyof typeof SECRET_KINDS;

/** A secret of 32 bytes that is never shown in a log, in JSON or in an inspection. */
export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Returns a copy of the bytes of the secret. */
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

/** A secret with the number of its generation; the first generation is 1. */
export interface SecretGeneration {
  readonly generation: number;
  readonly secret: Secret;
}

/**
 * The generations of one secret that are in use, at least one. New values are made with the first one; stored values
 * are looked up under all of them.
 */
export type SecretRing = readonly SecretGeneration[];

/**
 * The result of reading a secret: its generations, or the fault as a clause that follows the name of the variable or
 * the file.
 */
export type SecretReading = { readonly ring: SecretRing } | SecretFault;

interface SecretFault {
  readonly fault: string;
  readonly remedy: string;
  /** The fault of the file, if the secret was read from a file. */
  readonly cause?: FileFault;
}

/** Creates a new random secret. */
export function makeSecret(generation = 1): SecretGeneration {
  return { generation, secret: new Secret(randomBytes(SECRET_BYTES)) };
}

/** Creates a new random secret and returns its text. */
export function makeSecretText(kind: SecretKind): string {
  return secretText(kind, makeSecret());
}

/** The text of all generations of a secret, with one line for each generation. */
export function ringText(kind: SecretKind, ring: SecretRing): string {
  return ring.map((generation) => `${secretText(kind, generation)}\n`).join('');
}

function secretText(kind: SecretKind, { generation, secret }: SecretGeneration): string {
  const encoded = Buffer.from(secret.reveal()).toString('base64url');
  return `${SECRET_KINDS[kind].letters}${generation === 1 ? '' : generation}_${encoded}`;
}

/** Reads one secret, or several generations separated by spaces or line breaks. A fault never repeats their text. */
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
  const twice = ring.find((generation, index) =>
    ring.slice(0, index).some((earlier) => isSame(generation, earlier)),
  );
  return twice && { fault: `holds generation ${twice.generation} twice, or under two numbers`, remedy };
}

/** Whether two lists of secrets have a secret in common. */
export function shareSecret(ring: SecretRing, other: SecretRing): boolean {
  return ring.some(({ secret }) => other.some((generation) => generation.secret.equals(secret)));
}

function isSame(generation: SecretGeneration, other: SecretGeneration): boolean {
  return generation.generation === other.generation || generation.secret.equals(other.secret);
}

function readOne(kind: SecretKind, text: string): SecretGeneration | SecretFault {
  const { letters, variable } = SECRET_KINDS[kind];
  const prefix = `${letters}_`;
  const remedy = `Remove ${variable} to generate a secret, or set it to "${prefix}" and ${SECRET_CHARACTERS} characters of base64url (32 random bytes).`;
  const [, written = '', number = '1', encoded = ''] = PATTERN.exec(text) ?? [];
  const other = Object.values(SECRET_KINDS).find((known) => known.letters === written && written !== letters);
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

/**
 * Reads one or several generations of a secret from a file that only its owner may read. A file that is absent or
 * unreadable is a fault too.
 */
export function readSecretFile(kind: SecretKind, path: string): SecretReading {
  try {
    const reading = readSecretText(kind, readSmallFile(path, SECRET_FILE).toString('utf8').trim());
    return 'ring' in reading
      ? reading
      : fileFault(new FileFault(path, 'EFTYPE', reading.fault), reading.remedy);
  } catch (error) {
    if (error instanceof FileFault) return fileFault(error, remedyOfFile(error));
    throw error;
  }
}

function fileFault(cause: FileFault, remedy: string): SecretFault {
  return { fault: `names ${cause.path}, which ${cause.clause}`, remedy, cause };
}

function isTyped(bytes: Uint8Array): boolean {
  return new Set(bytes).size < DIFFERENT_BYTES_MIN || bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}
