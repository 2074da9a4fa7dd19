/**
 * Standard output and standard error of a process that goes on, and ends, even if nobody reads them: a pipe may be closed, or
 * full for ever, and a disk may have no room. Nothing here waits for a reader. What cannot be written is counted and, in
 * memory, bounded. Callers decide what is written.
 */

import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

const STANDARD_OUTPUT = 1;
/** The most bytes that wait for a reader. */
const WAITING_BYTES_MAX = 1_048_576;
const FLUSH_MILLISECONDS = 500;
const BUFFER_CHARACTERS = 4_096;

type Stream = NodeJS.WriteStream;

/**
 * Takes the faults of both streams, which would end the process, and keeps it from waiting for a reader.
 * @param onFault gets what went wrong with standard output; by default nothing comes of it
 */
export function protectOutput(onFault: (error: Error) => void = ignore): void {
  process.stdout.on('error', onFault);
  process.stderr.on('error', ignore);
  for (const stream of [process.stdout, process.stderr]) neverWait(stream);
}

/** Waits until both streams have taken what was written, for as long as this at most. */
export async function outputTaken(milliseconds: number): Promise<void> {
  sink?.flush();
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([end, Promise.all([process.stdout, process.stderr].map(taken))]);
  clearTimeout(timer);
}

/** A buffer of lines before standard output. */
interface LineSink {
  write(line: string): void;
  flush(): void;
}

let sink: LineSink | undefined;

/**
 * The lines on standard output, one buffer for a process.
 * @param lost makes the line that says how many lines could not be written
 */
export function linesOnOutput(lost: (count: number) => string): LineSink {
  if (sink === undefined) {
    sink = bufferLines(lost);
    process.on('exit', () => sink?.flush());
  }
  return sink;
}

function bufferLines(lost: (count: number) => string): LineSink {
  let [text, lines, lostLines] = ['', 0, 0];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (text === '') return;
    const isWritten = writeNow(lostLines === 0 ? text : lost(lostLines) + text);
    lostLines = isWritten ? 0 : lostLines + lines;
    [text, lines] = ['', 0];
  };
  return {
    write: (line) => {
      text += line;
      lines += 1;
      if (text.length >= BUFFER_CHARACTERS) flush();
      else timer ??= setTimeout(flush, FLUSH_MILLISECONDS).unref();
    },
    flush,
  };
}

/** Writes a text, or gives it to the system to write. Returns false if it is lost. */
function writeNow(text: string): boolean {
  const stream = process.stdout;
  if (isSocket(stream)) {
    if (stream.destroyed || stream.writableLength > WAITING_BYTES_MAX) return false;
    neverWait(stream);
    stream.write(text);
    return true;
  }
  return writeToFile(Buffer.from(text));
}

/** Writes to standard output. Node's stream of a file ends with its first fault, but a disk may have room again. */
function writeToFile(bytes: Buffer): boolean {
  try {
    for (let offset = 0; offset < bytes.length;) {
      const written = writeSync(STANDARD_OUTPUT, bytes, offset);
      if (written === 0) return false;
      offset += written;
    }
    return true;
  } catch {
    return false;
  }
}

function taken(stream: Stream): Promise<void> {
  if (!isSocket(stream) || stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => stream.write('', () => resolve()));
}

/** Whether a stream is a pipe, a socket or a terminal; otherwise it is a file. */
function isSocket(stream: object): boolean {
  return stream instanceof Socket;
}

/**
 * Lets no write wait for the reader of a pipe or a terminal. Node makes a terminal wait, and a process that ends makes the
 * pipe wait again that it shares with this one.
 */
export function neverWait(stream: Stream): void {
  (stream as Handled)._handle?.setBlocking?.(false);
}

/** What the types of Node leave out. */
interface Handled {
  readonly _handle?: { setBlocking?(isBlocking: boolean): void } | null;
}

function ignore(): void {
  // nothing to do: a process goes on without its output
}
