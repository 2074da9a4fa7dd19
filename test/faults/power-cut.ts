/**
 * The effect of a power cut. It replays the journal of `shim/durable.c` on a copy of the earlier folder, and at any
 * point writes out a folder that is possible there: everything that a successful fsync covered, and of the rest
 * nothing, all, or a random part, with writes torn at sectors. A name is durable after the fsync of its folder. Data of
 * a failed fsync is never certain again, as on Linux. The tests choose the points.
 */

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The fate of data that no fsync covered: nothing, all, or, with a seed, a random part survives. */
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
  /** The offsets in the journal of this record and of the next one. */
  readonly from: number;
  readonly next: number;
  /** The open file, of that process. */
  readonly file: string;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly payload: Buffer;
}

/** A file's bytes; after `length` there is spare space, all zeros. */
interface Image {
  room: Buffer;
  length: number;
}

interface Change {
  readonly from: number;
  readonly apply: (image: Image, part: number) => unknown;
  /** `doubtful`: an fsync of it has failed. */
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

/** All records; an incomplete record at the end was cut off by the kill. */
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
      position: Number(bytes.readBigInt64LE(from + 16)),
      time: Number(bytes.readBigInt64LE(from + 24)),
      payload: bytes.subarray(from + HEADER_BYTES, next),
    });
    from = next;
  }
  return records;
}

/** The disk of one folder, advanced record by record. Create it before the journal begins. */
export class PowerCut {
  readonly #folder: string;
  readonly #records: readonly JournalRecord[];
  readonly #names: Names = new Map();
  readonly #durable: Names;
  #nameChanges: NameChange[] = [];
  readonly #open = new Map<string, string | Content>();
  #position = 0;
  #said = '';

  /**
   * @param before a copy of the folder as it was before
   * @param folder its original path, which the journal uses
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

  /** What the processes have printed on standard output up to here. */
  get said(): string {
    return this.#said;
  }

  /** Advances to the point after this many records. */
  forward(count: number): void {
    for (; this.#position < count && this.#position < this.#records.length; this.#position++) {
      const record = this.#records[this.#position];
      if (record !== undefined) this.#apply(record);
    }
  }

  /** Writes the folder as a power cut here may leave it, to a new path. */
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

  #apply({ kind, from, file, position, payload }: JournalRecord): void {
    if (kind === 'said') this.#said += payload.toString();
    else if (kind === 'opened') this.#opened(file, position === 1, payload.toString(), from);
    else if (kind === 'written')
      this.#changed(file, from, (image, part) => write(image, position, partOf(payload, part)));
    else if (kind === 'truncated') {
      this.#changed(file, from, (image, part) => part >= 0.5 && resize(image, position));
    } else if (kind === 'synced' || kind === 'sync failed') this.#synced(file, position, kind === 'synced');
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

  #renamed(kind: JournalRecord['kind'], from: number, [name = '', newName = '']: string[]): void {
    const content = this.#names.get(name);
    if (kind === 'made folder') this.#rename(from, name, (names) => names.set(name, 'folder'));
    if (kind === 'unlinked') this.#rename(from, name, (names) => names.delete(name));
    if (content === undefined) return;
    if (kind === 'linked') this.#rename(from, newName, (names) => names.set(newName, content));
    if (kind === 'renamed') {
      this.#rename(from, newName, (names) => {
        names.set(newName, content);
        names.delete(name);
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
  // a third each: not at all, in part, completely
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

function write(image: Image, position: number, bytes: Buffer): void {
  if (bytes.length === 0) return;
  if (position + bytes.length > image.length) resize(image, position + bytes.length);
  bytes.copy(image.room, position);
}

function resize(image: Image, length: number): void {
  if (length > image.room.length) image.room = Buffer.concat([image.room], length * 2);
  if (length < image.length) image.room.fill(0, length, image.length);
  image.length = length;
}
