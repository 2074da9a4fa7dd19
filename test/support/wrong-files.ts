/**
 * The kinds of wrong file: what may lie where a program expects a small regular file of its own. Each takes the place of
 * a good file. What a link leads to must be as it was afterwards.
 */

import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NAMELESS } from './other-account.ts';

export interface Place {
  /** The path from which the program reads. */
  readonly path: string;
  /** The content of the good file, which is no longer at the path. */
  readonly good: Buffer;
  /** An empty folder for what a link leads to. */
  readonly aside: string;
  /** A socket and a pipe, on the same file system. */
  readonly socket: string;
  readonly pipe: string;
}

/** What a reader does with a file of some kind. */
export type Answer = 'fault' | 'read' | 'either';

/** What a file has to be for its reader. */
export interface Reader {
  /** Nobody else may read or write it. */
  readonly isSecret?: true;
  /** The program makes it, so it is never a link. */
  readonly isOwn?: true;
  /** Any bytes are content, as of a text. */
  readonly isAnything?: true;
  /** The program does without it. */
  readonly isOptional?: true;
  /** It may be of any length, so only its beginning is read here. */
  readonly isEndless?: true;
  /** Any bytes of its length are content, as of a key. */
  readonly isBytes?: true;
  /** A second copy is read in its place. */
  readonly isCopy?: true;
}

export interface WrongKind {
  readonly kind: string;
  /** Who has to meet it: only root can give a file away, and root may read everything. */
  readonly as?: 'root' | 'an account';
  readonly put: (place: Place) => void;
  readonly answer: (reader: Reader) => Answer;
}

const GIBIBYTES_3 = 3_221_225_472;
/** Left out for a reader of files without an end. */
export const HUGE = 'a file of 3 GiB';
const always = (): Answer => 'fault';
const unlessAnything = ({ isAnything }: Reader): Answer => (isAnything ? 'either' : 'fault');
const unlessFollowed = ({ isOwn }: Reader): Answer => (isOwn ? 'fault' : 'read');
const ifSecret = ({ isSecret }: Reader): Answer => (isSecret ? 'fault' : 'read');

const write = ({ path }: Place, content: Buffer | string, mode = 0o600): void => {
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
};
const target = ({ aside }: Place): string => join(aside, 'target');
const linkTo =
  (to: string) =>
  ({ path }: Place): void =>
    symlinkSync(to, path);

export const WRONG_KINDS: readonly WrongKind[] = [
  { kind: 'nothing', put: () => undefined, answer: ({ isOptional }) => (isOptional ? 'read' : 'fault') },
  { kind: 'no rights', as: 'an account', put: (place) => write(place, place.good, 0), answer: always },
  {
    kind: 'in a folder without rights',
    as: 'an account',
    put: (place) => {
      write(place, place.good);
      chmodSync(dirname(place.path), 0);
    },
    answer: always,
  },
  { kind: 'a folder', put: ({ path }) => mkdirSync(path), answer: always },
  {
    kind: 'a link to a good file',
    put: (place) => {
      writeFileSync(target(place), place.good, { mode: 0o600 });
      linkTo(target(place))(place);
    },
    answer: unlessFollowed,
  },
  {
    kind: 'a link to a link, as orchestrators mount secrets',
    put: ({ path, good, aside }) => {
      const version = join(aside, '..2026_11_30');
      mkdirSync(version);
      writeFileSync(join(version, basename(path)), good, { mode: 0o600 });
      symlinkSync('..2026_11_30', join(aside, '..data'));
      symlinkSync(join(aside, '..data', basename(path)), path);
    },
    answer: unlessFollowed,
  },
  {
    kind: 'a link to nothing',
    put: (place) => linkTo(target(place))(place),
    answer: ({ isOptional, isOwn }) => (isOptional || isOwn ? 'either' : 'fault'),
  },
  { kind: 'a link to itself', put: (place) => linkTo(basename(place.path))(place), answer: always },
  {
    kind: 'a link to a folder',
    put: (place) => linkTo(place.aside)(place),
    answer: always,
  },
  { kind: 'a pipe', put: ({ path, pipe }) => linkSync(pipe, path), answer: always },
  {
    kind: 'a link to a pipe',
    put: ({ path, pipe }) => symlinkSync(pipe, path),
    answer: always,
  },
  { kind: 'a socket', put: ({ path, socket }) => linkSync(socket, path), answer: always },
  { kind: 'a device without an end', put: linkTo('/dev/zero'), answer: always },
  { kind: 'a device that is full', put: linkTo('/dev/full'), answer: always },
  { kind: 'a terminal', put: linkTo('/dev/ptmx'), answer: always },
  { kind: 'an empty file', put: (place) => write(place, ''), answer: unlessAnything },
  {
    kind: HUGE,
    put: (place) => {
      write(place, place.good);
      truncateSync(place.path, GIBIBYTES_3);
    },
    answer: always,
  },
  {
    kind: 'a file that was cut',
    put: (place) => write(place, place.good.subarray(0, place.good.length / 2)),
    answer: (reader) => (reader.isEndless ? 'either' : unlessAnything(reader)),
  },
  {
    kind: 'NUL bytes',
    put: (place) => write(place, Buffer.alloc(place.good.length)),
    answer: (reader) => (reader.isBytes ? 'either' : unlessAnything(reader)),
  },
  {
    kind: 'UTF-16 with a mark',
    put: (place) => write(place, Buffer.from(`\ufeff${place.good.toString('latin1')}`, 'utf16le')),
    answer: unlessAnything,
  },
  {
    kind: 'UTF-8 with a mark',
    put: (place) => write(place, Buffer.concat([Buffer.from('\ufeff'), place.good])),
    answer: () => 'either',
  },
  {
    kind: "another account's",
    as: 'root',
    put: (place) => {
      write(place, place.good);
      chownSync(place.path, NAMELESS.uid, NAMELESS.gid);
    },
    answer: ifSecret,
  },
  { kind: 'readable by a group', put: (place) => write(place, place.good, 0o640), answer: ifSecret },
  { kind: 'writable by all', put: (place) => write(place, place.good, 0o602), answer: ifSecret },
  {
    kind: 'a second name of a file',
    put: (place) => {
      writeFileSync(target(place), place.good, { mode: 0o600 });
      linkSync(target(place), place.path);
    },
    answer: () => 'read',
  },
  {
    kind: 'below a file',
    put: ({ path, good }) => {
      renameSync(dirname(path), `${dirname(path)}.aside`);
      writeFileSync(dirname(path), good);
    },
    answer: ({ isOptional, isOwn }) => (isOptional || isOwn ? 'either' : 'fault'),
  },
];

/** What a reader does with a file of this kind. A copy is replaced by the other one, unless the folder is to blame. */
export function answerOf({ answer, as, kind }: WrongKind, reader: Reader): Answer {
  if (reader.isCopy) return as === 'an account' || kind === 'below a file' ? 'either' : 'read';
  return answer(reader);
}

/** Removes what a kind has put into the place of the good file. */
export function clear({ path }: Place, kind: string): void {
  if (kind === 'below a file') {
    rmSync(dirname(path));
    renameSync(`${dirname(path)}.aside`, dirname(path));
  }
  chmodSync(dirname(path), 0o700);
  rmSync(path, { recursive: true, force: true });
}

/** What a link leads to, before or after it was read; undefined if it leads to no file. */
export function targetContent(place: Place): string | undefined {
  const path = target(place);
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'base64') : undefined;
}
