/**
 * The result of one operation as plain values that cross threads: an answer, a refusal, or a bug without its values.
 * The receiving thread turns the result back into a returned value or an error.
 */

import { Refusal, type RefusalParts } from '../../server/domain/kernel/refusal.ts';
import type { Code } from '../../client-sdk/typescript/contract/codes.ts';

export type Outcome =
  { readonly answer: unknown } | { readonly refusal: RefusalParts } | { readonly bug: Bug };

/**
 * A bug in an operation: its kind and its place in the code. Values are removed from the message, since they may be a
 * customer's.
 */
interface Bug {
  /** The database engine's error code, or the kind of error. Logs show this name. */
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export function refused(code: Code, parts: Omit<RefusalParts, 'code'> = {}): Outcome {
  return { refusal: { code, ...parts } };
}

/** The outcome of an operation that threw. `code` is the database engine's error code, if the engine threw. */
export function thrown(error: unknown, operation: string, code: string): Outcome {
  if (error instanceof Refusal) return { refusal: error.parts };
  const { name, message, stack } = error instanceof Error ? error : new Error(typeof error);
  const what = code === '' ? `${name}: ${message.replaceAll(/(["'`]).*\1/gs, '…')}` : code;
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    bug: { name: code === '' ? name : code, message: `${operation}: ${what}`, stack: frames.join('\n') },
  };
}

/** The answer, as the caller awaits it. @throws Refusal if the product refused; Error for a bug */
export function settled(outcome: Outcome): unknown {
  if ('refusal' in outcome) throw new Refusal(outcome.refusal);
  if ('bug' in outcome) {
    const error = new Error(outcome.bug.message);
    error.name = outcome.bug.name;
    error.stack = `Error: ${outcome.bug.message}\n${outcome.bug.stack}`;
    throw error;
  }
  return outcome.answer;
}
