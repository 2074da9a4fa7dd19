/**
 * `npm run test:cluster`: faults of a cluster under load, with the configurations of OPERATIONS.md. Starts the stand
 * (`inside.ts`) in namespaces of processes, mounts and network of its own, so that the kernel ends everything in them
 * when it ends or is interrupted; or on loopback addresses, and says what is left out. Ends with `N passed, N failed`.
 */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readUsage } from '../../../server/config/usage.ts';
import type { Given, Message } from './inside.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { processesIn } from './loopback.ts';
import { signalEach } from './network.ts';
import { isRoot } from './place.ts';
import { preparePooler, type Pooler } from './pooler.ts';
import { endLines, reportOf, type StandReport } from './report.ts';
import { SCENARIOS } from './scenarios.ts';
import { prepareTools } from './tools.ts';

const INSIDE = fileURLToPath(new URL('inside.js', import.meta.url));
const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** The first process of the namespaces: it collects ended processes. `ip netns` has its names in a folder of its own. */
const FIRST = 'mkdir -p /run/netns && mount -t tmpfs stand /run/netns && "$@"; exit $?';

const read = readUsage(USAGE, process.argv.slice(2), readOptions);
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exit(read.exit);
}
await run(read.options);

async function run(options: Options): Promise<void> {
  if (process.platform !== 'linux') return end(options, nothingOf('the stand needs Linux'));
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'quietkey-stand-')));
  process.once('exit', () => {
    signalEach(processesIn(scratch), 'SIGKILL');
    if (options.keep) console.error(`kept: ${scratch}`);
    else rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  });
  try {
    const given = prepare(scratch, options);
    end(options, given.options.scenarios.length > 0 ? await runInside(given) : nothingOf(...given.leftOut));
  } catch (error) {
    end(options, nothingOf(`all rounds: ${error instanceof Error ? error.message : String(error)}`));
  }
}

/** Gets what the stand needs, and leaves out the faults that cannot be caused here. */
function prepare(scratch: string, options: Options): Given {
  const tools = prepareTools(onProgress);
  const leftOut: string[] = [];
  let { scenarios } = options;
  const leave = (needs: 'cuts' | 'isPooled', reason: string): void => {
    const left = scenarios.filter((name) => SCENARIOS[name][needs] === true);
    scenarios = scenarios.filter((name) => !left.includes(name));
    if (left.length > 0) leftOut.push(`${left.join(', ')}: ${reason}`);
  };
  const reason = noNamespaces();
  if (reason !== undefined) leave('cuts', reason);
  const isPooled = scenarios.some((name) => SCENARIOS[name].isPooled === true);
  const pooler = isPooled ? tryPooler(scratch) : undefined;
  if (typeof pooler === 'string') leave('isPooled', pooler);
  return {
    scratch,
    network: reason === undefined ? 'namespaces' : 'loopback',
    options: { ...options, scenarios },
    tools,
    pooler: typeof pooler === 'string' ? undefined : pooler,
    leftOut,
  };
}

/** PgBouncer, or why there is none. */
function tryPooler(scratch: string): Pooler | string {
  try {
    return preparePooler(scratch, onProgress);
  } catch (error) {
    return `no PgBouncer that is new enough can be had (${String(error)})`;
  }
}

/** Why this machine allows no network of its own; undefined: it does. */
function noNamespaces(): string | undefined {
  if (!isRoot()) return 'only root may make a network';
  const { status, stderr } = spawnSync('unshare', [...NAMESPACES, 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `no network of its own (${stderr.trim()})`;
}

function nothingOf(...leftOut: readonly string[]): StandReport {
  return reportOf({ versions: [], rounds: [], leftOut });
}

function runInside(given: Given): Promise<StandReport> {
  const node = [process.execPath, INSIDE];
  const isOwn = given.network === 'namespaces';
  const [file = '', ...words] = isOwn
    ? ['unshare', ...NAMESPACES, 'bash', '-c', FIRST, 'stand', ...node]
    : node;
  const child = spawn(file, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  endOnSignals(child);
  child.send(given);
  return new Promise((resolve, reject) => {
    let fault = 'the stand was ended';
    child.on('message', (message: Message) => {
      if ('progress' in message) onProgress(message.progress);
      if ('line' in message && !given.options.json) console.log(message.line);
      if ('fault' in message) fault = message.fault;
      if ('report' in message) resolve(message.report);
    });
    child.once('close', () => reject(new Error(fault)));
  });
}

/** The namespaces end with their first process, which ends with this child. */
function endOnSignals(child: ChildProcess): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      child.removeAllListeners('close');
      child.once('close', () => process.exit(128 + constants.signals[signal]));
      child.kill('SIGKILL');
    });
}

function onProgress(line: string): void {
  console.error(`… ${line}`);
}

function end({ json }: Options, report: StandReport): void {
  if (json) console.log(JSON.stringify(report, null, 2));
  else for (const line of endLines(report)) console.log(line);
  process.exitCode = report.failed > 0 || report.passed === 0 ? 1 : 0;
}
