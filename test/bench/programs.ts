/**
 * The CPU time of the programs of a checkout, for `against.ts`: a server from its start until it is ready, commands, and an
 * app with the SDK. What bare Node takes is subtracted, but not from the server's.
 */

import type { Side } from './side.ts';

/** What is measured besides requests (`rounds.ts`), by the names for `--only`. */
export const PROGRAMS = {
  start: { program: 'server, from start to ready', measure: 'CPU ms' },
  help: { program: 'quietkey --help', measure: 'CPU ms, less Node’s', words: ['--help'] },
  list: { program: 'quietkey product list', measure: 'CPU ms, less Node’s', words: ['product', 'list'] },
  check: { program: 'SDK, from import to check()', measure: 'CPU ms, less Node’s' },
} as const;

export type ProgramName = keyof typeof PROGRAMS;

/** The CPU time of programs in milliseconds. */
export type ProgramCpu = Partial<Record<ProgramName, number>>;

/** An app that starts and checks its license. Its root key is that of RFC 8032, section 7.1, test 1. */
const APP = `
  import { Quietkey } from '@quietkey/client';
  const options = { server: 'https://license.example', product: 'sonar', rootKey: 'qkroot_11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
  new Quietkey({ ...options, store: { read: () => undefined, write: () => {} } }).check();
`;
const MILLI_MICROS = 1_000;

/**
 * Measures the short programs of both sides in turn.
 * @param only also names that are no programs, which are left out
 * @param runs how often each program runs, since ended processes are counted in steps of 10 ms
 */
export async function measurePrograms(
  order: readonly Side[],
  { only, runs }: { readonly only: readonly string[]; readonly runs: number },
): Promise<Map<Side, ProgramCpu>> {
  const cpu = new Map(order.map((side): [Side, ProgramCpu] => [side, {}]));
  for (const name of ['help', 'list', 'check'] as const) {
    if (!only.includes(name)) continue;
    for (const side of order) {
      const node = await side.nodeCpu('', runs);
      const program =
        name === 'check' ? await side.nodeCpu(APP, runs) : await side.commandCpu(PROGRAMS[name].words, runs);
      cpu.set(side, { ...cpu.get(side), [name]: (program - node) / runs / MILLI_MICROS });
    }
  }
  return cpu;
}
