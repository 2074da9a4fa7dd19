/**
 * How typed words become inputs: whole numbers, dates, ids, reasons, the name of the actor, and an email that may come
 * from standard input instead of the shell's history. Guarantees that what has not the right form is refused as wrong
 * usage before anything is opened. Leaves to the domain what is allowed: these readers know forms, not rules.
 */

import { InvalidArgumentError } from 'commander';
import { userInfo } from 'node:os';
import { readDate } from '../../server/domain/kernel/day.ts';

const TEXT_CHARACTERS_MAX = 200;
const ACTOR_CHARACTERS_MAX = 64;
/** No address is longer; the rest of a larger input is not read. */
const EMAIL_INPUT_CHARACTERS_MAX = 2_000;

const ID = /^[A-Za-z0-9_-]{22}$/;
/** An id that the command line would take for an option. None is drawn any more; of the old ones it is one in 64. */
const ID_LIKE_OPTION = /^-[A-Za-z0-9_-]{21}$/;
const ID_MARK = 'id:';
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Marks ids that begin with a dash, so that they are not taken for options; the readers take the mark away. */
export function markIds(words: readonly string[], options: ReadonlySet<string>): string[] {
  return words.map((word) => (ID_LIKE_OPTION.test(word) && !options.has(word) ? ID_MARK + word : word));
}

function withoutMark(word: string): string {
  const bare = word.slice(ID_MARK.length);
  return word.startsWith(ID_MARK) && ID_LIKE_OPTION.test(bare) ? bare : word;
}

export function readId(word: string): string {
  const id = withoutMark(word);
  if (ID.test(id)) return id;
  if (id.includes('@')) throw new InvalidArgumentError('It takes an id. See: quietkey license find EMAIL');
  throw new InvalidArgumentError('It takes an id of 22 letters, digits, dashes and underscores.');
}

export function readWhole(word: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw new InvalidArgumentError('It takes a whole number.');
}

/** Stands for null between a reader and `withNulls`: commander would make an empty text of null. */
const NONE = Symbol('none');

/** A whole number, or the word that stands for "without a limit" and becomes null. */
export function readWholeOr(none: string): (word: string) => number | typeof NONE {
  return (word) => {
    if (word === none) return NONE;
    if (/^\d{1,9}$/.test(word)) return Number(word);
    throw new InvalidArgumentError(`It takes a whole number, or ${none}.`);
  };
}

/** A day, or the word that stands for "without end" and becomes null. */
export function readDateOr(none: string): (word: string) => string | typeof NONE {
  return (word) => {
    if (word === none) return NONE;
    if (readDate(word) !== undefined) return word;
    throw new InvalidArgumentError(`It takes a date as YYYY-MM-DD, or ${none}.`);
  };
}

/** The options of a command with null where the word for "none" was typed. */
export function withNulls(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, value === NONE ? null : value]),
  );
}

/** Words that are kept as they are typed. */
export function readText(word: string): string {
  const text = withoutMark(word).trim();
  if (text !== '' && text.length <= TEXT_CHARACTERS_MAX && !UNPRINTABLE.test(text)) return text;
  throw new InvalidArgumentError(`It takes 1 to ${TEXT_CHARACTERS_MAX} printable characters.`);
}

/** The name of a thing of the operator's. It is stored in clear, so it is no address (promise 1). */
export function readName(word: string): string {
  if (word.includes('@')) throw new InvalidArgumentError('It is stored as it is, so it takes no @.');
  return readText(word);
}

/** Words between commas; nothing for none. */
export function readWords(word: string): string[] {
  return word
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function readActor(word: string): string {
  if (/^[A-Za-z0-9._-]+$/.test(word) && word.length <= ACTOR_CHARACTERS_MAX) return word;
  throw new InvalidArgumentError(
    `It takes 1 to ${ACTOR_CHARACTERS_MAX} letters, digits, dots, dashes and underscores.`,
  );
}

/** The operating system's name of whoever types; a number where the system has no name for it. */
export function actorAtTerminal(): string {
  try {
    const name = userInfo().username.replace(/[^A-Za-z0-9._-]/g, '-');
    return name.slice(0, ACTOR_CHARACTERS_MAX) || 'unknown';
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The email as typed, or for `-` the first line of standard input, so that it stays out of the shell's history. */
export async function readEmail(word: string): Promise<string> {
  if (word !== '-') return word;
  if (process.stdin.isTTY) process.stderr.write('Email: ');
  let read = '';
  process.stdin.setEncoding('utf8');
  for await (const part of process.stdin) {
    read += String(part);
    if (read.includes('\n') || read.length > EMAIL_INPUT_CHARACTERS_MAX) break;
  }
  return read.split('\n')[0]?.trim() ?? '';
}
