/**
 * `npm run test:mutants -- 1 4`: plants each fault of `mutants.ts`, or those with these numbers, in a copy of the
 * checkout, builds it, and runs the test file that must find it. Exits with 1 if one was not found.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTANTS, type Mutant } from './mutants.ts';
import { ROOT } from './root.ts';

const root = fileURLToPath(ROOT);
const numbers = process.argv.slice(2).map(Number);
const copy = mkdtempSync(join(tmpdir(), 'quietkey-mutants-'));
const lost: string[] = [];
try {
  copyCheckout();
  // a file that fails anyway finds nothing
  const isSound = new Set<string>();
  for (const [index, mutant] of MUTANTS.entries()) {
    if (numbers.length > 0 && !numbers.includes(index + 1)) continue;
    const isPassed = isSound.has(mutant.foundBy) || passes(mutant.foundBy);
    if (isPassed) isSound.add(mutant.foundBy);
    const found = isPassed ? find(mutant) : 'its test fails without it';
    if (found !== 'found') lost.push(mutant.what);
    process.stdout.write(`${index + 1}. ${mutant.what}: ${found} (${mutant.foundBy})\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
if (lost.length > 0) process.exitCode = 1;

/** Copies everything but the packages, which are linked. */
function copyCheckout(): void {
  for (const name of readdirSync(root)) {
    if (name === 'node_modules') symlinkSync(join(root, name), join(copy, name));
    else if (name !== '.git') cpSync(join(root, name), join(copy, name), { recursive: true });
  }
}

function find({ file, piece, instead, foundBy }: Mutant): string {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(piece).length !== 2) return `${file} does not have its piece once`;
  writeFileSync(
    path,
    text.replace(piece, () => instead),
  );
  try {
    return passes(foundBy) ? 'NOT FOUND' : 'found';
  } finally {
    writeFileSync(path, text);
  }
}

/** Builds the copy, and runs a test file. @throws Error if it does not build */
function passes(file: string): boolean {
  const npm = (...words: string[]) => spawnSync('npm', ['run', '--silent', ...words], { cwd: copy });
  const built = npm('build');
  if (built.status !== 0) throw new Error(`the build failed: ${String(built.stdout)}${String(built.stderr)}`);
  const runner = join(copy, 'dist/test/support/run.js');
  return spawnSync(process.execPath, [runner, `${file}.test.js`], { cwd: copy }).status === 0;
}
