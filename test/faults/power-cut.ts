/**
 * What a power cut leaves. Reads the journal of `shim/durable.c` forward over a copy of the folder as it was before, and
 * at any point writes out a folder that is legal there: all that a successful fsync covered, and of the rest nothing, all,
 * or a random part, with writes torn at sectors. A name is durable after the fsync of its folder. What a failed fsync
 * covered is never certain again, as on Linux. Which points are worth looking at is left to the tests.
 */

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Of what no fsync covered: nothing, all, or, with a seed, a random part. */
export type Luck = 'nothing' | 'everything' | number;

const SECTOR_BYTES = 512;
const HEADER_BYTES = 32;
/** Those of the enum in durable.c. */
const KINDS = [
  'none',
  'opened',
  'written',
  'truncated',
  'synced',
  'sync failed',
  'renamed',
  'unlinked',
  'linked',
  'made folder',
  'said',
] as const;

export interface JournalRecord {
  readonly kind: (typeof KINDS)[number];
  /** Where it begins, and where the next one does, in the journal. */
  readonly from: number;
  readonly next: number;
  /** The open file, of that process. */
  readonly file: string;
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly payload: Buffer;
}

/** A file's bytes; behind `length` there is room, all zeros. */
interface Image {
  room: Buffer;
  length: number;
}

interface Change {
  readonly from: number;
  readonly apply: (image: Image, part: number) => unknown;
  /** `doubtful`: an fsync over it has failed. */
  state: 'pending' | 'doubtful' | 'durable';
}

interface Content {
  readonly image: Image;
  readonly changes: Change[];
}

type Names = Map<string, Content | 'folder'>;

interface NameChange {
  readonly from: number;
  readonly folder: string;
  readonly apply: (names: Names) => void;
  isDoubtful: boolean;
}

/** All records; half a record at the end is what the kill cut off. */
export function readJournal(path: string): JournalRecord[] {
  const bytes = readFileSync(path);
  const records: JournalRecord[] = [];
  for (let from = 0; from + HEADER_BYTES <= bytes.length;) {
    const next = from + HEADER_BYTES + bytes.readUInt32LE(from + 12);
    if (next > bytes.length) break;
    records.push({
      kind: KINDS[bytes.readUInt32LE(from)] ?? 'none',
      from,
      next,
      file: `${bytes.readUInt32LE(from + 4)} ${bytes.readUInt32LE(from + 8)}`,
      at: Number(bytes.readBigInt64LE(from + 16)),
      time: Number(bytes.readBigInt64LE(from + 24)),
      payload: bytes.subarray(from + HEADER_BYTES, next),
    });
    from = next;
  }
  return records;
}

/** The disk under one folder, moved forward record by record. Take it before the journal begins. */
export class PowerCut {
  readonly #folder: string;
  readonly #records: readonly JournalRecord[];
  readonly #names: Names = new Map();
  readonly #durable: Names;
  #nameChanges: NameChange[] = [];
  readonly #open = new Map<string, string | Content>();
  #at = 0;
  #said = '';

  /**
   * @param before a copy of the folder as it was before
   * @param folder where it was: the journal has its paths
   */
  constructor(before: string, folder: string, records: readonly JournalRecord[]) {
    this.#folder = folder;
    this.#records = records;
    for (const name of readdirSync(before, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('-shm')) continue;
      const path = join(before, name);
      const content = statSync(path).isDirectory() ? 'folder' : contentWith(readFileSync(path));
      this.#names.set(join(folder, name), content);
    }
    this.#durable = new Map(this.#names);
  }

  /** What the processes have said on standard output up to here. */
  get said(): string {
    return this.#said;
  }

  /** Moves on to behind this many records. */
  forward(count: number): void {
    for (; this.#at < count && this.#at < this.#records.length; this.#at++) {
      const record = this.#records[this.#at];
      if (record !== undefined) this.#apply(record);
    }
  }

  /** Writes the folder as a power cut here may leave it, to a place that is not there yet. */
  writeTo(place: string, luck: Luck): void {
    const part = partsOf(luck);
    const names = new Map(this.#durable);
    for (const change of this.#nameChanges) if (part() >= 0.5) change.apply(names);
    mkdirSync(place, { mode: 0o700 });
    const folders = new Set([this.#folder]);
    for (const [path, content] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
      // a name in a folder that has lost its own is not found
      if (!folders.has(dirname(path))) continue;
      const target = join(place, relative(this.#folder, path));
      if (content !== 'folder') writeFileSync(target, bytesOf(content, part), { mode: 0o600 });
      else {
        mkdirSync(target, { mode: 0o700 });
        folders.add(path);
      }
    }
  }

  #apply({ kind, from, file, at, payload }: JournalRecord): void {
    if (kind === 'said') this.#said += payload.toString();
    else if (kind === 'opened') this.#opened(file, at === 1, payload.toString(), from);
    else if (kind === 'written')
      this.#changed(file, from, (image, part) => write(image, at, partOf(payload, part)));
    else if (kind === 'truncated') {
      this.#changed(file, from, (image, part) => part >= 0.5 && resize(image, at));
    } else if (kind === 'synced' || kind === 'sync failed') this.#synced(file, at, kind === 'synced');
    else this.#renamed(kind, from, payload.toString().split('\0'));
  }

  #opened(file: string, isFolder: boolean, path: string, from: number): void {
    if (isFolder) return void this.#open.set(file, path);
    let content = this.#names.get(path);
    if (content === undefined || content === 'folder') {
      const made = contentWith(Buffer.alloc(0));
      content = made;
      this.#rename(from, path, (names) => names.set(path, made));
    }
    this.#open.set(file, content);
  }

  #changed(file: string, from: number, apply: Change['apply']): void {
    const content = this.#open.get(file);
    if (typeof content === 'object') content.changes.push({ from, apply, state: 'pending' });
  }

  #synced(file: string, before: number, succeeded: boolean): void {
    const content = this.#open.get(file);
    if (typeof content === 'string') return this.#folderSynced(content, before, succeeded);
    if (content === undefined) return;
    for (const change of content.changes) {
      if (change.state === 'pending' && change.from < before)
        change.state = succeeded ? 'durable' : 'doubtful';
    }
    const settled = content.changes.findIndex(({ state }) => state !== 'durable');
    for (const { apply } of content.changes.splice(0, settled === -1 ? content.changes.length : settled)) {
      apply(content.image, 1);
    }
  }

  #folderSynced(folder: string, before: number, succeeded: boolean): void {
    this.#nameChanges = this.#nameChanges.filter((change) => {
      if (change.folder !== folder || change.from >= before || change.isDoubtful) return true;
      if (succeeded) change.apply(this.#durable);
      else change.isDoubtful = true;
      return !succeeded;
    });
  }

  #renamed(kind: JournalRecord['kind'], from: number, [one = '', two = '']: string[]): void {
    const content = this.#names.get(one);
    if (kind === 'made folder') this.#rename(from, one, (names) => names.set(one, 'folder'));
    if (kind === 'unlinked') this.#rename(from, one, (names) => names.delete(one));
    if (content === undefined) return;
    if (kind === 'linked') this.#rename(from, two, (names) => names.set(two, content));
    if (kind === 'renamed') {
      this.#rename(from, two, (names) => {
        names.set(two, content);
        names.delete(one);
      });
    }
  }

  #rename(from: number, path: string, apply: NameChange['apply']): void {
    apply(this.#names);
    this.#nameChanges.push({ from, folder: dirname(path), apply, isDoubtful: false });
  }
}

/** How much of each change has reached the disk, from 0 to 1. */
function partsOf(luck: Luck): () => number {
  if (typeof luck === 'string') return () => (luck === 'nothing' ? 0 : 1);
  const random = randomOf(luck);
  // a third each: not at all, in part, wholly
  return () => Math.min(1, Math.max(0, random() * 3 - 1));
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = Math.trunc(state + 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function contentWith(bytes: Buffer): Content {
  return { image: { room: bytes, length: bytes.length }, changes: [] };
}

function bytesOf({ image, changes }: Content, part: () => number): Buffer {
  const copy = { room: Buffer.from(image.room), length: image.length };
  for (const { apply, state } of changes) apply(copy, state === 'durable' ? 1 : part());
  return copy.room.subarray(0, copy.length);
}

/** The first sectors of a write. */
function partOf(payload: Buffer, part: number): Buffer {
  if (part === 1) return payload;
  return payload.subarray(0, Math.round((payload.length / SECTOR_BYTES) * part) * SECTOR_BYTES);
}

function write(image: Image, at: number, bytes: Buffer): void {
  if (bytes.length === 0) return;
  if (at + bytes.length > image.length) resize(image, at + bytes.length);
  bytes.copy(image.room, at);
}

function resize(image: Image, length: number): void {
  if (length > image.room.length) image.room = Buffer.concat([image.room], length * 2);
  if (length < image.length) image.room.fill(0, length, image.length);
  image.length = length;
}
