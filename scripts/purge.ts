/**
 * `quietkey purge`: what is past its life, class by class, and with `--apply` its deletion. Guarantees that Ctrl-C ends
 * it between two slices with the database whole, and that a run which was stopped can be repeated. Leaves what is due
 * to the inventory, and the daily run to the server.
 */

import type { Command } from 'commander';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { runPurge, type PurgeLine, type PurgeReport, type World } from '../server/open.ts';
import { asking, declare, type Said } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { CommandRefused } from './fault.ts';
import { beginLongWork } from './long-work.ts';
import { counted, table, wrap } from './print.ts';

export function addPurgeCommand(program: Command): void {
  declare(program, {
    words: 'purge',
    says: 'Show what is past its life; with --apply delete it. A server does so each day by itself.',
    examples: ['purge', 'purge --apply'],
  })
    .option('--apply', 'delete what is due')
    .action(
      asking<[], { apply?: boolean }>(async (_ask, { options, json }, world) => {
        const work = beginLongWork({ json });
        try {
          const report = await runPurge(inTurns(world), {
            apply: options.apply === true,
            signal: work.signal,
            onProgress: ({ class: name, due, purged }) => work.tell(`${name}: ${purged} of ${due}`),
          });
          return said(report);
        } finally {
          work.end();
        }
      }),
    );
}

/** The same world, giving the event loop a turn before each slice: without one no signal would arrive. */
function inTurns(world: World): World {
  return { ...world, run: async (...asked) => nextTurn().then(() => world.run(...asked)) };
}

function said(report: PurgeReport): Said {
  if (report.refused !== null) {
    const remedy = 'Nothing was purged. Set the clock of this machine and repeat.';
    throw new CommandRefused({ code: 'clock_behind', says: report.refused, remedy });
  }
  if (!report.applied) return { json: report, text: writePlan(report) };
  const exit = report.finished ? EXIT.done : EXIT.interrupted;
  return { json: report, text: writeReport(report), exit };
}

function writePlan({ classes }: PurgeReport): string {
  const rows = classes.map((line) => [line.class, line.due, line.held]);
  const due = sum(classes, (line) => line.due);
  const says = due === 0 ? 'Nothing is due.' : `${counted(due, 'row')} due.`;
  return `${table(['CLASS', 'DUE', 'HELD'], rows)}\n\n${says} This was a look only. To purge what is due:\n  quietkey purge --apply`;
}

function writeReport({ classes, finished, dayKeys, backups }: PurgeReport): string {
  const rows = classes.map((line) => [line.class, line.due, line.purged]);
  const purged = sum(classes, (line) => line.purged);
  const left = sum(classes, (line) => Math.max(0, line.due - line.purged));
  const keys = dayKeys === 0 ? '' : `, destroyed ${counted(dayKeys, 'key')} of past days`;
  const old = backups === 0 ? '' : `, destroyed ${counted(backups, 'old backup')}`;
  const nothing = purged === 0 && dayKeys === 0 && backups === 0;
  const says = nothing ? 'Nothing was due.' : `Purged ${counted(purged, 'row')}${keys}${old}.`;
  const stopped = `Stopped: purged ${counted(purged, 'row')}, ${left} left. To go on: quietkey purge --apply`;
  return `${table(['CLASS', 'DUE', 'PURGED'], rows)}\n\n${wrap(finished ? says : stopped)}`;
}

function sum(classes: readonly PurgeLine[], count: (line: PurgeLine) => number): number {
  return classes.reduce((total, line) => total + count(line), 0);
}
