/**
 * The tree of all commands, with their help. `command-line.ts` runs it; tests read its texts. Each noun has its own
 * file.
 */

import { Command } from 'commander';
import { SETTINGS } from '../server/config/settings.ts';
import { VERSION } from '../server/config/version.ts';
import { addActivationCommands } from './commands/activation.ts';
import { addAuditCommands } from './commands/audit/audit.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addBundleCommands } from './commands/bundle/bundle.ts';
import { acting, declare } from './cli/command.ts';
import { addClockCommands } from './commands/clock.ts';
import { addDatabaseCommands } from './commands/database.ts';
import { addCouponCommands } from './commands/renewal/coupon.ts';
import { addDisclosureCommands } from './commands/disclosure/disclosure.ts';
import { addHoldCommands } from './commands/hold/hold.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEraseCommand } from './commands/erase.ts';
import { addEvidenceCommand } from './commands/evidence/evidence.ts';
import { exitCodes, exitCodesText } from './cli/exit-codes.ts';
import { addInitCommand } from './commands/init.ts';
import { addFarewellCommands } from './commands/keys/farewell.ts';
import { addKeyCommands } from './commands/keys/key.ts';
import { addLicenseCommands } from './commands/license.ts';
import { addMailerCommand } from './commands/mail/mailer.ts';
import { addNoticeCommands } from './commands/notice.ts';
import { COLUMNS } from './cli/print.ts';
import { write } from './cli/standard-output.ts';
import { addOfflineCommands } from './commands/offline.ts';
import { addPolicyCommands } from './commands/policy/policy.ts';
import { addProductCommands } from './commands/product.ts';
import { addPurgeCommand } from './commands/purge.ts';
import { addReceiptCommands } from './commands/receipt.ts';
import { addRequestCommands } from './commands/request/request.ts';
import { addSecretCommands } from './commands/secret.ts';
import { addStatsCommand } from './commands/stats.ts';
import { addTakeoverCommands } from './commands/takeover/takeover.ts';
import { addTokenCommands } from './commands/token.ts';
import { readActor } from './cli/arguments.ts';

/** What adds the commands of each noun, in the order of the help. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  addInitCommand,
  addProductCommands,
  addLicenseCommands,
  addTakeoverCommands,
  addActivationCommands,
  addOfflineCommands,
  addTokenCommands,
  addKeyCommands,
  addFarewellCommands,
  addSecretCommands,
  addPurgeCommand,
  addEraseCommand,
  addDisclosureCommands,
  addHoldCommands,
  addPolicyCommands,
  addReceiptCommands,
  addRequestCommands,
  addAuditCommands,
  addStatsCommand,
  addClockCommands,
  addDatabaseCommands,
  addBackupCommands,
  addMailerCommand,
  addBundleCommands,
  addCouponCommands,
  addNoticeCommands,
  addDoctorCommand,
  addEvidenceCommand,
  addExitCodesCommand,
];

/** @param json whether standard error stays empty, because one JSON document is printed instead */
export function programOf(json: boolean): Command {
  const program = new Command('quietkey')
    .description('Issue and administer licenses, and maintain the Quietkey server.')
    .option(
      '--data <FOLDER>',
      `the data folder (default: QUIETKEY_DATA, or ${SETTINGS.QUIETKEY_DATA.default})`,
    )
    .option('--actor <NAME>', 'name to record for this action (default: the system user)', readActor)
    .option('--json', 'print one JSON document and nothing else')
    .version(VERSION, '--version', 'print the version')
    .configureOutput({
      outputError: () => undefined,
      writeOut: (text) => void write(process.stdout, text),
      writeErr: (text) => {
        if (!json) write(process.stderr, text);
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
  for (const add of COMMANDS) add(program);
  return program;
}

function addExitCodesCommand(program: Command): void {
  declare(program, {
    words: 'exit-codes',
    description: 'Print the exit codes and their meaning.',
    examples: ['exit-codes'],
  })
    .addHelpText('after', `\n${exitCodesText()}`)
    .action(acting(() => Promise.resolve({ json: exitCodes(), text: exitCodesText() })));
}

/**
 * A command as its parent's help lists it: `release <LICENSE> <ACTIVATION>` or `restore [FILE]`, without `[options]`.
 */
function subcommandTerm(command: Command): string {
  const words = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [command.name(), ...words].join(' ');
}

/** A command and all commands below it. */
export function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
