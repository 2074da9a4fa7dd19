/**
 * The process: configuration, server, signals, exit codes. Says in a few lines what the first run has made and what to
 * type next. Exit codes: 0 stopped as asked, 2 a word that is not understood, 70 the store was lost, 78 the
 * configuration or the data folder is at fault.
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
/** For the answers that say "outcome unknown" to leave before the process does. */
const LAST_ANSWERS_MILLISECONDS = 500;

const USAGE: Usage = {
  program: 'npm start',
  says: 'Starts the server. The first start creates the data folder and prints the next steps. SIGTERM and SIGINT stop the server.',
  variables: settingsHelp('server'),
  exits: [
    [0, 'stopped as asked'],
    [EXIT_STORE_LOST, 'the store was lost; everything confirmed is kept'],
    [EXIT_CONFIGURATION, 'the configuration or the data folder is wrong'],
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

/** Drains and ends; asked again, ends at once. */
function stop(server: RunningServer, signal: 'SIGTERM' | 'SIGINT'): void {
  if (isStopping) process.exit(EXIT_SIGNAL + constants.signals[signal]);
  isStopping = true;
  server.close().then(
    () => process.exit(process.exitCode ?? 0),
    () => process.exit(EXIT_STORE_LOST),
  );
}

function loseStore(error: Error): void {
  console.error(`The store was lost (${error.message}). What was confirmed is kept; start again.`);
  setTimeout(() => process.exit(EXIT_STORE_LOST), LAST_ANSWERS_MILLISECONDS);
}

async function greet({ url, publicUrl, prepared, world }: RunningServer): Promise<void> {
  const { made, dataFolder, rootKeyFile } = prepared;
  console.log(`Quietkey ${VERSION} listens on ${url}, its data folder is ${dataFolder}`);
  const products = await world.run(operations.licensing.listProducts, {}, 'server');
  const lines = [
    ...(made.length === 0 ? [] : madeLines(made.map((path) => relative(dataFolder, path)))),
    ...(rootKeyFile === null
      ? []
      : [
          'Move the private root key off this server; it is needed only to rotate keys:',
          '  npx quietkey key root move /media/stick',
        ]),
    ...(products.length === 0 ? nextLines(publicUrl, world.rootKey) : []),
  ];
  for (const line of lines) console.log(line);
}

function madeLines(made: readonly string[]): string[] {
  return [
    '',
    `This is the first run. It has made, each readable by you alone: ${made.join(', ')}.`,
    'Keep a copy of the two secrets apart from the backups of the database: neither is worth anything without the other.',
  ];
}

/** Said until there is a product: a first run may have ended before anybody read it. */
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
