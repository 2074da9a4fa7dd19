/**
 * The result of one operation as plain values that cross threads: an answer, a refusal, or a bug without its values.
 * The receiving thread turns the result back into a returned value or an error.
 */

import { Refusal, type RefusalParts } from '../../server/domain/kernel/refusal.ts';
import { faultFields } from '../../server/domain/kernel/fault-fields.ts';
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
  /** The file that could not be used, if the file system caused the bug. */
  readonly file?: string;
}

export function refused(code: Code, parts: Omit<RefusalParts, 'code'> = {}): Outcome {
  return { refusal: { code, ...parts } };
}

/**
 * The outcome of an operation that threw an error. `code` is the database engine's error code, if the engine threw it.
 */
export function thrown(error: unknown, operation: string, code: string): Outcome {
  if (error instanceof Refusal) return { refusal: error.parts };
  const { message, stack } = error instanceof Error ? error : new Error(typeof error);
  const fields = faultFields(error);
  const name = code === '' ? fields.error : code;
  const isCoded = code !== '' || fields.file !== undefined;
  const what = isCoded ? name : `${name}: ${message.replaceAll(/(["'`]).*\1/gs, '…')}`;
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const bug = { name, message: `${operation}: ${what}`, stack: frames.join('\n') };
  return { bug: fields.file === undefined ? bug : { ...bug, file: fields.file } };
}

/** Returns the answer of an outcome, or throws its error. @throws Refusal if the operation refused; Error for a bug */
export function settled(outcome: Outcome): unknown {
  if ('refusal' in outcome) throw new Refusal(outcome.refusal);
  if ('bug' in outcome) throw errorOf(outcome.bug);
  return outcome.answer;
}

/** The error of a bug. A fault of the file system has the code and the path of Node's own error. */
function errorOf({ name, message, stack, file }: Bug): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = `Error: ${message}\n${stack}`;
  return file === undefined ? error : Object.assign(error, { code: name, path: file });
}
