/**
 * Parsers of command-line arguments: whole numbers, dates, ids, the actor's name, and an email or a reason that may come
 * from standard input so that it stays out of the shell's history. A malformed argument is refused as wrong usage before
 * the database is opened. The parsers check syntax only; the domain checks the rules.
 */

import { InvalidArgumentError } from 'commander';
import { userInfo } from 'node:os';
import { readDate } from '../../server/domain/kernel/day.ts';
import {
  contentFault,
  freeTextFault,
  FREE_TEXTS,
  type FreeText,
} from '../../server/domain/kernel/free-text.ts';
import { purposeFault, PURPOSE_KINDS } from '../../server/domain/kernel/purpose.ts';
import { unseenIn } from '../../server/domain/kernel/printable.ts';

const { charactersMax: ACTOR_CHARACTERS_MAX } = FREE_TEXTS.actor;
/** The maximum number of characters that are read from standard input. No argument is longer, and the rest is not read. */
const INPUT_CHARACTERS_MAX = 2_000;

const ID = /^[A-Za-z0-9_-]{22}$/;
/**
 * An id that begins with a dash, so that commander would take it for an option. New ids never begin with a dash; of the
 * ids that earlier versions made, one in 64 does.
 */
const ID_LIKE_OPTION = /^-[A-Za-z0-9_-]{21}$/;
const ID_PREFIX = 'id:';

/** Prefixes ids that begin with a dash, so that commander does not take them for options. The parsers strip the prefix. */
export function prefixIds(words: readonly string[], options: ReadonlySet<string>): string[] {
  return words.map((word) => (ID_LIKE_OPTION.test(word) && !options.has(word) ? ID_PREFIX + word : word));
}

function withoutPrefix(word: string): string {
  const bare = word.slice(ID_PREFIX.length);
  return word.startsWith(ID_PREFIX) && ID_LIKE_OPTION.test(bare) ? bare : word;
}

/** Whether a word is an id, with or without its prefix. */
export function isId(word: string): boolean {
  return ID.test(withoutPrefix(word));
}

export function readId(word: string): string {
  const id = withoutPrefix(word);
  if (ID.test(id)) return id;
  if (id.includes('@'))
    throw new InvalidArgumentError('must be an id; to find it: quietkey license find EMAIL');
  throw new InvalidArgumentError('must be an id of 22 letters, digits, dashes and underscores.');
}

export function readWhole(word: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw new InvalidArgumentError('must be a whole number.');
}

/**
 * A placeholder for null between a parser and `withNulls`, because commander would replace null with an empty string.
 */
const NONE = Symbol('none');

/** Makes a parser that reads a whole number. The given word, which means "without a limit", is read as null. */
export function readWholeOr(none: string): (word: string) => number | typeof NONE {
  return (word) => {
    if (word === none) return NONE;
    if (/^\d{1,9}$/.test(word)) return Number(word);
    throw new InvalidArgumentError(`must be a whole number, or ${none}.`);
  };
}

/** Makes a parser that reads a day. The given word, which means "without end", is read as null. */
export function readDateOr(none: string): (word: string) => string | typeof NONE {
  return (word) => {
    if (word === none) return NONE;
    if (readDate(word) !== undefined) return word;
    throw new InvalidArgumentError(`must be a date as YYYY-MM-DD, or ${none}.`);
  };
}

/** The options of a command. An option is null if the operator typed the word for "none". */
export function withNulls(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, value === NONE ? null : value]),
  );
}

/** Reads a text argument that is compared or looked up. The domain knows how long it may be. */
export function readText(word: string): string {
  const text = withoutPrefix(word).trim();
  if (text === '') throw new InvalidArgumentError('must not be empty.');
  const unseen = unseenIn(text);
  if (unseen === undefined) return text;
  throw new InvalidArgumentError(`must not contain ${unseen}.`);
}

/** Makes a parser for a text that is stored exactly as typed. */
export function readFreeText(kind: FreeText): (word: string) => string {
  return (word) => {
    const text = withoutPrefix(word).trim();
    const fault = freeTextFault(kind, text);
    if (fault === undefined) return text;
    throw new InvalidArgumentError(`${fault}.`);
  };
}

/** The option of a command that looks at a customer's record; `command.ts` gives it to the operations. */
export const PURPOSE_OPTION = [
  '--purpose <TEXT>',
  `why you look, for the customer to read: ${PURPOSE_KINDS.join(', ')}, and more after a colon (default: QUIETKEY_PURPOSE)`,
  readPurpose,
] as const;

/** Reads the purpose of a look. */
export function readPurpose(word: string): string {
  const text = word.trim();
  const fault = purposeFault(text);
  if (fault === undefined) return text;
  throw new InvalidArgumentError(`${fault}.`);
}

/** Reads words separated by commas. An empty text gives an empty list. */
export function readWords(word: string): string[] {
  return word
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function readActor(word: string): string {
  if (!/^[A-Za-z0-9._-]+$/.test(word) || word.length > ACTOR_CHARACTERS_MAX) {
    throw new InvalidArgumentError(
      `must have 1 to ${ACTOR_CHARACTERS_MAX} letters, digits, dots, dashes and underscores.`,
    );
  }
  const fault = contentFault('actor', word);
  if (fault === undefined) return word;
  throw new InvalidArgumentError(`${fault}.`);
}

/** The user name at the operating system, or the user id if the user has no name. */
export function actorAtTerminal(): string {
  try {
    const name = userInfo().username.replace(/[^A-Za-z0-9._-]/g, '-');
    return contentFault('actor', name) === undefined
      ? name.slice(0, ACTOR_CHARACTERS_MAX) || 'unknown'
      : 'unknown';
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/**
 * Reads an email: the argument as typed or, for `-`, the first line of standard input. From standard input, the email
 * stays out of the shell's history and of the list of processes.
 */
export async function readEmail(word: string): Promise<string> {
  return word === '-' ? readInputLine('Email') : word;
}

/** The license key of an argument; `-` reads it from standard input. */
export async function readLicenseKey(word: string): Promise<string> {
  return word === '-' ? readInputLine('License key') : word;
}

/**
 * Replaces the `-` of `--reason -` by the first line of standard input.
 * @throws InvalidArgumentError if another argument is to be read from standard input too
 */
export async function fillReason(words: readonly string[]): Promise<readonly string[]> {
  const places = words.flatMap((word, place) => (isReasonFromInput(words, word, place) ? [place] : []));
  const [place, second] = places;
  if (place === undefined) return words;
  const others = words.filter((word, other) => word === '-' && other !== place);
  if (second !== undefined || others.length > 0)
    throw new InvalidArgumentError('Only one argument can be read from standard input.');
  const reason = await readInputLine('Reason');
  return words.with(place, words[place] === '-' ? reason : `--reason=${reason}`);
}

function isReasonFromInput(words: readonly string[], word: string, place: number): boolean {
  return word === '--reason=-' || (word === '-' && words[place - 1] === '--reason');
}

async function readInputLine(prompt: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(`${prompt}: `);
  let read = '';
  process.stdin.setEncoding('utf8');
  for await (const part of process.stdin) {
    read += String(part);
    if (read.includes('\n') || read.length > INPUT_CHARACTERS_MAX) break;
  }
  return read.split('\n')[0]?.trim() ?? '';
}
