/**
 * The frame of every command: its declaration, the world that it opens, the actor that it records, and its output.
 * `--json` prints one document on standard output and nothing else. The world is closed before the process ends, and
 * the exit code is one of the documented codes. Each command decides which operations to run.
 */

import type { Command } from 'commander';
import { withFolder } from '../../server/config/command-hints.ts';
import {
  environment,
  foldersOf,
  readConfig,
  type Config,
  type Environment,
} from '../../server/config/config.ts';
import { becomeOwner } from '../../server/config/folder-owner.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { openWorld, type World } from '../../server/composition/world.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import { printable, printableJson } from './print.ts';
import { write } from './standard-output.ts';
import { asOwner, commandPath, faultOf, isHelp, writeFault } from './error-output.ts';
import { actorAtTerminal, withNulls } from './arguments.ts';
import { heldLookOf } from './held-look.ts';
import type { DelayedNotice } from '../../server/domain/kernel/ports.ts';

/**
 * The input of a command. The types of `args` and `options` are given by the command, which declares them to commander.
 */
export interface Typed<Args, Options> {
  readonly args: Args;
  readonly options: Options;
  readonly json: boolean;
  /** The actor that is recorded for a command: `terminal:<name>`. */
  readonly actor: string;
  /** The purpose of a look, as it was typed. */
  readonly purpose: string | undefined;
  /** Until when the customer is not notified of the look; undefined: within a day. */
  readonly heldBack: DelayedNotice | undefined;
  /**
   * The configuration, with the data folder. If this process is root and the folder belongs to another account, reading
   * this member switches the process to that account, so that no command touches the folder as root.
   */
  readonly config: Config;
  /** The same configuration without that switch, for commands that do not touch the data folder. */
  readonly configApart: Config;
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
    const purpose = statedPurpose(typed);
    return work(
      (operation, input) => world.run(operation, input, typed.actor, purpose, typed.heldBack),
      typed,
      world,
    );
  });
}

/** The purpose of what a command looks at: the typed one, or that of the environment. */
export function statedPurpose({
  purpose,
  config,
}: Pick<Typed<unknown, unknown>, 'purpose' | 'config'>): string | undefined {
  return purpose ?? config.purpose;
}

/** Makes the action of a command that needs only the configuration. */
export function acting<Args extends readonly unknown[], Options = object>(
  work: (typed: Typed<Args, Options>) => Promise<Output | undefined>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const { json = false, actor = actorAtTerminal(), data } = command.optsWithGlobals<GlobalOptions>();
    const ends: (() => Promise<void>)[] = [];
    const folder = folderOf(data, command);
    const { purpose, ...options } = withNulls(command.opts());
    const typed: Typed<Args, Options> = {
      args: command.processedArgs as unknown as Args,
      options: options as Options,
      purpose: purpose as string | undefined,
      heldBack: heldLookOf(options),
      json,
      actor: `terminal:${actor}`,
      get config() {
        return folder.owned();
      },
      get configApart() {
        return readConfig(folder.env);
      },
      atEnd: (end) => ends.push(end),
    };
    try {
      // print before closing the world, because closing may fail, and a license key is shown only once
      printOutput(await work(typed), json, folder.hint);
    } catch (error) {
      printError(error, command, json, folder);
    }
    for (const end of ends) await end().catch((error: unknown) => printError(error, command, false, folder));
  };
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly actor?: string;
  readonly data?: string;
}

/** The data folder of a command. */
interface Folder {
  /** The environment variables, with the data folder of the command line. */
  readonly env: Environment;
  /** If this process is root, switches it to the account that owns the data folder. Then reads the configuration. */
  readonly owned: () => Config;
  /** The name of the account to which root was switched; undefined if there was no switch. */
  readonly owner: () => string | undefined;
  /** Adds the data folder to the commands in a text, if the command line named the folder. */
  readonly hint: (text: string) => string;
}

function folderOf(typed: string | undefined, command: Command): Folder {
  const env = typed === undefined ? environment() : { ...environment(), QUIETKEY_DATA: typed };
  let config: Config | undefined;
  let owner: string | undefined;
  return {
    env,
    owned: () => {
      if (config !== undefined) return config;
      const folders = foldersOf(env);
      owner = becomeOwner(folders, withFolder(commandPath(command), folders.dataFolder));
      return (config = readConfig(env));
    },
    owner: () => owner,
    hint: (text) => (typed === undefined ? text : withFolder(text, foldersOf(env).dataFolder)),
  };
}

function printOutput(output: Output | undefined, asJson: boolean, hint: Folder['hint']): void {
  if (output === undefined) return;
  const { json, text, exit = EXIT.done } = output;
  write(process.stdout, `${asJson ? writeJson(json, hint) : printable(hint(text))}\n`);
  process.exitCode = exit;
}

/** Prints an error on standard error or, with `--json`, as the only document on standard output. */
export function printError(
  error: unknown,
  command: Command,
  asJson: boolean,
  { owner, hint }: Pick<Folder, 'owner' | 'hint'> = { owner: () => undefined, hint: (text) => text },
): void {
  const { exit, ...fault } = asOwner(faultOf(error, command), owner());
  process.exitCode = exit;
  if (asJson) write(process.stdout, `${writeJson(fault, hint)}\n`);
  else if (!isHelp(error)) write(process.stderr, `${printable(hint(writeFault({ exit, ...fault })))}\n`);
}

/** The members of a JSON document that are texts for people, which may name commands. */
const TEXTS = new Set(['detail', 'message', 'remedy']);

/** Writes a JSON document. The commands in its texts for people name the data folder. */
function writeJson(json: unknown, hint: Folder['hint']): string {
  const replace = (name: string, value: unknown): unknown =>
    TEXTS.has(name) && typeof value === 'string' ? hint(value) : value;
  return printableJson(json, replace);
}
