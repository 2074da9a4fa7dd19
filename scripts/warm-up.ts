/**
 * Runs the bundled programs once in a folder that is removed afterwards, so that their code caches hold what they use.
 * A machine on which a program cannot run here, such as one without a loopback network, gets no cache for it.
 */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMMANDS: readonly (readonly string[])[] = [
  ['init'],
  ['product', 'add', 'sample', '--name', 'Sample', '--prefix', 'SAMPLE', '--seats', '1'],
  ['product', 'list'],
  ['--help'],
];
const GIVEN_UP_AFTER_MILLISECONDS = 30_000;

/** @param output the folder of the bundles and of what tsc wrote */
export async function writeCodeCaches(output: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-build-'));
  const programOf = (path: string): string[] => [
    '--import',
    join(output, 'scripts', 'write-code-cache.js'),
    join(output, path),
  ];
  const env = { QUIETKEY_DATA: join(folder, 'data'), QUIETKEY_PORT: '0' };
  for (const words of COMMANDS)
    spawnSync(process.execPath, [...programOf('scripts/quietkey.js'), ...words], { env });
  await runToEnd([
    ...programOf('db/sqlite/secure-delete/scrub-child.js'),
    join(folder, 'data', 'quietkey.db'),
  ]);
  await startAndStop(programOf('server/main.js'), env);
  rmSync(folder, { recursive: true });
}

/** Runs a program that stops early when its standard input is closed. */
function runToEnd(words: readonly string[]): Promise<void> {
  const program = spawn(process.execPath, words, {
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: GIVEN_UP_AFTER_MILLISECONDS,
  });
  return new Promise((resolve) => void program.once('close', () => resolve()));
}

/** Stops the server as soon as it says that it listens. */
function startAndStop(words: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const server = spawn(process.execPath, words, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: GIVEN_UP_AFTER_MILLISECONDS,
  });
  server.stderr.once('data', () => void server.kill('SIGTERM'));
  return new Promise((resolve) => void server.once('close', () => resolve()));
}
