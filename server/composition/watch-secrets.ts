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
  // no stamps at first, since the files may have changed after they were read at the start
  let stamps: SecretFiles = { lookUp: undefined, issue: undefined };
  const check = (): void => {
    const now = stampsOf(files);
    if (now.lookUp === stamps.lookUp && now.issue === stamps.issue) return;
    const faults: VariableFault[] = [];
    known = {
      lookUp: readAgain('lookUp', files.lookUp, faults) ?? known.lookUp,
      issue: readAgain('issue', files.issue, faults) ?? known.issue,
    };
    take(known);
    if (faults.length > 0) throw new ConfigFault(faults);
    // a file that could not be read is read again, since a change of its owner does not change its stamp
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

function readAgain(
  kind: SecretKind,
  file: string | undefined,
  faults: VariableFault[],
): SecretBytes[SecretKind] | undefined {
  if (file === undefined) return undefined;
  const reading = readSecretFile(kind, file);
  if ('ring' in reading) return bytesOf(reading.ring);
  faults.push({ variable: SECRET_KINDS[kind].variable, message: reading.fault, remedy: reading.remedy });
  return undefined;
}

function stampsOf({ lookUp, issue }: SecretFiles): SecretFiles {
  return { lookUp: stampOf(lookUp), issue: stampOf(issue) };
}

function stampOf(file: string | undefined): string | undefined {
  const stat = file === undefined ? undefined : statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
}
