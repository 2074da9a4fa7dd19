/**
 * `npm run test:cluster`: faults of a cluster under load, with the configurations of OPERATIONS.md. Starts the stand
 * (`inside.ts`) in namespaces of processes, mounts and network of its own, so that the kernel ends everything in them
 * when it ends or is interrupted. Ends with `N passed, N failed`.
 */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readUsage } from '../../../server/config/usage.ts';
import type { Given, Message } from './inside.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { preparePooler } from './pooler.ts';
import { endLines, reportOf, type StandReport } from './report.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';
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
  const missing = missingHere();
  if (missing !== undefined) return end(options, leftOutWhole(missing));
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'quietkey-stand-')));
  process.once('exit', () => {
    if (options.keep) console.error(`kept: ${scratch}`);
    else rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  });
  try {
    end(options, await inNamespaces(prepare(scratch, options), options));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    end(options, leftOutWhole('the stand ended'));
  }
}

function prepare(scratch: string, options: Options): Given {
  const tools = prepareTools(onProgress);
  if (!options.scenarios.some(needsPooler))
    return { scratch, options, tools, pooler: undefined, leftOut: [] };
  try {
    const pooler = preparePooler(scratch, onProgress);
    const versions = [...tools.versions, pooler.version];
    return { scratch, options, tools: { ...tools, versions }, pooler, leftOut: [] };
  } catch (error) {
    const scenarios = options.scenarios.filter((name) => !needsPooler(name));
    const leftOut = [`faults with PgBouncer: none that is new enough (${String(error)})`];
    return { scratch, options: { ...options, scenarios }, tools, pooler: undefined, leftOut };
  }
}

function needsPooler(scenario: ScenarioName): boolean {
  return SCENARIOS[scenario].isPooled === true;
}

/** What this machine does not allow; undefined: the stand can be made. */
function missingHere(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'this user is not root, so it can make no network and install nothing';
  const { status, stderr } = spawnSync('unshare', [...NAMESPACES, 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `this machine allows no namespaces (${stderr.trim()})`;
}

function leftOutWhole(reason: string): StandReport {
  return reportOf({ versions: [], rounds: [], leftOut: [`all rounds: ${reason}`] });
}

function inNamespaces(given: Given, { json }: Options): Promise<StandReport> {
  const words = [...NAMESPACES, 'bash', '-c', FIRST, 'stand', process.execPath, INSIDE];
  const child = spawn('unshare', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  endOnSignals(child);
  child.send(given);
  return new Promise((resolve, reject) => {
    let fault = 'the stand was ended';
    child.on('message', (message: Message) => {
      if ('progress' in message) onProgress(message.progress);
      if ('line' in message && !json) console.log(message.line);
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
