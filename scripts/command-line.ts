/**
 * One command line, from its words to the exit code. Every call ends with a documented exit code, and a mistyped command
 * gets a suggestion.
 */

import { CommanderError, type Command } from 'commander';
import { excludeMemoryFromCoreDumps } from '../server/config/core-dump.ts';
import { fillReason, prefixIds } from './cli/arguments.ts';
import { printError } from './cli/command.ts';
import { EXIT } from './cli/exit-codes.ts';
import { beginOutput } from './cli/standard-output.ts';
import { programOf, withSubcommands } from './program.ts';

/** @param words what was typed after `quietkey` */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  excludeMemoryFromCoreDumps();
  beginOutput();
  const json = words.includes('--json');
  const program = programOf(json);
  let failed: Command = program;
  for (const command of withSubcommands(program)) {
    command.exitOverride((error) => {
      failed = command;
      throw error;
    });
  }
  try {
    const filled = await fillReason(words);
    await program.parseAsync(prefixIds(filled, optionsOf(program)), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) process.exitCode = EXIT.done;
    else printError(error, failed, json);
  }
}

/** The long and short names of all options of the program. */
function optionsOf(program: Command): Set<string> {
  const options = withSubcommands(program).flatMap((command) => command.options);
  return new Set(options.flatMap(({ long, short }) => [long, short].filter((name) => name !== undefined)));
}
