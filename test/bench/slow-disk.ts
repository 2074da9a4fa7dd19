/**
 * A disk with slow fsync, for one child process: preloads the library of the fault tests, and sets its two delays. Needs
 * Linux and a C compiler. If one is missing, the bench reports it and leaves these figures out.
 */

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../../server/config/config.ts';

// this file runs from dist/test/bench
const SOURCE = fileURLToPath(new URL('../../../test/faults/shim/durable.c', import.meta.url));
/** `struct control` of the library: 32-bit numbers, of which two are used here. */
const CONTROL_BYTES = 64;
const NUMBER_BYTES = 4;
const EACH_FSYNC = 3;
const NEXT_FSYNC = 4;

export interface SlowDisk {
  readonly env: NodeJS.ProcessEnv;
  /** Adds milliseconds to each fsync of the database. */
  delayEach(milliseconds: number): void;
  /** Adds milliseconds to the next fsync only. */
  delayNext(milliseconds: number): void;
  close(): void;
}

/** Compiles the library into a folder. Returns its path, or why it cannot be compiled. */
export function compileSlowDisk(folder: string): { library: string } | { fault: string } {
  if (process.platform !== 'linux') return { fault: 'the library that slows fsync runs on Linux only' };
  if (!existsSync(SOURCE)) return { fault: 'the library that slows fsync is not in this checkout' };
  const library = join(folder, 'durable.so');
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-pthread', '-o', library, SOURCE], { stdio: 'ignore' });
    return { library };
  } catch {
    return { fault: 'slowing fsync needs a C compiler named cc' };
  }
}

/** The slow disk of a data folder, for one child. */
export function slowDisk(library: string, dataFolder: string): SlowDisk {
  const path = `${dataFolder}.control`;
  writeFileSync(path, Buffer.alloc(CONTROL_BYTES));
  const control = openSync(path, 'r+');
  const put = (field: number, value: number): void => {
    const bytes = Buffer.alloc(NUMBER_BYTES);
    bytes.writeInt32LE(value);
    writeSync(control, bytes, 0, NUMBER_BYTES, field * NUMBER_BYTES);
  };
  return {
    env: {
      ...environment(),
      LD_PRELOAD: library,
      QUIETKEY_TEST_SHIM_FOLDER: dataFolder,
      QUIETKEY_TEST_SHIM_NAME: 'quietkey.db',
      QUIETKEY_TEST_SHIM_CONTROL: path,
    },
    delayEach: (milliseconds) => put(EACH_FSYNC, milliseconds),
    delayNext: (milliseconds) => put(NEXT_FSYNC, milliseconds),
    close: () => closeSync(control),
  };
}
