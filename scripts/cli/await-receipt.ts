/**
 * The last part of a purge or an erasure on the command line: the secure delete and the signed receipt. If no server
 * runs, the command does the secure delete and signs the receipt. While a server runs, the command waits for the
 * server, which does both. The command reports "deleted" only with a signed receipt.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type { ReceiptClaims } from '../../client-sdk/typescript/contract/wire.ts';
import type { PutOff } from '../../server/domain/privacy/receipt.ts';
import { finishReceipts, type World } from '../../server/composition/world.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import type { LongWork } from './interruptible.ts';
import { counted, wrap } from './print.ts';
import { operations } from '../../server/domain/operations.ts';

/** The outcome of the secure delete for one receipt. */
export type Finish =
  | { readonly state: 'done'; readonly receipt: string; readonly token: string }
  | { readonly state: 'residue'; readonly residueBytes: number }
  | { readonly state: 'erasing'; readonly because: PutOff };

/**
 * How long the command waits for a server. A server checks for pending receipts every two seconds, and the secure
 * delete of a large database takes tens of seconds.
 */
const WAIT_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 250;
/** Reasons for a postponed secure delete that usually end soon, so that waiting is worthwhile. */
const WORTH_WAITING: ReadonlySet<PutOff> = new Set<PutOff>(['beside', 'copied', 'busy']);
const ACTOR = 'server';

const REASONS: Readonly<Record<PutOff, string>> = {
  held: 'a program has an old snapshot of the database open: end it',
  beside: 'another process has the database open, and no server has deleted the bytes yet',
  copied: 'a backup is running, and its copy still has the deleted rows',
  busy: 'another process is writing to the database',
  no_room: 'the disk is full',
  unscanned: 'the file could not be read as a whole database',
  lost: 'the database is damaged: see quietkey doctor',
};

/** Finishes the secure delete, or waits until a server has finished the secure delete. Returns the outcome. */
export async function finishReceipt(world: World, receipt: string, work: LongWork): Promise<Finish> {
  work.showProgress('removing the bytes of deleted rows');
  for (let waited = 0; ; waited += POLL_MILLISECONDS) {
    const finished = await finishReceipts(world, work.signal);
    const { token } = await world.run(operations.privacy.showReceipt, { receipt }, ACTOR);
    if (token !== null) return { state: 'done', receipt, token };
    if (finished.kind === 'residue') return { state: 'residue', residueBytes: finished.residueBytes };
    const because = finished.kind === 'put off' ? finished.because : 'busy';
    if (!WORTH_WAITING.has(because) || waited >= WAIT_MILLISECONDS || work.signal.aborted)
      return { state: 'erasing', because };
    await pause(POLL_MILLISECONDS);
  }
}

export function exitOfFinish({ state }: Finish): Exit {
  if (state === 'residue') return EXIT.residue;
  return state === 'done' ? EXIT.done : EXIT.left;
}

/** What the receipt states. It can state that no deleted bytes are left only if the file was scanned. */
function doneText(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const { residue_bytes: residue } = JSON.parse(payload) as Pick<ReceiptClaims, 'residue_bytes'>;
  if (residue !== null) return 'No byte of the deleted rows is left.';
  return wrap(
    'The deleted rows are gone, and PostgreSQL may use their space again. Its log, standbys and backups may still have their bytes.',
  );
}

export function writeFinish(finish: Finish): string {
  if (finish.state === 'done')
    return `${doneText(finish.token)} To print the signed receipt:\n  quietkey receipt show ${finish.receipt}`;
  if (finish.state === 'residue') {
    const found = `${counted(finish.residueBytes, 'byte')} of deleted rows may still be in the file`;
    return wrap(`${found}, so no receipt was signed. Repeat the command.`);
  }
  const why = `The rows are deleted, but their bytes are still in the file: ${REASONS[finish.because]}.`;
  return wrap(`${why} A running server tries again by itself. Or run: quietkey purge --apply`);
}
