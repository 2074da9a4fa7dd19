/**
 * The process that the fault rounds damage: the whole product on a writer thread, as a server opens it, controlled by
 * lines of JSON on standard input. It prints "done" on standard output only after an activation was answered, and exits
 * as the server does: with 70 shortly after the store is lost. HTTP is left to the tests of `main.ts`.
 */

import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { readConfig } from '../../server/config/config.ts';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { openWorld } from '../../server/composition/world.ts';
import { proven } from '../support/machine.ts';
import { patiently } from '../support/patiently.ts';
import { activationOf, doneLine, refusedLine, type Ask, type Load } from './load.ts';
import { operations } from '../../server/domain/operations.ts';

const EXIT_STORE_LOST = 70;
const LAST_ANSWERS_MS = 500;
const REFUSED_MS = 100;

/** Writes directly to the descriptor: the line is out when this returns, whatever happens to the process. */
function say(line: string): void {
  let left = Buffer.from(`${line}\n`);
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(1, left));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Refusal ? error.parts.code : `bug:${String(error).replaceAll(/\s/g, '-')}`;

let writer: Worker | undefined;
process.on('worker', (worker) => (writer = worker));
const activations = new Map<number, { answer: ActivateAnswer; tags: string[] }>();
const world = await openWorld(readConfig(), {
  threads: 'worker',
  onFatal: (error) => {
    say(`lost ${error.message}`);
    setTimeout(() => process.exit(EXIT_STORE_LOST), LAST_ANSWERS_MS);
  },
});
createInterface({ input: process.stdin }).on('line', (line) => void answer(JSON.parse(line) as Ask));
say('open');

async function answer(asked: Ask): Promise<void> {
  try {
    if (asked.ask === 'load') return await loaded(asked);
    if (asked.ask === 'renew') return await renew(asked.i);
    if (asked.ask === 'read')
      return say(
        `read ${(await world.run(operations.licensing.listProducts, {}, 'terminal:test')).items.length}`,
      );
    if (asked.ask === 'ready') return say(`ready ${await world.ready()}`);
    if (asked.ask === 'lose writer') return void (await writer?.terminate());
    await world.close();
    process.exit(0);
  } catch (error) {
    say(`failed ${asked.ask} ${codeOf(error)}`);
  }
}

async function loaded(load: Load): Promise<void> {
  let next = load.from;
  const lane = async (): Promise<void> => {
    while (next < load.from + load.count) {
      // a lost store refuses at once: a refused caller waits before the next request
      if (!(await activate(load, next++))) await pause(REFUSED_MS);
    }
  };
  await Promise.all(Array.from({ length: load.atOnce }, lane));
  say(`loaded ${load.from}`);
}

/** Returns whether it was granted. */
async function activate(load: Load, i: number): Promise<boolean> {
  const request = activationOf(load, i);
  try {
    const run = () => world.run(operations.activation.activate, request, 'client');
    const granted = await (load.patient === true ? patiently(run) : run());
    activations.set(i, { answer: granted, tags: request.tags });
    say(doneLine(i, granted));
    return true;
  } catch (error) {
    say(refusedLine(i, codeOf(error)));
    return false;
  }
}

async function renew(i: number): Promise<void> {
  const activation = activations.get(i);
  if (activation === undefined) return say(`renewed ${i} never-activated`);
  const renewed = await world.run(
    operations.activation.renewLease,
    proven('renew', activation.answer, activation.tags),
    'client',
  );
  say(
    `renewed ${i} ${'lease' in renewed && renewed.sequence === activation.answer.sequence ? 'unchanged' : 'changed'}`,
  );
}
