/**
 * The corpus in the repository: for each target the inputs that reach something of their own, and those that have found
 * a fault.
 */

import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { ROOT } from '../support/root.ts';
import type { TargetName } from './targets.ts';

const NAME_CHARACTERS = 12;
const folderOf = (target: TargetName): string => fileURLToPath(new URL(`test/fuzz/corpus/${target}`, ROOT));

export function readCorpus(target: TargetName): Buffer[] {
  const folder = folderOf(target);
  return readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(join(folder, name)));
}

/** Adds an input, and returns its path. */
export function addToCorpus(target: TargetName, input: Buffer): string {
  const folder = folderOf(target);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, hash('sha256', input, 'hex').slice(0, NAME_CHARACTERS));
  writeFileSync(path, input);
  return path;
}
