/**
 * The server process: configuration, signals and exit codes. Standard output has the log and nothing else; standard
 * error has the files that the first run created, and the commands to run next. Exit codes: 0 stopped by a signal, 2
 * wrong usage, 70 the database failed, 78 a fault of the configuration or the data folder.
 */

import { relative } from 'node:path';
import { isDefaultFolder, shellWord, withFolder } from './config/command-hints.ts';
import { ConfigFault, environment, foldersOf, readConfig } from './config/config.ts';
import { becomeOwner } from './config/folder-owner.ts';
import { openLog, type Log } from './config/log.ts';
import { configFaultOf } from './composition/config-fault.ts';
import type { RunningServer } from './composition/server.ts';
import type { Prepared } from './composition/world.ts';
import { operations } from './domain/operations.ts';
import { excludeMemoryFromCoreDumps } from './config/core-dump.ts';
import { outputTaken, protectOutput } from './config/output.ts';
import { settingsHelp } from './config/settings.ts';
import { onStop } from './config/stop-signals.ts';
import { readUsage, type Usage } from './config/usage.ts';
import { VERSION } from './config/version.ts';

const EXIT_STORE_LOST = 70;
const EXIT_CONFIGURATION = 78;
/** The time that the last answers ("outcome unknown") get to be sent before the process exits. */
const LAST_ANSWERS_MILLISECONDS = 500;
/** The time that a slow reader gets for the last lines. */
const LAST_LINES_MILLISECONDS = 500;

const KEEP_SECRETS = [
  'Keep a copy of the two secrets, "secret" and "issue-secret" in the data folder, apart from the backups:',
  'without them no license key can be found or derived again.',
];

const USAGE: Usage = {
  program: 'npm start',
  summary:
    'Starts the server. The first start creates the data folder and prints the next commands. SIGTERM and SIGINT stop the server.',
  variables: settingsHelp('server'),
  exits: [
    [0, 'stopped by a signal'],
    [EXIT_STORE_LOST, 'the database failed; confirmed changes are kept'],
    [EXIT_CONFIGURATION, 'a fault of the configuration or the data folder'],
  ],
};

excludeMemoryFromCoreDumps();
protectOutput();
const read = readUsage(USAGE, process.argv.slice(2), () => undefined);
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exitCode = read.exit;
} else {
  void start();
}

async function start(): Promise<void> {
  const folders = foldersOf(environment());
  try {
    const owner = becomeOwner(folders, `QUIETKEY_DATA=${shellWord(folders.dataFolder)} npm start`);
    if (owner !== undefined) say(`Running as ${owner}, the owner of the data folder.`);
    const config = readConfig();
    // imported here, because it loads native modules, whose faults must be reported too
    const { startServer } = await import('./composition/server.ts');
    const log = openLog(config.logLevel);
    const server = await startServer(config, { log, onFatal: loseStore, onPrepared: greetFirst });
    onStop(environment(), () => close(server));
    await greet(server, log);
  } catch (error) {
    const fault = configFaultOf(error, folders);
    if (!(fault instanceof ConfigFault)) throw error;
    const lines = inFolder(fault.message, folders.dataFolder).split('\n');
    say('Quietkey cannot start:', ...lines.map((line) => `  ${line}`));
    // exits at once: Node 20 throws the fault of a CommonJS module a second time, and nothing can catch that
    process.exit(EXIT_CONFIGURATION);
  }
}

/** Answers the accepted requests, and exits. */
function close(server: RunningServer): void {
  const exit = (code: number | string): Promise<never> =>
    outputTaken(LAST_LINES_MILLISECONDS).then(() => process.exit(code));
  server.close().then(
    () => exit(process.exitCode ?? 0),
    () => exit(EXIT_STORE_LOST),
  );
}

function loseStore(error: Error): void {
  setTimeout(() => process.exit(EXIT_STORE_LOST), LAST_ANSWERS_MILLISECONDS);
  console.error(
    `The database failed (${error.message}). Confirmed changes are kept. Start the server again.`,
  );
}

/** Prints at once what this start has created: if the start fails, nothing is printed later. */
function greetFirst({ made, dataFolder, rootKeyFile }: Prepared): void {
  if (made.length === 0) return;
  say(
    `This is the first run. It has created in ${dataFolder}, readable by you only:`,
    `  ${made.map((path) => relative(dataFolder, path)).join(', ')}`,
    ...KEEP_SECRETS,
  );
  if (rootKeyFile !== null) {
    say(
      'Move the private root key off this server. It is needed only to rotate keys:',
      inFolder('  npx quietkey key root move /media/stick', dataFolder),
    );
  }
  say('');
}

async function greet({ url, publicUrl, prepared, world }: RunningServer, log: Log): Promise<void> {
  const { dataFolder } = prepared;
  const line = `Quietkey ${VERSION} listens on ${url}, with the data folder ${dataFolder}`;
  log({ event: 'started', reason: line });
  say(line);
  const { items } = await world.run(operations.licensing.listProducts, { limit: 1 }, 'server');
  if (items.length > 0) return;
  // printed at each start until a product exists, in case nobody read it at the first run
  say(
    '',
    ...KEEP_SECRETS,
    '',
    'Next, in another terminal:',
    inFolder('  npx quietkey product add sonar --name "Sonar"', dataFolder),
    inFolder('  npx quietkey license issue sonar ada@example.com', dataFolder),
    '',
    'Your app pins:',
    `  server   ${publicUrl}`,
    '  product  sonar',
    `  rootKey  ${world.rootKey}`,
    '',
  );
}

/** The text with the data folder added to its commands, unless the commands find the folder without it. */
function inFolder(text: string, dataFolder: string): string {
  return isDefaultFolder(dataFolder) ? text : withFolder(text, dataFolder);
}

/** Prints lines for people. They go to standard error, since standard output has only the log. */
function say(...lines: readonly string[]): void {
  for (const line of lines) console.error(line);
}
