/**
 * A disk that fails on command, for one child process: compiles `shim/durable.c`, provides the environment that
 * preloads it, and sets its faults while the process runs. Without a compiler, or on another system than Linux, it
 * fails with a line that says so. `power-cut.ts` computes what a power cut leaves.
 */

import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// this file runs from dist/test/faults
const SOURCE = fileURLToPath(new URL('../../../test/faults/shim/durable.c', import.meta.url));
const FIELD_BYTES = 4;

/** In the order of `struct control`, which documents them. */
const FIELDS = [
  'fsyncs',
  'failFsyncIn',
  'writeErrno',
  'eachFsyncMs',
  'nextFsyncMs',
  'readOnly',
  'lies',
  'limited',
  'room',
  'noMemory',
  'held',
] as const;
type Field = (typeof FIELDS)[number];

export interface FaultyDisk {
  /** For the environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  /** The journal of the child's operations in the folder. */
  readonly journal: string;
  /** Applies from the child's next call on. Whole numbers. */
  set(faults: Partial<Record<Field, number>>): void;
  get(field: Field): number;
  remove(): void;
}

let compiled: string | undefined;

/**
 * A disk for the folder, which must exist. Faults of fsync apply to the database and its WAL.
 * @param name another prefix of the names of files whose fsync may fail; '' for all
 */
export function faultyDisk(folder: string, name = 'quietkey.db'): FaultyDisk {
  const library = (compiled ??= compile());
  const own = mkdtempSync(join(tmpdir(), 'quietkey-disk-'));
  const [path, journal] = [join(own, 'control'), join(own, 'journal')];
  writeFileSync(path, Buffer.alloc(FIELDS.length * FIELD_BYTES));
  writeFileSync(journal, '');
  const control = openSync(path, 'r+');
  return {
    env: {
      LD_PRELOAD: library,
      QUIETKEY_TEST_SHIM_FOLDER: realpathSync(folder),
      QUIETKEY_TEST_SHIM_NAME: name,
      QUIETKEY_TEST_SHIM_CONTROL: path,
      QUIETKEY_TEST_SHIM_JOURNAL: journal,
    },
    journal,
    set: (faults) => {
      for (const [field, value] of Object.entries(faults)) {
        const bytes = Buffer.alloc(FIELD_BYTES);
        bytes.writeInt32LE(value);
        writeSync(control, bytes, 0, FIELD_BYTES, FIELDS.indexOf(field as Field) * FIELD_BYTES);
      }
    },
    get: (field) => {
      const bytes = Buffer.alloc(FIELD_BYTES);
      readSync(control, bytes, 0, FIELD_BYTES, FIELDS.indexOf(field) * FIELD_BYTES);
      return bytes.readInt32LE();
    },
    remove: () => {
      closeSync(control);
      rmSync(own, { recursive: true });
    },
  };
}

function compile(): string {
  if (process.platform !== 'linux')
    throw new Error('The fault rounds preload a library: they run on Linux only.');
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-shim-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const library = join(folder, 'durable.so');
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-pthread', '-o', library, SOURCE], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
    const why = code === 'ENOENT' ? 'there is none' : stderr;
    throw new Error(`The fault rounds need a C compiler by the name of cc: ${why}`, { cause: error });
  }
  return library;
}
