#!/usr/bin/env node
/**
 * The ops door: the command `quietkey`, the same operations as over HTTP for whoever has the data folder. Guarantees
 * that every word typed ends in a documented exit code, and that a mistyped one is answered with the nearest. Leaves
 * each noun to the file of its name.
 */

import { Command, CommanderError } from 'commander';
import { SETTINGS } from '../server/config/settings.ts';
import { VERSION } from '../server/config/version.ts';
import { addActivationCommands } from './commands/activation.ts';
import { addBackupCommands } from './commands/backup.ts';
import { acting, complain, declare } from './cli/command.ts';
import { addDatabaseCommands } from './commands/database.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEraseCommand } from './commands/erase.ts';
import { EXIT, exitCodes, exitCodesText } from './cli/exit-codes.ts';
import { addInitCommand } from './commands/init.ts';
import { addKeyCommands } from './commands/key.ts';
import { addLicenseCommands } from './commands/license.ts';
import { addMailerCommand } from './commands/mailer.ts';
import { addNoticeCommands } from './commands/notice.ts';
import { COLUMNS } from './cli/print.ts';
import { addProductCommands } from './commands/product.ts';
import { addPurgeCommand } from './commands/purge.ts';
import { addReceiptCommands } from './commands/receipt.ts';
import { addSecretCommands } from './commands/secret.ts';
import { addStatsCommand } from './commands/stats.ts';
import { addTokenCommands } from './commands/token.ts';
import { markIds, readActor } from './cli/arguments.ts';

await run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<void> {
  // a reader that has seen enough, such as `head`, closes the pipe: no fault
  process.stdout.on('error', () => process.exit());
  const json = words.includes('--json');
  const program = programOf(json);
  let failed: Command = program;
  for (const command of withAllBelow(program)) {
    command.exitOverride((error) => {
      failed = command;
      throw error;
    });
  }
  try {
    await program.parseAsync(markIds(words, optionsOf(program)), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) process.exitCode = EXIT.done;
    else complain(error, failed, json);
  }
}

function programOf(json: boolean): Command {
  const program = new Command('quietkey')
    .description('Issue licenses, look after them, and keep the server of Quietkey.')
    .option(
      '--data <FOLDER>',
      `the data folder (default: QUIETKEY_DATA, or ${SETTINGS.QUIETKEY_DATA.default})`,
    )
    .option('--actor <NAME>', "who is recorded as acting (default: the system's user name)", readActor)
    .option('--json', 'print one JSON document on standard output, and nothing else')
    .version(VERSION, '--version', 'print the version')
    .configureOutput({
      outputError: () => undefined,
      writeErr: (text) => {
        if (!json) process.stderr.write(text);
      },
      getOutHelpWidth: () => COLUMNS,
      getErrHelpWidth: () => COLUMNS,
    })
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 20, subcommandTerm })
    .addHelpText(
      'after',
      `\nExample:\n  $ quietkey init\n\nEnvironment variables: npm start -- --help\n\n${exitCodesText()}`,
    )
    .addHelpText('afterAll', ({ command }) =>
      command.parent === null ? '' : '\nExit codes: quietkey help exit-codes',
    );
  addInitCommand(program);
  addProductCommands(program);
  addLicenseCommands(program);
  addActivationCommands(program);
  addTokenCommands(program);
  addKeyCommands(program);
  addSecretCommands(program);
  addPurgeCommand(program);
  addEraseCommand(program);
  addReceiptCommands(program);
  addStatsCommand(program);
  addDatabaseCommands(program);
  addBackupCommands(program);
  addMailerCommand(program);
  addNoticeCommands(program);
  addDoctorCommand(program);
  addExitCodesCommand(program);
  return program;
}

function addExitCodesCommand(program: Command): void {
  declare(program, {
    words: 'exit-codes',
    says: 'Say what the exit codes mean.',
    examples: ['exit-codes'],
  })
    .addHelpText('after', `\n${exitCodesText()}`)
    .action(acting(() => Promise.resolve({ json: exitCodes(), text: exitCodesText() })));
}

/** `release <LICENSE> <ACTIVATION>`; that it has options goes without saying. */
function subcommandTerm(command: Command): string {
  return [command.name(), ...command.registeredArguments.map((one) => `<${one.name()}>`)].join(' ');
}

function withAllBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAllBelow)];
}

/** Every option by its long and short name. */
function optionsOf(program: Command): Set<string> {
  const options = withAllBelow(program).flatMap((command) => command.options);
  return new Set(options.flatMap(({ long, short }) => [long, short].filter((name) => name !== undefined)));
}
