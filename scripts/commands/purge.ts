/**
 * `quietkey purge`: what is past its life, class by class, and with `--apply` its deletion down to the last byte and the
 * signed receipt. Guarantees that Ctrl-C ends it between two slices with the database whole, and that a run which was
 * stopped can be repeated. Leaves what is due to the inventory, and the daily run to the server.
 */

import type { Command } from 'commander';
import { runPurge, type PurgeLine, type PurgeReport, type World } from '../../server/composition/world.ts';
import { asking, declare, type Said } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { exitOfFinish, finishBeside, writeFinish, type Finish } from '../cli/await-receipt.ts';
import { beginLongWork, type LongWork } from '../cli/interruptible.ts';
import { counted, table, wrap } from '../cli/print.ts';
import { readText, readWhole } from '../cli/arguments.ts';

interface PurgeOptions {
  readonly apply?: boolean;
  readonly plan?: string;
  readonly maxSeconds?: number;
}

type Report = PurgeReport & { readonly finish: Finish | null };

export function addPurgeCommand(program: Command): void {
  declare(program, {
    words: 'purge',
    says:
      'Show what is past its life; with --apply delete it, to the last byte. A server does so each day by itself. ' +
      'Ends with 3 where something is overdue or left, and with 4 where bytes were found.',
    examples: ['purge', 'purge --apply', 'purge --apply --max-seconds 60'],
  })
    .option('--apply', 'delete what is due')
    .option(
      '--plan <PLAN>',
      'with --apply: only if just that is due which was shown under this name',
      readText,
    )
    .option('--max-seconds <N>', 'stop deleting after so many seconds; repeating goes on', readWhole)
    .action(
      asking<[], PurgeOptions>(async (_ask, { options, json }, world) => {
        const work = beginLongWork({ json, maxSeconds: options.maxSeconds });
        try {
          return said(await purge(world, options, work), work);
        } finally {
          work.end();
        }
      }),
    );
}

async function purge(world: World, { apply = false, plan }: PurgeOptions, work: LongWork): Promise<Report> {
  const report = await runPurge(world, {
    apply,
    plan,
    signal: work.signal,
    onProgress: ({ class: name, due, purged }) => work.tell(`${name}: ${purged} of ${due}`),
  });
  const { receipt, finished } = report;
  return {
    ...report,
    finish: finished && receipt !== null ? await finishBeside(world, receipt, work) : null,
  };
}

function said(report: Report, work: LongWork): Said {
  const { refused, applied, finished, finish } = report;
  if (refused !== null) throw refusalOf(report);
  if (!applied) {
    const overdue = sum(report.classes, (line) => line.overdue);
    return { json: report, text: writePlan(report), exit: overdue === 0 ? EXIT.done : EXIT.left };
  }
  const stopped = work.wasInterrupted() ? EXIT.interrupted : EXIT.left;
  const exit = finished && finish !== null ? exitOfFinish(finish) : stopped;
  return { json: report, text: writeReport(report), exit };
}

function refusalOf({ refused, classes, plan }: Report): CommandRefused {
  const { code = 'clock_behind', says = '' } = refused ?? {};
  if (code === 'plan_changed' || code === 'plan_outdated' || code === 'plan_unknown') {
    return new CommandRefused({
      code,
      says: `${says} ${summary(classes)}`,
      remedy: `Nothing was purged. If that is right: quietkey purge --apply --plan ${plan}`,
    });
  }
  const remedy =
    code === 'clock_ahead'
      ? 'Nothing was purged. If the clock is right, see what is due, and apply it by its name: quietkey purge'
      : 'Nothing was purged. Set the clock of this machine and repeat.';
  return new CommandRefused({ code, says, remedy });
}

function summary(classes: readonly PurgeLine[]): string {
  const due = classes.filter((line) => line.due > 0).map((line) => `${line.class} ${line.due}`);
  return due.length === 0 ? 'Nothing is due.' : `Due: ${due.join(', ')}.`;
}

function writePlan({ classes, plan }: PurgeReport): string {
  const rows = classes.map((line) => [line.class, line.due, line.overdue, line.held]);
  const due = sum(classes, (line) => line.due);
  const says = due === 0 ? 'Nothing is due.' : `${counted(due, 'row')} due.`;
  const commands = `  quietkey purge --apply\nor, only if just that is still due:\n  quietkey purge --apply --plan ${plan}`;
  return `${table(['CLASS', 'DUE', 'OVERDUE', 'HELD'], rows)}\n\n${says} This was a look only. To purge what is due:\n${commands}`;
}

function writeReport({ classes, finished, dayKeys, backups, finish }: Report): string {
  const rows = classes.map((line) => [line.class, line.due, line.purged]);
  const purged = sum(classes, (line) => line.purged);
  const left = sum(classes, (line) => Math.max(0, line.due - line.purged));
  const keys = dayKeys === 0 ? '' : `, destroyed ${counted(dayKeys, 'key')} of past days`;
  const old = backups === 0 ? '' : `, destroyed ${counted(backups, 'old backup')}`;
  const nothing = purged === 0 && dayKeys === 0 && backups === 0;
  const says = nothing ? 'Nothing was due.' : `Purged ${counted(purged, 'row')}${keys}${old}.`;
  const stopped = `Stopped: purged ${counted(purged, 'row')}, ${left} left. To go on: quietkey purge --apply`;
  const bytes = finish === null ? '' : `\n${writeFinish(finish)}`;
  return `${table(['CLASS', 'DUE', 'PURGED'], rows)}\n\n${wrap(finished ? says : stopped)}${bytes}`;
}

function sum(classes: readonly PurgeLine[], count: (line: PurgeLine) => number): number {
  return classes.reduce((total, line) => total + count(line), 0);
}
