/**
 * The last part of a purge or an erasure at the terminal: until no byte is left and the receipt is signed. A command that
 * has the database alone does it; beside a server it waits while the server does, since only the server's writer writes
 * the file anew. Guarantees that it says "gone" only with a receipt.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type { PutOff } from '../../server/domain/privacy/receipt.ts';
import { finishReceipts, type World } from '../../server/composition/world.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import type { LongWork } from './interruptible.ts';
import { wrap } from './print.ts';
import { operations } from '../../server/domain/operations.ts';

/** How the bytes of one receipt ended. */
export type Finish =
  | { readonly state: 'done'; readonly receipt: string; readonly token: string }
  | { readonly state: 'residue'; readonly residueBytes: number }
  | { readonly state: 'erasing'; readonly because: PutOff };

/** A server looks every two seconds, and a large database takes it tens of seconds. */
const WAIT_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 250;
/** For these another attempt may soon succeed. */
const WORTH_WAITING: ReadonlySet<PutOff> = new Set<PutOff>(['beside', 'copied', 'busy']);
const ACTOR = 'server';

const REASONS: Readonly<Record<PutOff, string>> = {
  held: 'a program keeps an old state of the database open: end it',
  beside: 'another process has the database open, and no server has done it yet',
  copied: 'a backup is under way, with a readable copy of what was',
  busy: 'another process writes',
  no_room: 'the disk needs as much room again as the database takes',
  unscanned: 'the file could not be scanned',
  lost: 'the database is at fault: see quietkey doctor',
};

/** Sees to it that this receipt is signed. */
export async function finishBeside(world: World, receipt: string, work: LongWork): Promise<Finish> {
  work.tell('writing the file anew');
  for (let waited = 0; ; waited += LOOK_MILLISECONDS) {
    const finished = await finishReceipts(world, work.signal);
    const { token } = await world.run(operations.privacy.showReceipt, { receipt }, ACTOR);
    if (token !== null) return { state: 'done', receipt, token };
    if (finished.kind === 'residue') return { state: 'residue', residueBytes: finished.residueBytes };
    const because = finished.kind === 'put off' ? finished.because : 'busy';
    if (!WORTH_WAITING.has(because) || waited >= WAIT_MILLISECONDS || work.signal.aborted)
      return { state: 'erasing', because };
    await pause(LOOK_MILLISECONDS);
  }
}

export function exitOfFinish({ state }: Finish): Exit {
  if (state === 'residue') return EXIT.residue;
  return state === 'done' ? EXIT.done : EXIT.left;
}

export function writeFinish(finish: Finish): string {
  if (finish.state === 'done')
    return `No byte of it is left. To print the signed receipt:\n  quietkey receipt show ${finish.receipt}`;
  if (finish.state === 'residue') {
    return wrap(
      `${finish.residueBytes} bytes that belong to nothing were found: nothing is called gone. Repeat it.`,
    );
  }
  const why = `The rows are gone; that their bytes are is not shown yet: ${REASONS[finish.because]}.`;
  return wrap(`${why} A server tries again by itself; or repeat: quietkey purge --apply`);
}
