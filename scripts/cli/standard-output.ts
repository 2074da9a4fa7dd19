/**
 * Writes a command's output. A reader may be slow, like `less`, or leave early, like `head`. If a reader takes nothing
 * at all, the command ends after a time limit. A program that runs until it is stopped continues without a reader.
 */

import { neverWait, protectOutput } from '../../server/config/output.ts';
import { EXIT } from './exit-codes.ts';

/** The time in which a reader must take the first bytes. */
const UNREAD_MILLISECONDS = 5_000;
const FIRST_CHARACTERS = 256;

/** Streams from which somebody has read something. */
const read = new WeakSet<NodeJS.WriteStream>();
let isRunningOn = false;

/** Ends the command if its output cannot be written. If the reader has left, that is no fault. */
export function beginOutput(): void {
  protectOutput((error) => {
    const code = 'code' in error ? String(error.code) : error.name;
    if (isRunningOn) return;
    if (code === 'EPIPE') process.exit();
    process.stderr.write(`The output cannot be written (${code}).\n`);
    process.exit(EXIT.unavailable);
  });
}

/** From now on the program continues even if nobody reads its output. */
export function runOnUnread(): void {
  isRunningOn = true;
}

/** Writes a text. Returns false if the writer should wait for the event `drain`. */
export function write(stream: NodeJS.WriteStream, text: string): boolean {
  neverWait(stream);
  if (read.has(stream)) return stream.write(text);
  const timer = setTimeout(() => giveUp(stream), UNREAD_MILLISECONDS).unref();
  // the callback of a longer text would wait until all of it is taken
  stream.write(text.slice(0, FIRST_CHARACTERS), () => {
    clearTimeout(timer);
    read.add(stream);
  });
  return stream.write(text.slice(FIRST_CHARACTERS));
}

function giveUp(stream: NodeJS.WriteStream): never {
  return process.exit(stream === process.stdout && !isRunningOn ? EXIT.unavailable : process.exitCode);
}
