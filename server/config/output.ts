/**
 * Standard output and standard error of a process that continues, and can end, even if nobody reads them: a pipe may be
 * closed or stay full, and a disk may have no room. Nothing here waits for a reader. Lines that cannot be written are
 * counted, and the memory for waiting lines is bounded. Callers decide what is written.
 */

import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

const STANDARD_OUTPUT = 1;
/** The maximum number of bytes that wait for a reader. */
const WAITING_BYTES_MAX = 1_048_576;
const FLUSH_MILLISECONDS = 500;
const BUFFER_CHARACTERS = 4_096;

type Stream = NodeJS.WriteStream;

/**
 * Handles the errors of both streams, which would otherwise end the process, and keeps it from waiting for a reader.
 * @param onFault gets an error of standard output; by default it is ignored
 */
export function protectOutput(onFault: (error: Error) => void = ignore): void {
  process.stdout.on('error', onFault);
  process.stderr.on('error', ignore);
  for (const stream of [process.stdout, process.stderr]) neverWait(stream);
}

/** Waits until both streams have taken what was written, at most for this time. */
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

/** Writes a text, or hands it to the operating system. Returns false if the text is lost. */
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

/**
 * Writes to standard output if that is a file. Node's stream of a file ends with its first error, but a disk may have
 * room again later.
 */
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
 * Keeps writes from waiting for the reader of a pipe or terminal. Node makes writes to a terminal wait. When another
 * process that shares the pipe ends, Node makes writes to the pipe wait again.
 */
export function neverWait(stream: Stream): void {
  (stream as Handled)._handle?.setBlocking?.(false);
}

/** Members that are missing from Node's types. */
interface Handled {
  readonly _handle?: { setBlocking?(isBlocking: boolean): void } | null;
}

function ignore(): void {
  // nothing to do: the process continues without its output
}
