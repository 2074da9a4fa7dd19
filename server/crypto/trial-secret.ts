/**
 * The secret of trials: 32 random bytes in a private file of its own, which is part of no backup. Anyone who has it
 * and the table of trials can try addresses one by one; without it the table says nothing. The file is made by the first
 * trial, so a server that offers none never has one. Several servers share one file.
 */

import { randomBytes } from 'node:crypto';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { createOnce, readPrivateFile } from './durable-file.ts';
import { keyedDigest, type KeyedDigest } from './keyed-digest.ts';
import { KeyFileFault } from './key-fault.ts';

const SECRET_BYTES = 32;
const DIGEST_BYTES = 16;

export interface TrialSecret {
  /** A digest under the secret: 22 base64url characters. @throws FileFault, KeyFileFault if the file cannot be used */
  digest(purpose: string, fields: readonly string[]): string;
}

/** Opens the secret in a file. Nothing is read or made before the first digest; then it stays in memory. */
export function openTrialSecret(path: string): TrialSecret {
  let keyed: KeyedDigest | undefined;
  const open = (): KeyedDigest => {
    createOnce(path, randomBytes(SECRET_BYTES));
    return keyedDigest(readTrialSecret(path), DIGEST_BYTES);
  };
  return { digest: (purpose, fields) => (keyed ??= open())([`trial ${purpose} v1`, ...fields]) };
}

/** Whether there is a secret of trials. @throws FileFault, KeyFileFault if the file cannot be used */
export function hasTrialSecret(path: string): boolean {
  return isThere(path) && readTrialSecret(path).length > 0;
}

function readTrialSecret(path: string): Buffer {
  const secret = readPrivateFile(path);
  if (secret.length === SECRET_BYTES) return secret;
  throw new KeyFileFault(
    path,
    `does not have ${SECRET_BYTES} bytes`,
    'Copy it from another server. Or remove it: every machine may then start one more trial.',
  );
}
