/**
 * What a log may say of an error: its code and, if the file system caused it, the file. The name of an error alone names
 * no cause: Node calls every fault of the file system `Error`. The message is left out, since it may have a value.
 */

import { Refusal } from './refusal.ts';

/** A code of Node, of an operating system or of a database, such as `EACCES`, `SQLITE_CORRUPT` or `40001`. */
const CODE = /^[A-Z0-9_]{2,40}$/;

export interface FaultFields {
  /** The code of the error; the name of an error that has no code. */
  readonly error: string;
  /** The file that could not be used. */
  readonly file?: string;
}

/** The fields of a log line about an error. */
export function faultFields(error: unknown): FaultFields {
  const fault = fileFaultOf(error);
  if (fault !== undefined) return { error: fault.code, file: fault.path };
  if (!(error instanceof Error)) return { error: 'unknown' };
  // of a request that failed, Node gives the code of the connection in the cause
  return { error: codeOf(error) ?? codeOf(error.cause) ?? error.name };
}

/** The code and the file of a fault of the file system; undefined for any other error. */
export function fileFaultOf(error: unknown): { readonly code: string; readonly path: string } | undefined {
  const code = codeOf(error);
  const { path } = (error ?? {}) as { path?: unknown };
  const isFault = error instanceof Error && code !== undefined && /^E[A-Z0-9]+$/.test(code);
  return isFault && typeof path === 'string' ? { code, path } : undefined;
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof Refusal) return error.code;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && CODE.test(code) ? code : undefined;
}
