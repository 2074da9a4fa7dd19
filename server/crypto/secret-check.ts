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

export interface SecretTrouble {
  readonly name: SecretChecked;
  readonly generation: number;
  readonly trouble: 'another one' | 'absent';
}

/**
 * Notes each generation when it is first in use; afterwards names those that are others than were noted, or absent. One
 * that waits to be used is not noted, so that a rotation can be given up.
 */
export function secretTroubles(dataFolder: string, vault: Vault): SecretTrouble[] {
  const secrets = vault.live.map((one) => [one.number, one.digest('secret check', [])] as const);
  const issue = vault.issueGenerations;
  const troubles = troublesOf('secret', secrets, { dataFolder, vault, used: vault.current.number });
  // a node that issues nothing at all is in order
  if (issue.length === 0) return troubles;
  const marks = issue.map((generation) => [generation, issueMark(vault, generation)] as const);
  const [used = 0] = issue;
  return [...troubles, ...troublesOf('issue secret', marks, { dataFolder, vault, used })];
}

/** Whether a generation was ever in use in this folder. */
export function isNoted(dataFolder: string, name: SecretChecked, generation: number): boolean {
  return existsSync(join(dataFolder, checkName(name, generation)));
}

/** Lets a generation be absent from now on. */
export function noteDestroyed(dataFolder: string, name: SecretChecked, generation: number): void {
  replaceFile(join(dataFolder, checkName(name, generation)), `${DESTROYED}\n`);
}

function troublesOf(
  name: SecretChecked,
  marks: readonly (readonly [generation: number, mark: string])[],
  { dataFolder, vault, used }: { dataFolder: string; vault: Vault; used: number },
): SecretTrouble[] {
  const given = new Map(marks);
  return GENERATIONS.flatMap((generation): SecretTrouble[] => {
    const path = join(dataFolder, checkName(name, generation));
    const mark = given.get(generation);
    if (mark !== undefined && generation <= used) createOnce(path, `${mark}\n`);
    const noted = existsSync(path) ? readFileSync(path, 'utf8').trim() : DESTROYED;
    if (noted === DESTROYED || (mark !== undefined && vault.same(noted, mark))) return [];
    return [{ name, generation, trouble: mark === undefined ? 'absent' : 'another one' }];
  });
}

function checkName(name: SecretChecked, generation: number): string {
  return `${name.replace(' ', '-')}-check${generation === 1 ? '' : `-${generation}`}`;
}

/** Of a key that belongs to no license: no product is named by an empty text. Of one of `issueGenerations`. */
export function issueMark(vault: Vault, generation: number): string {
  const key = vault.licenseKey({ generation, product: '', email: '', nonce: 'secret check', prefix: null });
  return hash('sha256', key, 'buffer').toString('base64url').slice(0, 22);
}
