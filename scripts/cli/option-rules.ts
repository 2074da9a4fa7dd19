/**
 * Options that have an effect only in one mode of a command. An option that would have none is refused as wrong usage,
 * since who types it expects its effect. `test/scripts/cli/option-modes.ts` has an entry for each option of each command.
 */

import type { Command } from 'commander';
import { EXIT } from './exit-codes.ts';

/** All names are long ones, such as `--apply`. */
interface OptionRules {
  /** The option that each of these needs. */
  readonly needs?: Readonly<Record<string, string>>;
  /** Pairs of options that cannot be combined. */
  readonly apart?: readonly (readonly [option: string, other: string])[];
}

/** Refuses options of a command that would have no effect. */
export function requireEffect(command: Command, { needs = {}, apart = [] }: OptionRules): Command {
  return command.hook('preAction', (typed) => {
    const given = givenOptions(typed);
    for (const [option, other] of Object.entries(needs))
      if (given.has(option) && !given.has(other)) refuseUsage(typed, `${option} needs ${other}`);
    for (const [option, other] of apart)
      if (given.has(option) && given.has(other))
        refuseUsage(typed, `${option} cannot be combined with ${other}`);
  });
}

/** The long names of the options that were typed, with those of the whole program. */
function givenOptions(command: Command): ReadonlySet<string> {
  const given = new Set<string>();
  for (let level: Command | null = command; level !== null; level = level.parent)
    for (const option of level.options)
      if (level.getOptionValueSource(option.attributeName()) === 'cli') given.add(option.long ?? '');
  return given;
}

/** @throws CommanderError with the exit code of wrong usage */
export function refuseUsage(command: Command, message: string): never {
  return command.error(`error: ${message}`, { code: 'quietkey.usage', exitCode: EXIT.usage });
}
