/**
 * The server process: configuration, signals and exit codes. The first run prints what it has created and the next
 * commands. Exit codes: 0 stopped by a signal, 2 wrong usage, 70 the database connection was lost, 78 a fault of the
 * configuration or the data folder.
 */

import { constants } from 'node:os';
import { relative } from 'node:path';
import { ConfigFault, readConfig } from './config/config.ts';
import { startServer, type RunningServer } from './composition/server.ts';
import { operations } from './domain/operations.ts';
import { settingsHelp } from './config/settings.ts';
import { readUsage, type Usage } from './config/usage.ts';
import { VERSION } from './config/version.ts';

const EXIT_STORE_LOST = 70;
const EXIT_CONFIGURATION = 78;
const EXIT_SIGNAL = 128;
/** Time for the last answers ("outcome unknown") to be sent before the process exits. */
const LAST_ANSWERS_MILLISECONDS = 500;

const USAGE: Usage = {
  program: 'npm start',
  says: 'Starts the server. The first start creates the data folder and prints the next commands. SIGTERM and SIGINT stop the server.',
  variables: settingsHelp('server'),
  exits: [
    [0, 'stopped by a signal'],
    [EXIT_STORE_LOST, 'the database was lost; what was confirmed is kept'],
    [EXIT_CONFIGURATION, 'a fault of the configuration or the data folder'],
  ],
};

const read = readUsage(USAGE, process.argv.slice(2), () => undefined);
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exitCode = read.exit;
} else {
  await start();
}

async function start(): Promise<void> {
  try {
    const server = await startServer(readConfig(), { onFatal: loseStore });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(server, signal));
    await greet(server);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    console.error('Quietkey cannot start:');
    for (const line of error.message.split('\n')) console.error(`  ${line}`);
    process.exitCode = EXIT_CONFIGURATION;
  }
}

let isStopping = false;

/** Drains the server and exits. A second signal exits at once. */
function stop(server: RunningServer, signal: 'SIGTERM' | 'SIGINT'): void {
  if (isStopping) process.exit(EXIT_SIGNAL + constants.signals[signal]);
  isStopping = true;
  server.close().then(
    () => process.exit(process.exitCode ?? 0),
    () => process.exit(EXIT_STORE_LOST),
  );
}

function loseStore(error: Error): void {
  console.error(
    `The database was lost (${error.message}). What was confirmed is kept. Start the server again.`,
  );
  setTimeout(() => process.exit(EXIT_STORE_LOST), LAST_ANSWERS_MILLISECONDS);
}

async function greet({ url, publicUrl, prepared, world }: RunningServer): Promise<void> {
  const { made, dataFolder, rootKeyFile } = prepared;
  console.log(`Quietkey ${VERSION} listens on ${url}, with the data folder ${dataFolder}`);
  const products = await world.run(operations.licensing.listProducts, {}, 'server');
  const lines = [
    ...(made.length === 0 ? [] : madeLines(made.map((path) => relative(dataFolder, path)))),
    ...(rootKeyFile === null
      ? []
      : [
          'Move the private root key off this server. It is needed only to rotate keys:',
          '  npx quietkey key root move /media/stick',
        ]),
    ...(products.length === 0 ? nextLines(publicUrl, world.rootKey) : []),
  ];
  for (const line of lines) console.log(line);
}

function madeLines(made: readonly string[]): string[] {
  return [
    '',
    `This is the first run. It has created these files, readable by you only: ${made.join(', ')}.`,
    'Keep a copy of the two secrets apart from the database backups: neither is of use without the other.',
  ];
}

/** Printed until there is a product, in case nobody read it at the first run. */
function nextLines(publicUrl: string, rootKey: string): string[] {
  return [
    '',
    'Next, in another terminal:',
    '  npx quietkey product add sonar --name "Sonar"',
    '  npx quietkey license issue sonar ada@example.com',
    '',
    'Your app pins:',
    `  server   ${publicUrl}`,
    '  product  sonar',
    `  rootKey  ${rootKey}`,
    '',
  ];
}
