/**
 * `quietkey clock confirm`: shows the clock of this machine and the confirmed day of the database, and with `--yes` sets
 * the confirmed day to the day of the clock, forwards or backwards. Servers notice it within seconds. While a clock is not
 * confirmed, `doctor` fails.
 */

import type { Command } from 'commander';
import { clockFault, type World } from '../../server/composition/world.ts';
import { dayOf, writeDate } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { asking, declare, declareNoun, type Output } from '../cli/command.ts';
import { block, wrap } from '../cli/print.ts';

interface Confirmed {
  readonly yes?: boolean;
}

export function addClockCommands(program: Command): void {
  const clock = declareNoun(program, 'clock', 'Confirm the clock of this machine.', 'clock confirm --yes');
  declare(clock, {
    words: 'confirm',
    description:
      'Show the clock of this machine and the confirmed day of the database; with --yes confirm the clock. ' +
      'While they are more than two days apart, nothing irreversible is done.',
    examples: ['clock confirm', 'clock confirm --yes'],
  })
    .option('--yes', 'confirm the clock, which must be right')
    .action(
      asking<[], Confirmed>(async (ask, { options: { yes = false } }, world) => {
        if (!yes) return look(world);
        const { confirmedDay: confirmedOn, before } = await ask(operations.cluster.confirmClock, {});
        return {
          json: {
            clockOn: confirmedOn,
            confirmedOn,
            believed: true,
            followsOn: null,
            changed: before !== confirmedOn,
          },
          text: `The confirmed day is ${confirmedOn}; it was ${before}.`,
        };
      }),
    );
}

function look(world: World): Output {
  const judged = world.judgeClock();
  const clockOn = writeDate(dayOf(world.clock.now()));
  const confirmedOn = writeDate(judged.next.day);
  const fault = clockFault(world);
  const followsOn = judged.kind === 'hold' ? writeDate(judged.followsOn) : null;
  const days = block([
    ['Clock', `${clockOn} (UTC)`],
    ['Confirmed day', confirmedOn],
  ]);
  const verdict =
    fault === null
      ? 'The clock is believed.'
      : `${fault.detail} Nothing is purged, no seat lapses, no license ends, and no key is destroyed. If the clock is right, add: --yes`;
  return {
    json: { clockOn, confirmedOn, believed: fault === null, followsOn, changed: false },
    text: `${days}\n\n${wrap(verdict)}`,
  };
}
