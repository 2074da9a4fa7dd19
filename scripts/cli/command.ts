/**
 * The frame of every command: its options and example, the world that it opens, the actor it names, and where its
 * answer goes. Guarantees that `--json` prints one document on standard output and nothing else, that the world is
 * closed before the process ends, and that the exit code is the documented one. Leaves to the nouns what is asked.
 */

import type { Command } from 'commander';
import { environment, readConfig, type Config } from '../../server/config/config.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { openWorld, type World } from '../../server/composition/world.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import { faultOf, isHelp, writeFault } from './error-output.ts';
import { actorAtTerminal, withNulls } from './arguments.ts';

/** What a command was given. `args` and `options` are typed by the noun, which declares them to commander. */
export interface Typed<Args, Options> {
  readonly args: Args;
  readonly options: Options;
  readonly json: boolean;
  /** `terminal:<name>` */
  readonly actor: string;
  readonly config: Config;
  /** Puts off what closes something until the answer was printed. */
  readonly atEnd: (end: () => Promise<void>) => void;
}

/** What a command says, where it has not written it all by itself: for programs, for people, and the exit code where it is not 0. */
export interface Said {
  readonly json: unknown;
  readonly text: string;
  readonly exit?: Exit;
}

interface Declaration {
  /** Name and arguments, as commander reads them: `show <LICENSE>`. */
  readonly words: string;
  readonly says: string;
  /** Typed after `quietkey`. */
  readonly examples: readonly string[];
}

/** A command with its examples in its help. */
export function declare(parent: Command, { words, says, examples }: Declaration): Command {
  const lines = examples.map((example) => `  $ quietkey ${example}`);
  return parent
    .command(words)
    .description(says)
    .summary(says.split(/[.;:] /)[0]?.replace(/\.$/, '') ?? says)
    .addHelpText('after', `\nExample${lines.length === 1 ? '' : 's'}:\n${lines.join('\n')}`);
}

/** Several commands of one noun. */
export function declareNoun(program: Command, name: string, says: string, example: string): Command {
  return declare(program, { words: name, says, examples: [example] });
}

/** A command that asks the product. The world is opened for it alone, beside a server that may run. */
export function asking<Args extends readonly unknown[], Options = object>(
  work: (ask: Ask, typed: Typed<Args, Options>, world: World) => Promise<Said | undefined>,
): (...given: unknown[]) => Promise<void> {
  return acting<Args, Options>(async (typed) => {
    const world = await openWorld(typed.config, { threads: 'in-thread' });
    typed.atEnd(() => world.close());
    return work((operation, input) => world.run(operation, input, typed.actor), typed, world);
  });
}

/** A command that needs no more than the configuration. */
export function acting<Args extends readonly unknown[], Options = object>(
  work: (typed: Typed<Args, Options>) => Promise<Said | undefined>,
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
      // what was done is said before anything is closed: a license key is shown this once
      say(await work(typed), json);
    } catch (error) {
      complain(error, command, json);
    }
    for (const end of ends) await end().catch((error: unknown) => complain(error, command, false));
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

function say(said: Said | undefined, asJson: boolean): void {
  if (said === undefined) return;
  const { json, text, exit = EXIT.done } = said;
  process.stdout.write(`${asJson ? JSON.stringify(json, null, 2) : text}\n`);
  process.exitCode = exit;
}

/** Says what went wrong, on standard error, or with `--json` as the one document on standard output. */
export function complain(error: unknown, command: Command, asJson: boolean): void {
  const { exit, ...fault } = faultOf(error, command);
  process.exitCode = exit;
  if (asJson) process.stdout.write(`${JSON.stringify(fault, null, 2)}\n`);
  else if (!isHelp(error)) process.stderr.write(`${writeFault({ exit, ...fault })}\n`);
}
