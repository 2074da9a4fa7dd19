/**
 * Applies a rotation of the secrets while the server runs: it checks the secrets' files every two seconds and reads the
 * files that changed. If a file is unreadable or incomplete, the current secrets stay in use, and the log says so. Each
 * thread watches separately. Since a rotation has two steps, the threads need not switch to a new generation at the
 * same moment.
 */

import { statSync } from 'node:fs';
import { ConfigFault, type VariableFault } from '../config/config.ts';
import { logChanges } from '../config/log.ts';
import { readSecretFile, SECRET_KINDS, type SecretKind, type SecretRing } from '../config/secret.ts';
import { lineOfFault } from './config-fault.ts';

const SECRET_CHECK_MILLISECONDS = 2_000;
/** The stamp of a file whose state is not known, so that the file is read. */
const UNKNOWN = 'unknown';

/** The live generations of each secret as plain values, which may cross threads. */
export type SecretBytes = {
  readonly [Kind in SecretKind]: readonly { readonly generation: number; readonly bytes: Uint8Array }[];
};

/** The file of each secret; undefined if the environment contains the secret itself, which then never changes. */
export type SecretFiles = { readonly [Kind in SecretKind]: string | undefined };

export interface SecretWatch {
  stop(): void;
}

export interface WatchOptions {
  /** The milliseconds between two checks; by default two seconds. */
  readonly milliseconds?: number | undefined;
  /** Writes a line for the log about a file that cannot be read, once for each fault. */
  readonly log?: ((line: object) => void) | undefined;
}

/**
 * Begins to watch the files of the secrets.
 * @param take gets all secrets whenever a file of them has changed; if it throws, the secrets in use stay
 */
export function watchSecrets(
  { files, secrets }: { readonly files: SecretFiles; readonly secrets: SecretBytes },
  take: (secrets: SecretBytes) => void,
  { milliseconds = SECRET_CHECK_MILLISECONDS, log = () => undefined }: WatchOptions = {},
): SecretWatch {
  const report = logChanges(log);
  let known = secrets;
  // unknown at first, since the files may have changed after they were read at the start
  let stamps: SecretFiles = { lookUp: UNKNOWN, issue: UNKNOWN };
  const check = (): void => {
    const now = stampsOf(files);
    if (isSame(now.lookUp, stamps.lookUp) && isSame(now.issue, stamps.issue)) return;
    const faults: FileOfSecret[] = [];
    known = {
      lookUp: readAgain('lookUp', files, known, faults),
      issue: readAgain('issue', files, known, faults),
    };
    take(known);
    if (faults.length > 0) throw new ConfigFault(faults, faults[0]?.cause);
    // a file that could not be read is read again each time, since a change of its owner does not change its stamp
    stamps = now;
  };
  const timer = setInterval(() => {
    try {
      check();
      report(undefined);
    } catch (error) {
      report(lineOfFault('new secrets not read', error));
    }
  }, milliseconds);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** The secrets of a ring of generations as plain values. */
export function bytesOf(ring: SecretRing): SecretBytes[SecretKind] {
  return ring.map(({ generation, secret }) => ({ generation, bytes: secret.reveal() }));
}

/** The fault of a secret's file. */
type FileOfSecret = VariableFault & { readonly cause: Error | undefined };

/** Reads the file of a secret again. If it cannot be read, the secrets in use stay in use. */
function readAgain(
  kind: SecretKind,
  { [kind]: file }: SecretFiles,
  { [kind]: known }: SecretBytes,
  faults: FileOfSecret[],
): SecretBytes[SecretKind] {
  if (file === undefined) return known;
  const reading = readSecretFile(kind, file);
  if ('ring' in reading) return bytesOf(reading.ring);
  const { fault: message, remedy, cause } = reading;
  // a server without an issue secret has no such file
  const isNeverGiven = known.length === 0 && cause?.code === 'ENOENT';
  if (!isNeverGiven) faults.push({ variable: SECRET_KINDS[kind].variable, message, remedy, cause });
  return known;
}

function isSame(now: string | undefined, before: string | undefined): boolean {
  return now === before && now !== UNKNOWN;
}

function stampsOf({ lookUp, issue }: SecretFiles): SecretFiles {
  return { lookUp: stampOf(lookUp), issue: stampOf(issue) };
}

function stampOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? 'absent' : `${stats.ino} ${stats.mtimeNs} ${stats.size}`;
  } catch {
    // reading the file reports what is wrong with it
    return UNKNOWN;
  }
}
