/**
 * Tells whether the secrets are those that the data folder was begun with. A server with another secret would start,
 * find nothing and say "unknown key" to every customer. What is kept is a digest under the secret, which tells nothing
 * without it. Leaves to the operator which of the two is the right one.
 */

import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vault } from '../domain/ports.ts';
import { createOnce } from './durable-file.ts';

export type SecretChecked = 'secret' | 'issue secret';

/** Notes the secrets on the first call for a folder; afterwards names those that are others than were noted. */
export function secretsThatDiffer(dataFolder: string, vault: Vault): SecretChecked[] {
  const marks: [SecretChecked, string, string][] = [
    ['secret', 'secret-check', vault.digest('secret check', [])],
  ];
  if (vault.canIssue) marks.push(['issue secret', 'issue-secret-check', issueMark(vault)]);
  return marks
    .filter(([, file, mark]) => !isNoted(join(dataFolder, file), mark, vault))
    .map(([name]) => name);
}

function isNoted(path: string, mark: string, vault: Vault): boolean {
  createOnce(path, `${mark}\n`);
  return vault.same(readFileSync(path, 'utf8').trim(), mark);
}

/** Of a key that belongs to no license: no product is named by an empty text. */
function issueMark(vault: Vault): string {
  const key = vault.licenseKey({ product: '', email: '', nonce: 'secret check', prefix: null });
  return hash('sha256', key, 'buffer').toString('base64url').slice(0, 22);
}
