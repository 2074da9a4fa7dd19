/**
 * Checks that the secrets are those with which the data folder was created, and that no generation that was ever used
 * in the folder is missing. A server with another secret, or without an old generation, would start, find nothing and
 * answer "unknown key" to customers. The stored fingerprint is a digest under the secret, which reveals nothing without
 * the secret. The operator decides which secret is the right one.
 */

import { hash } from 'node:crypto';
import { join } from 'node:path';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import type { Vault } from '../domain/kernel/ports.ts';
import { createOnce, readOwnFile, replaceFile } from './durable-file.ts';
import { KeyFileFault } from './key-fault.ts';

/** The text that is stored instead of the fingerprint, for a generation that may be absent from now on. */
const DESTROYED = 'destroyed';
const FINGERPRINT = /^[\w-]{22}$/;
const GENERATIONS = Array.from({ length: 31 }, (_, index) => index + 1);

export type SecretChecked = 'secret' | 'issue secret';

export interface SecretFault {
  readonly name: SecretChecked;
  readonly generation: number;
  readonly state: 'another one' | 'absent';
}

/**
 * Stores the fingerprint of each generation of the secrets on its first use. On later starts, returns the generations
 * that differ or are absent. A generation that is not in use yet is not stored, so that a rotation can be cancelled.
 */
export function secretFaults(dataFolder: string, vault: Vault): SecretFault[] {
  const secrets = vault.live.map(
    (generation) => [generation.number, generation.digest('secret check', [])] as const,
  );
  const issue = vault.issueGenerations;
  const faults = faultsOf('secret', secrets, { dataFolder, vault, used: vault.current.number });
  // A node without an issue secret is valid: it does not issue license keys.
  if (issue.length === 0) return faults;
  const fingerprints = issue.map(
    (generation) => [generation, issueSecretFingerprint(vault, generation)] as const,
  );
  const [used = 0] = issue;
  return [...faults, ...faultsOf('issue secret', fingerprints, { dataFolder, vault, used })];
}

/** Whether a generation of a secret was ever used in this data folder. */
export function isNoted(dataFolder: string, name: SecretChecked, generation: number): boolean {
  return isThere(join(dataFolder, checkName(name, generation)));
}

/** Records that a generation of a secret was destroyed, so that its absence is accepted from now on. */
export function noteDestroyed(dataFolder: string, name: SecretChecked, generation: number): void {
  replaceFile(join(dataFolder, checkName(name, generation)), `${DESTROYED}\n`);
}

function faultsOf(
  name: SecretChecked,
  fingerprints: readonly (readonly [generation: number, fingerprint: string])[],
  { dataFolder, vault, used }: { dataFolder: string; vault: Vault; used: number },
): SecretFault[] {
  const given = new Map(fingerprints);
  return GENERATIONS.flatMap((generation): SecretFault[] => {
    const path = join(dataFolder, checkName(name, generation));
    const fingerprint = given.get(generation);
    if (fingerprint !== undefined && generation <= used) createOnce(path, `${fingerprint}\n`);
    const noted = isThere(path) ? readNote(path) : DESTROYED;
    if (noted === DESTROYED || (fingerprint !== undefined && vault.same(noted, fingerprint))) return [];
    return [{ name, generation, state: fingerprint === undefined ? 'absent' : 'another one' }];
  });
}

/**
 * Reads a fingerprint, or the text that says that the generation was destroyed. @throws KeyFileFault if the file is
 * damaged
 */
function readNote(path: string): string {
  const noted = readOwnFile(path).trim();
  if (noted === DESTROYED || FINGERPRINT.test(noted)) return noted;
  throw new KeyFileFault(path, 'holds no fingerprint of a secret', 'Restore it from a copy.');
}

function checkName(name: SecretChecked, generation: number): string {
  return `${name.replace(' ', '-')}-check${generation === 1 ? '' : `-${generation}`}`;
}

/**
 * The fingerprint of one generation of the issue secret, which must be one of `issueGenerations`. The fingerprint is
 * the digest of a license key that cannot exist, since its product has an empty name.
 */
export function issueSecretFingerprint(vault: Vault, generation: number): string {
  const key = vault.licenseKey({ generation, product: '', email: '', nonce: 'secret check', prefix: null });
  return hash('sha256', key, 'buffer').toString('base64url').slice(0, 22);
}
