/**
 * What a command needs that works for a while: Ctrl-C as a signal to stop at the next good place, and one line at a
 * terminal that says how far it is. Guarantees that nothing but a terminal sees the line. Leaves to each command where
 * a good place is, and what it says of what was done.
 */

const CLEAR_LINE = '\r\u001b[K';

export interface LongWork {
  /** Ctrl-C. A second one ends the process at once. */
  readonly signal: AbortSignal;
  /** Shows how far it is, in place of what was shown before. */
  tell(line: string): void;
  /** Takes the line away and listens no more. */
  end(): void;
}

export function beginLongWork({ json }: { json: boolean }): LongWork {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const shows = process.stderr.isTTY && !json;
  process.once('SIGINT', stop);
  return {
    signal: controller.signal,
    tell: (line) => {
      if (shows) process.stderr.write(CLEAR_LINE + line);
    },
    end: () => {
      process.off('SIGINT', stop);
      if (shows) process.stderr.write(CLEAR_LINE);
    },
  };
}
