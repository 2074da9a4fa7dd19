/**
 * `quietkey secret`: lists, rotates and destroys generations of the two secrets. No secret is printed, nothing is changed
 * without `--apply`, and a generation that something needs is destroyed only with `--even-if-needed`. Secrets in the
 * environment are left to the operator.
 */

import type { Command } from 'commander';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../server/config/config.ts';
import { EMAIL_TABLES, type Dependence } from '../../server/domain/cluster/generations-in-use.ts';
import { openAndClose, openWorld } from '../../server/composition/world.ts';
import {
  destroySecret,
  listSecrets,
  neededBy,
  nextStep,
  takeStep,
  type Needed,
  type RotationStep,
  type SecretLine,
} from '../../server/composition/rotate-secrets.ts';
import { acting, asking, declare, declareNoun, type Output, type Typed } from '../cli/command.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { beginLongWork, type LongWork } from '../cli/interruptible.ts';
import { counted, table, wrap } from '../cli/print.ts';
import { needing, writeDestroyed, writeLoss } from './secret-loss.ts';
import { readText, readWhole } from '../cli/arguments.ts';
import { operations } from '../../server/domain/operations.ts';
import { requireEffect } from '../cli/option-rules.ts';

/** Seconds until every server uses a new secret: five times the interval at which a server reads its secret files. */
const SETTLE_SECONDS = 10;
const NAMES: Record<SecretLine['kind'], string> = { lookUp: 'secret', issue: 'issue secret' };
const ISSUE = ['--issue', 'the issue secret instead, from which license keys are derived'] as const;

type SecretKind = SecretLine['kind'];

interface Options {
  readonly issue?: boolean;
  readonly apply?: boolean;
}

export function addSecretCommands(program: Command): void {
  const secret = declareNoun(
    program,
    'secret',
    'List, rotate and destroy the generations of the two secrets.',
    'secret list',
  );
  listCommand(secret);
  rotateCommand(secret);
  moveCommand(secret);
  destroyCommand(secret);
}

function listCommand(secret: Command): void {
  declare(secret, {
    words: 'list',
    description: 'List the generations of both secrets, and what depends on each.',
    examples: ['secret list'],
  }).action(
    asking(async (ask, { config }) => {
      const counts = await ask(operations.cluster.countGenerations, {});
      const lines = listSecrets(config).map((line) => ({ ...line, needed: neededBy(config, counts, line) }));
      const rows = lines.map((line) => [
        NAMES[line.kind],
        line.generation,
        line.use,
        needing(line.needed) || 'nothing',
      ]);
      const text = table(['SECRET', 'GENERATION', 'USE', 'NEEDED BY'], rows);
      return { json: lines.map(({ kind, ...line }) => ({ secret: NAMES[kind], ...line })), text };
    }),
  );
}

function rotateCommand(secret: Command): void {
  const rotating = declare(secret, {
    words: 'rotate',
    description:
      'Show how a secret would be rotated; with --apply create its next generation, wait until running servers ' +
      'have read it, and use it from then on. Earlier generations are kept until they are destroyed.',
    examples: ['secret rotate', 'secret rotate --apply', 'secret rotate --issue --apply'],
  });
  requireEffect(rotating, { needs: { '--out': '--apply' }, apart: [['--wait', '--out']] })
    .option(...ISSUE)
    .option('--apply', 'rotate it')
    .option('--wait <SECONDS>', 'seconds between the steps; 0 if no server runs', readWhole, SETTLE_SECONDS)
    .option('--out <FILE>', 'with --apply: write the lines for the environment to a new file', readText)
    .action(
      acting<[], Options & { wait: number; out?: string }>(async ({ config, options, json }) => {
        const kind = kindOf(options);
        const step = nextStep(config, kind);
        if (!options.apply) return { json: shown(step), text: writePlan(step, options.wait) };
        if (options.out !== undefined) {
          takeStep(config, step, options.out);
          return { json: { ...shown(step), file: options.out }, text: writeOut(step, options.out) };
        }
        const work = beginLongWork({ json });
        try {
          return await rotate(config, step, { wait: options.wait, work });
        } finally {
          work.end();
        }
      }),
    );
}

async function rotate(
  config: Config,
  step: RotationStep,
  { wait, work }: { wait: number; work: LongWork },
): Promise<Output> {
  const { kind } = step;
  await openAndClose(config);
  if (step.step === 'add') takeStep(config, step);
  for (let left = wait; left > 0 && !work.signal.aborted; left -= 1) {
    work.showProgress(`Waiting for servers to read generation ${step.generation}: ${left} s`);
    await pause(1_000, undefined, { signal: work.signal }).catch(() => undefined);
  }
  if (work.signal.aborted) {
    const text = `Stopped: generation ${step.generation} is not in use yet. To continue:\n  quietkey secret rotate${flagOf(kind)} --apply`;
    return { json: { ...shown(step), use: 'waiting' }, text, exit: EXIT.interrupted };
  }
  const last = nextStep(config, kind);
  takeStep(config, last);
  await openAndClose(config);
  const text = `Rotated: generation ${last.generation} of the ${NAMES[kind]} is in use.`;
  const next =
    kind === 'lookUp' ? `\n\n${wrap('To key all email indexes with it too:')}\n  quietkey secret move` : '';
  return { json: { ...shown(last), use: 'in use' }, text: text + next };
}

function moveCommand(secret: Command): void {
  declare(secret, {
    words: 'move',
    description:
      'Show how many email indexes are keyed with an earlier secret only; with --apply key them with the current ' +
      'one too. Other values move when a license key is typed, a machine renews or an email is entered.',
    examples: ['secret move', 'secret move --apply'],
  })
    .option('--apply', 'move them')
    .action(
      asking<[], Options>(async (ask, { options, json, config }) => {
        const used = usedGeneration(config);
        const counts = await ask(operations.cluster.countGenerations, {});
        const due = sum(counts.filter(({ kind, last }) => kind === 'email indexes' && last < used));
        if (!options.apply) return { json: { due, moved: 0 }, text: writeMovePlan(due) };
        const work = beginLongWork({ json });
        try {
          const moved = await wrapAll(ask, work, due);
          const isWhole = !work.signal.aborted;
          const exit = isWhole ? EXIT.done : EXIT.interrupted;
          return { json: { due, moved }, text: writeMoved(moved, isWhole), exit };
        } finally {
          work.end();
        }
      }),
    );
}

/** Keys earlier email indexes once more, under the current generation, window by window. Returns their number. */
async function wrapAll(ask: Ask, work: LongWork, due: number): Promise<number> {
  let moved = 0;
  for (const emailTable of EMAIL_TABLES) {
    let after: string | null = '';
    while (after !== null && !work.signal.aborted) {
      const slice: { wrapped: number; next: string | null } = await ask(operations.cluster.wrapEmails, {
        table: emailTable,
        after,
      });
      moved += slice.wrapped;
      after = slice.next;
      work.showProgress(`email indexes: ${moved} of ${due}`);
      // yield to the event loop, because otherwise no signal such as Ctrl-C would be handled
      await pause(0);
    }
  }
  return moved;
}

function destroyCommand(secret: Command): void {
  const destroying = declare(secret, {
    words: 'destroy',
    description: 'Show what needs a generation. With --apply, destroy this generation if nothing does.',
    examples: ['secret destroy 1', 'secret destroy 1 --issue --apply'],
  });
  requireEffect(destroying, { needs: { '--even-if-needed': '--apply' } })
    .argument('<GENERATION>', 'number of the generation', readWhole)
    .option(...ISSUE)
    .option('--apply', 'destroy it')
    .option('--even-if-needed', 'with --apply: destroy it even if something needs it, which is then lost')
    .action(
      acting<[number], Options & { evenIfNeeded?: boolean }>(async (typed) => {
        const { args, options, config } = typed;
        const [generation] = args;
        const kind = kindOf(options);
        const isForced = options.apply === true && options.evenIfNeeded === true;
        requireEarlier(config, kind, generation, isForced);
        // with --even-if-needed the secret may already be lost, and then the world cannot be opened
        const needed = isForced ? [] : await countNeeded(typed, kind, generation);
        const plan = { secret: NAMES[kind], generation, needed, destroyed: false };
        if (!options.apply) return { json: plan, text: writeLoss(plan, flagOf(kind)) };
        if (needed.length > 0) throw isNeeded(plan);
        const isGone = destroySecret(config, kind, generation);
        return { json: { ...plan, destroyed: true, isGone }, text: writeDestroyed(plan, isGone) };
      }),
    );
}

/** Requires an earlier generation than the current one. A lost secret also needs `--even-if-needed`. */
function requireEarlier(config: Config, kind: SecretKind, generation: number, isForced: boolean): void {
  const line = listSecrets(config).find((known) => known.kind === kind && known.generation === generation);
  const secret = NAMES[kind];
  if (line === undefined && !isForced)
    throw noEarlier(`There is no generation ${generation} of the ${secret}.`);
  if (line !== undefined && line.use !== 'earlier')
    throw noEarlier(`Generation ${generation} of the ${secret} is ${line.use}.`);
}

async function countNeeded(
  { config, actor, atEnd }: Typed<[number], Options>,
  kind: SecretKind,
  generation: number,
): Promise<Needed[]> {
  const world = await openWorld(config, { threads: 'in-thread' });
  atEnd(() => world.close());
  return neededBy(config, await world.run(operations.cluster.countGenerations, {}, actor), {
    kind,
    generation,
  });
}

function noEarlier(detail: string): CommandRefused {
  const remedy = 'Name an earlier generation. To see them: quietkey secret list';
  return new CommandRefused({ code: 'generation_unknown', detail, remedy });
}

function isNeeded({ secret, generation, needed }: Parameters<typeof writeDestroyed>[0]): CommandRefused {
  const detail = `Generation ${generation} of the ${secret} is needed by ${needing(needed)}.`;
  const remedy =
    'Wait until they have moved. Without --apply the command shows what would be lost; to destroy it anyway, add: --even-if-needed';
  return new CommandRefused({ code: 'generation_needed', detail, remedy });
}

function usedGeneration(config: Config): number {
  const line = listSecrets(config).find(({ kind, use }) => kind === 'lookUp' && use === 'in use');
  return line?.generation ?? 0;
}

function kindOf({ issue }: Options): SecretKind {
  return issue === true ? 'issue' : 'lookUp';
}

function flagOf(kind: SecretKind): string {
  return kind === 'issue' ? ' --issue' : '';
}

/** The step of a rotation for printing, without its secrets. */
function shown({ kind, step, generation, place }: RotationStep): object {
  return { secret: NAMES[kind], step, generation, place };
}

function writePlan({ kind, step, generation, file, place }: RotationStep, wait: number): string {
  const name = `generation ${generation} of the ${NAMES[kind]}`;
  const how = file === undefined ? ' --out FILE' : '';
  const first =
    step === 'add'
      ? `Would add ${name} to ${place}`
      : `Would finish a rotation: ${name} is in ${place} and not in use yet`;
  const then = file === undefined ? '' : `, and use it ${counted(wait, 'second')} later`;
  const waiting = wait === SETTLE_SECONDS || file === undefined ? '' : ` --wait ${wait}`;
  return `${wrap(`${first}${then}. Nothing was changed. To do it:`)}\n  quietkey secret rotate${flagOf(kind)}${how}${waiting} --apply`;
}

function writeOut({ step, generation, place }: RotationStep, out: string): string {
  const instruction = `Put the lines of ${out} into ${place} of every server, restart the servers one by one, and destroy the file.`;
  const then =
    step === 'add'
      ? ' When all servers run again, repeat the command: its next file puts the generation in use.'
      : ` Then generation ${generation} is in use.`;
  return wrap(instruction + then);
}

function writeMovePlan(due: number): string {
  if (due === 0) return 'No email index is keyed with an earlier secret only.';
  return `${wrap(`${counted(due, 'email index', 'email indexes')} to move. Nothing was changed. To move them:`)}\n  quietkey secret move --apply`;
}

function writeMoved(moved: number, finished: boolean): string {
  const summary = `Moved ${counted(moved, 'email index', 'email indexes')}.`;
  return finished ? summary : `Stopped. ${summary} To continue: quietkey secret move --apply`;
}

function sum(counts: readonly Dependence[]): number {
  return counts.reduce((total, { held }) => total + held, 0);
}
