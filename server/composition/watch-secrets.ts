/**
 * Applies a rotation of the secrets while the server runs: it checks the secrets' files every two seconds and reads the
 * files that changed. If a file is unreadable or incomplete, the current secrets stay in use. Each thread watches
 * separately. Because a rotation has two steps, the threads need not switch at the same moment.
 */

import { statSync } from 'node:fs';
import { readSecretFile, type SecretKind, type SecretRing } from '../config/secret.ts';

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

/** Begins to watch the files of the secrets. @param take gets all secrets whenever a file of them has changed */
export function watchSecrets(
  { files, secrets }: { readonly files: SecretFiles; readonly secrets: SecretBytes },
  take: (secrets: SecretBytes) => void,
  milliseconds = SECRET_CHECK_MILLISECONDS,
): SecretWatch {
  let known = secrets;
  // the state of the files is unknown at first, since they may have changed after they were read
  let stamps: SecretFiles = { lookUp: undefined, issue: undefined };
  const timer = setInterval(() => {
    const now = stampsOf(files);
    if (now.lookUp === stamps.lookUp && now.issue === stamps.issue) return;
    stamps = now;
    known = {
      lookUp: readAgain('lookUp', files.lookUp) ?? known.lookUp,
      issue: readAgain('issue', files.issue) ?? known.issue,
    };
    take(known);
  }, milliseconds);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** The secrets of a ring of generations as plain values. */
export function bytesOf(ring: SecretRing): SecretBytes[SecretKind] {
  return ring.map(({ generation, secret }) => ({ generation, bytes: secret.reveal() }));
}

function readAgain(kind: SecretKind, file: string | undefined): SecretBytes[SecretKind] | undefined {
  if (file === undefined) return undefined;
  const reading = readSecretFile(kind, file);
  return 'ring' in reading ? bytesOf(reading.ring) : undefined;
}

function stampsOf({ lookUp, issue }: SecretFiles): SecretFiles {
  return { lookUp: stampOf(lookUp), issue: stampOf(issue) };
}

function stampOf(file: string | undefined): string | undefined {
  const stat = file === undefined ? undefined : statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
}
