/**
 * What a terminal and a process of `shell.ts` send each other.
 */

/** To the process. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
}

/** From the process, after both of its streams ended with `END`. */
export interface Ended {
  readonly exit: number | null;
  /** Whether the command changed what the process is, so that no other may run in it. */
  readonly isSpent: boolean;
}

/** A character that no command prints. */
export const END = '\0';
