/**
 * Tells whether the secrets are those that the data folder was begun with, and whether each generation is there that
 * was ever used in it. A server with another secret, or without an old one, would start, find nothing and say "unknown
 * key" to customers. What is kept is a digest under the secret, which tells nothing without it. Leaves to the operator
 * which secret is the right one.
 */

import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vault } from '../domain/kernel/ports.ts';
import { createOnce, replaceFile } from './durable-file.ts';

/** What stands in place of the digest when a generation may be absent from now on. */
const DESTROYED = 'destroyed';
const GENERATIONS = Array.from({ length: 31 }, (_, at) => at + 1);

export type SecretChecked = 'secret' | 'issue secret';

export interface SecretFault {
  readonly name: SecretChecked;
  readonly generation: number;
  readonly state: 'another one' | 'absent';
}

/**
 * Notes each generation when it is first in use; afterwards names those that are others than were noted, or absent. One
 * that waits to be used is not noted, so that a rotation can be given up.
 */
export function secretFaults(dataFolder: string, vault: Vault): SecretFault[] {
  const secrets = vault.live.map((one) => [one.number, one.digest('secret check', [])] as const);
  const issue = vault.issueGenerations;
  const faults = faultsOf('secret', secrets, { dataFolder, vault, used: vault.current.number });
  // a node that issues nothing at all is in order
  if (issue.length === 0) return faults;
  const fingerprints = issue.map(
    (generation) => [generation, issueSecretFingerprint(vault, generation)] as const,
  );
  const [used = 0] = issue;
  return [...faults, ...faultsOf('issue secret', fingerprints, { dataFolder, vault, used })];
}

/** Whether a generation was ever in use in this folder. */
export function isNoted(dataFolder: string, name: SecretChecked, generation: number): boolean {
  return existsSync(join(dataFolder, checkName(name, generation)));
}

/** Lets a generation be absent from now on. */
export function noteDestroyed(dataFolder: string, name: SecretChecked, generation: number): void {
  replaceFile(join(dataFolder, checkName(name, generation)), `${DESTROYED}\n`);
}

function faultsOf(
  name: SecretChecked,
  fingerprints: readonly (readonly [generation: number, mark: string])[],
  { dataFolder, vault, used }: { dataFolder: string; vault: Vault; used: number },
): SecretFault[] {
  const given = new Map(fingerprints);
  return GENERATIONS.flatMap((generation): SecretFault[] => {
    const path = join(dataFolder, checkName(name, generation));
    const mark = given.get(generation);
    if (mark !== undefined && generation <= used) createOnce(path, `${mark}\n`);
    const noted = existsSync(path) ? readFileSync(path, 'utf8').trim() : DESTROYED;
    if (noted === DESTROYED || (mark !== undefined && vault.same(noted, mark))) return [];
    return [{ name, generation, state: mark === undefined ? 'absent' : 'another one' }];
  });
}

function checkName(name: SecretChecked, generation: number): string {
  return `${name.replace(' ', '-')}-check${generation === 1 ? '' : `-${generation}`}`;
}

/** Of a key that belongs to no license: no product is named by an empty text. Of one of `issueGenerations`. */
export function issueSecretFingerprint(vault: Vault, generation: number): string {
  const key = vault.licenseKey({ generation, product: '', email: '', nonce: 'secret check', prefix: null });
  return hash('sha256', key, 'buffer').toString('base64url').slice(0, 22);
}
