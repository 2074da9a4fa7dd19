/**
 * The CPU time of the programs of a checkout, for `against.ts`: a server from its start until it is ready, and commands.
 * What bare Node takes is subtracted from a command's.
 */

import type { Side } from './side.ts';

/** What is measured besides requests (`rounds.ts`), by the names for `--only`. */
export const PROGRAMS = {
  start: { program: 'server, from start to ready', measure: 'CPU ms' },
  help: { program: 'quietkey --help', measure: 'CPU ms, less Node’s', words: ['--help'] },
  list: { program: 'quietkey product list', measure: 'CPU ms, less Node’s', words: ['product', 'list'] },
} as const;

export type ProgramName = keyof typeof PROGRAMS;

/** The CPU time of programs in milliseconds. */
export type ProgramCpu = Partial<Record<ProgramName, number>>;

/** A command is short, and ended processes are counted in steps of 10 ms. */
const RUNS = 8;
const MILLI_MICROS = 1_000;

/** Measures commands of both sides in turn. @param only also names that are no commands, which are left out */
export async function measureCommands(
  order: readonly Side[],
  only: readonly string[],
): Promise<Map<Side, ProgramCpu>> {
  const cpu = new Map(order.map((side): [Side, ProgramCpu] => [side, {}]));
  for (const name of ['help', 'list'] as const) {
    if (!only.includes(name)) continue;
    for (const side of order) {
      const [node, command] = [await side.nodeCpu(RUNS), await side.commandCpu(PROGRAMS[name].words, RUNS)];
      cpu.set(side, { ...cpu.get(side), [name]: (command - node) / RUNS / MILLI_MICROS });
    }
  }
  return cpu;
}
