/**
 * `quietkey purge`: shows, by data class, which data is past its retention. With `--apply` the command deletes this
 * data, including its bytes on disk, and gets the signed receipt. Ctrl-C stops a purge between two slices with the
 * database consistent, and a stopped run can be repeated. Retention rules come from the inventory. The server runs the
 * daily purge.
 */

import type { Command } from 'commander';
import {
  clockFault,
  runPurge,
  type PurgeLine,
  type PurgeReport,
  type World,
} from '../../server/composition/world.ts';
import type { Config } from '../../server/config/config.ts';
import { readRetention } from '../../server/config/retention.ts';
import type { Lives } from '../../server/domain/inventory/lives.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { operations } from '../../server/domain/operations.ts';
import type { KeptCount } from '../../server/domain/privacy/purge-plan.ts';
import type { LivesAsked } from '../../server/domain/privacy/retention.ts';
import { asking, declare, type Output } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { exitOfFinish, finishReceipt, writeFinish, type Finish } from '../cli/await-receipt.ts';
import { beginLongWork, type LongWork } from '../cli/interruptible.ts';
import { counted, table, wrap } from '../cli/print.ts';
import { readText, readWhole } from '../cli/arguments.ts';
import { requireEffect } from '../cli/option-rules.ts';

interface PurgeOptions {
  readonly apply?: boolean;
  readonly plan?: string;
  readonly maxSeconds?: number;
}

type Report = PurgeReport & {
  /** The periods of `retention.json` that do not apply yet, since nobody has seen what they would delete. */
  readonly unseen: Lives;
  /** The periods of `retention.json` that are longer than the policy in force allows, in days. */
  readonly waiting: LivesAsked['waiting'];
  readonly finish: Finish | null;
  /** The fault of this machine's clock, which decides what is due; null if the clock is believed. */
  readonly clock: string | null;
};

export function addPurgeCommand(program: Command): void {
  const purging = declare(program, {
    words: 'purge',
    description:
      'Show what is past its retention; with --apply delete it, including its bytes in the file. A server does so ' +
      'daily. The exit code is 3 if rows are overdue or left, and 4 if bytes of deleted rows were found.',
    examples: ['purge', 'purge --apply', 'purge --apply --max-seconds 60'],
  });
  requireEffect(purging, { needs: { '--plan': '--apply', '--max-seconds': '--apply' } })
    .option('--apply', 'delete what is due')
    .option(
      '--plan <PLAN>',
      'with --apply: delete only if the due rows are exactly those of this plan',
      readText,
    )
    .option(
      '--max-seconds <N>',
      'with --apply: stop after this many seconds; repeat the command to continue',
      readWhole,
    )
    .action(
      asking<[], PurgeOptions>(async (ask, { options, json, config }, world) => {
        const retention = await seeRetention(ask, config, options);
        const work = beginLongWork({ json, maxSeconds: options.maxSeconds });
        try {
          return output({ ...(await purge(world, options, work)), ...retention }, work);
        } finally {
          work.end();
        }
      }),
    );
}

/**
 * Compares `retention.json` with the current retention periods. Showing a purge makes the file's periods apply from the
 * next purge on, but for those that wait for a policy. A purge by hand does not, and returns the periods that it left out.
 * @throws ConfigFault
 */
async function seeRetention(ask: Ask, { dataFolder }: Config, { apply }: PurgeOptions): Promise<LivesAsked> {
  const asked = readRetention(dataFolder);
  if (apply === true) return ask(operations.privacy.lookAtLives, { asked });
  const { waiting } = await ask(operations.privacy.seeLives, { asked });
  return { waiting, unseen: {} };
}

async function purge(
  world: World,
  { apply = false, plan }: PurgeOptions,
  work: LongWork,
): Promise<Omit<Report, keyof LivesAsked>> {
  const clock = clockFault(world);
  const report = await runPurge(world, {
    apply,
    plan,
    signal: work.signal,
    onProgress: ({ class: name, due, purged }) => work.showProgress(`${name}: ${purged} of ${due}`),
  });
  const { receipt, finished } = report;
  return {
    ...report,
    clock: clock?.detail ?? null,
    finish: finished && receipt !== null ? await finishReceipt(world, receipt, work) : null,
  };
}

function output(report: Report, work: LongWork): Output {
  const { refused, ...json } = report;
  const { applied, finished, finish } = report;
  if (refused !== null) throw refusalOf(report);
  if (!applied) {
    const overdue = sum(report.classes, (line) => line.overdue);
    return { json, text: writePlan(report), exit: overdue === 0 ? EXIT.done : EXIT.left };
  }
  const stopped = work.wasInterrupted() ? EXIT.interrupted : EXIT.left;
  const exit = finished && finish !== null ? exitOfFinish(finish) : stopped;
  return { json, text: writeReport(report), exit };
}

function refusalOf({ refused, classes, plan }: Report): CommandRefused {
  const { code = 'clock_behind', detail = '' } = refused ?? {};
  if (code === 'plan_changed' || code === 'plan_outdated' || code === 'plan_unknown') {
    return new CommandRefused({
      code,
      detail: `${detail} ${summary(classes)}`,
      remedy: `Nothing was purged. If these rows are right, run: quietkey purge --apply --plan ${plan}`,
    });
  }
  const remedy =
    'Nothing was purged. Set the clock of this machine. Or, if it is right, confirm it: quietkey clock confirm';
  return new CommandRefused({ code, detail, remedy });
}

function summary(classes: readonly PurgeLine[]): string {
  const due = classes.filter((line) => line.due > 0).map((line) => `${line.class} ${line.due}`);
  return due.length === 0 ? 'Nothing is due.' : `Due: ${due.join(', ')}.`;
}

function writePlan({ classes, kept, plan, clock, waiting }: Report): string {
  const rows = classes.map(({ life, ...line }) => [
    line.class,
    line.due,
    line.overdue,
    line.held,
    life && period(life.present, life.unit),
    life && period(life.default, life.unit),
  ]);
  const due = sum(classes, (line) => line.due);
  const total = due === 0 ? 'Nothing is due.' : `${counted(due, 'row')} due. Nothing was changed.`;
  const commands = `  quietkey purge --apply\nTo purge exactly these rows, or nothing:\n  quietkey purge --apply --plan ${plan}`;
  const parts = [
    table(['CLASS', 'DUE', 'OVERDUE', 'HELD', 'KEPT FOR', 'DEFAULT'], rows),
    ...writeNext(classes),
    ...writeWaiting(waiting),
    ...writeKept(kept),
    ...(clock === null ? [] : [wrap(clock)]),
    `${total} To purge what is due:\n${commands}`,
  ];
  return parts.join('\n\n');
}

/** A retention period in the unit in which it is counted, or in days if it is many whole days of hours. */
function period(count: number, unit: 'hour' | 'day' | 'week'): string {
  return unit === 'hour' && count > 48 && count % 24 === 0
    ? counted(count / 24, 'day')
    : counted(count, unit);
}

/** Writes the periods that apply from the next purge on. This plan already counts by them. */
function writeNext(classes: readonly PurgeLine[]): string[] {
  const next = classes.flatMap(({ class: name, life }) =>
    life === null || life.next === life.present ? [] : [`${name} ${period(life.next, life.unit)}`],
  );
  if (next.length === 0) return [];
  return [wrap(`From the next purge on, and already counted as due above: ${next.join(', ')}.`)];
}

/** Lists what no purge deletes, so that nobody takes "nothing is due" for "nothing is left". */
function writeKept(kept: readonly KeptCount[]): string[] {
  const rows = kept
    .filter(({ count }) => count > 0)
    .map(({ class: name, count, reason }) => [name, count, reason]);
  return rows.length === 0 ? [] : [table(['KEPT', 'ROWS', 'WHY'], rows)];
}

function writeReport({ classes, kept, finished, dayKeys, backups, finish, ...asked }: Report): string {
  const rows = classes.map((line) => [line.class, line.due, line.purged]);
  const purged = sum(classes, (line) => line.purged);
  const rest = sum(classes, (line) => Math.max(0, line.due - line.purged));
  const keys = dayKeys === 0 ? '' : `, destroyed ${counted(dayKeys, 'day key')}`;
  const old = backups === 0 ? '' : `, destroyed ${counted(backups, 'expired backup')}`;
  const nothing = purged === 0 && dayKeys === 0 && backups === 0;
  const summaryLine = nothing ? 'Nothing was due.' : `Purged ${counted(purged, 'row')}${keys}${old}.`;
  const stopped = `Stopped: purged ${counted(purged, 'row')}, ${rest} left. To continue: quietkey purge --apply`;
  const bytes = finish === null ? '' : `\n${writeFinish(finish)}`;
  const end = `${wrap(finished ? summaryLine : stopped)}${bytes}`;
  const left = [...writeUnseen(asked.unseen), ...writeWaiting(asked.waiting)];
  return [table(['CLASS', 'DUE', 'PURGED'], rows), ...writeKept(kept), end, ...left].join('\n\n');
}

function writeUnseen(unseen: Lives): string[] {
  const classes = Object.entries(unseen).map(([name, days]) => `${name} ${counted(days, 'day')}`);
  if (classes.length === 0) return [];
  return [
    wrap(
      `Unseen periods of retention.json were not applied: ${classes.join(', ')}. To see them: quietkey purge`,
    ),
  ];
}

/** Writes the longer periods that a policy has to state first, and what applies until then. */
function writeWaiting(waiting: LivesAsked['waiting']): string[] {
  const classes = waiting.map(
    ({ class: name, asked, present }) => `${name} ${counted(asked, 'day')} instead of ${present}`,
  );
  if (classes.length === 0) return [];
  return [
    wrap(
      `retention.json asks for longer periods: ${classes.join(', ')}. The present ones apply until a policy that ` +
        'states the longer ones is in force: quietkey policy release',
    ),
  ];
}

function sum(classes: readonly PurgeLine[], count: (line: PurgeLine) => number): number {
  return classes.reduce((total, line) => total + count(line), 0);
}
