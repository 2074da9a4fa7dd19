/**
 * What a command writes for its reader. A reader may take its time, as `less` does, and may leave early, as `head` does. A
 * reader that takes nothing at all does not keep the command for ever, and a program that runs until it is stopped goes on
 * without one.
 */

import { neverWait, protectOutput } from '../../server/config/output.ts';
import { EXIT } from './exit-codes.ts';

/** The time in which a reader must take the first bytes. */
const UNREAD_MILLISECONDS = 5_000;
const FIRST_CHARACTERS = 256;

/** Streams of which somebody has taken something. */
const read = new WeakSet<NodeJS.WriteStream>();
let isRunningOn = false;

/** Ends the command when its output cannot be written, except for a reader that has left, which is no fault. */
export function beginOutput(): void {
  protectOutput((error) => {
    const code = 'code' in error ? String(error.code) : error.name;
    if (isRunningOn) return;
    if (code === 'EPIPE') process.exit();
    process.stderr.write(`The output cannot be written (${code}).\n`);
    process.exit(EXIT.unavailable);
  });
}

/** From now on the program goes on, even if nobody reads what it writes. */
export function runOnUnread(): void {
  isRunningOn = true;
}

/** Writes a text. Returns false if the writer should wait for the event `drain`. */
export function write(stream: NodeJS.WriteStream, text: string): boolean {
  neverWait(stream);
  if (read.has(stream)) return stream.write(text);
  const timer = setTimeout(() => giveUp(stream), UNREAD_MILLISECONDS).unref();
  // the first bytes alone, since a part of a longer text may have been taken
  stream.write(text.slice(0, FIRST_CHARACTERS), () => {
    clearTimeout(timer);
    read.add(stream);
  });
  return stream.write(text.slice(FIRST_CHARACTERS));
}

function giveUp(stream: NodeJS.WriteStream): never {
  return process.exit(stream === process.stdout && !isRunningOn ? EXIT.unavailable : process.exitCode);
}
