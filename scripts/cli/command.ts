/**
 * The frame of every command: its declaration, the world that it opens, the actor that it records, and its output.
 * `--json` prints one document on standard output and nothing else. The world is closed before the process ends, and
 * the exit code is one of the documented codes. Each command decides which operations to run.
 */

import type { Command } from 'commander';
import { environment, readConfig, type Config } from '../../server/config/config.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { openWorld, type World } from '../../server/composition/world.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import { faultOf, isHelp, writeFault } from './error-output.ts';
import { actorAtTerminal, withNulls } from './arguments.ts';

/**
 * The input of a command. The types of `args` and `options` are given by the command, which declares them to commander.
 */
export interface Typed<Args, Options> {
  readonly args: Args;
  readonly options: Options;
  readonly json: boolean;
  /** The actor that is recorded for a command: `terminal:<name>`. */
  readonly actor: string;
  readonly config: Config;
  /** Registers a cleanup that runs after the command's output was printed. */
  readonly atEnd: (end: () => Promise<void>) => void;
}

/** The output of a command: a document for programs, a text for people, and the exit code if it is not 0. */
export interface Output {
  readonly json: unknown;
  readonly text: string;
  readonly exit?: Exit;
}

interface Declaration {
  /** The name and arguments of a command in commander's syntax, such as `show <LICENSE>`. */
  readonly words: string;
  readonly description: string;
  /** Example calls of a command, written without the leading `quietkey`. */
  readonly examples: readonly string[];
}

/** Declares a command, with its examples at the end of its help. */
export function declare(parent: Command, { words, description, examples }: Declaration): Command {
  const lines = examples.map((example) => `  $ quietkey ${example}`);
  return parent
    .command(words)
    .description(description)
    .summary(description.split(/[.;:] /)[0]?.replace(/\.$/, '') ?? description)
    .addHelpText('after', `\nExample${lines.length === 1 ? '' : 's'}:\n${lines.join('\n')}`);
}

/** Declares the parent command of all commands about one noun, such as `license`. */
export function declareNoun(program: Command, name: string, description: string, example: string): Command {
  return declare(program, { words: name, description, examples: [example] });
}

/**
 * Makes the action of a command that runs operations. The action opens its own world, even while a server is running.
 */
export function asking<Args extends readonly unknown[], Options = object>(
  work: (ask: Ask, typed: Typed<Args, Options>, world: World) => Promise<Output | undefined>,
): (...given: unknown[]) => Promise<void> {
  return acting<Args, Options>(async (typed) => {
    const world = await openWorld(typed.config, { threads: 'in-thread' });
    typed.atEnd(() => world.close());
    return work((operation, input) => world.run(operation, input, typed.actor), typed, world);
  });
}

/** Makes the action of a command that needs only the configuration. */
export function acting<Args extends readonly unknown[], Options = object>(
  work: (typed: Typed<Args, Options>) => Promise<Output | undefined>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const {
      json = false,
      actor = actorAtTerminal(),
      data: folder,
    } = command.optsWithGlobals<GlobalOptions>();
    const ends: (() => Promise<void>)[] = [];
    const typed: Typed<Args, Options> = {
      args: command.processedArgs as unknown as Args,
      options: withNulls(command.opts()) as Options,
      json,
      actor: `terminal:${actor}`,
      get config() {
        return configOf(folder);
      },
      atEnd: (end) => ends.push(end),
    };
    try {
      // print before closing the world, because closing may fail, and a license key is shown only once
      printOutput(await work(typed), json);
    } catch (error) {
      printError(error, command, json);
    }
    for (const end of ends) await end().catch((error: unknown) => printError(error, command, false));
  };
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly actor?: string;
  readonly data?: string;
}

function configOf(folder: string | undefined): Config {
  return readConfig(folder === undefined ? environment() : { ...environment(), QUIETKEY_DATA: folder });
}

function printOutput(output: Output | undefined, asJson: boolean): void {
  if (output === undefined) return;
  const { json, text, exit = EXIT.done } = output;
  process.stdout.write(`${asJson ? JSON.stringify(json, null, 2) : text}\n`);
  process.exitCode = exit;
}

/** Prints an error on standard error or, with `--json`, as the only document on standard output. */
export function printError(error: unknown, command: Command, asJson: boolean): void {
  const { exit, ...fault } = faultOf(error, command);
  process.exitCode = exit;
  if (asJson) process.stdout.write(`${JSON.stringify(fault, null, 2)}\n`);
  else if (!isHelp(error)) process.stderr.write(`${writeFault({ exit, ...fault })}\n`);
}
