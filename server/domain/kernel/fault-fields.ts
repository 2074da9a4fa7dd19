/**
 * What a log may say about an error: its code and, if the file system caused the error, the file. The name of the error
 * is not enough: Node names every error of the file system `Error`. The message is left out, since it may contain a
 * value that must not be logged.
 */

import { Refusal } from './refusal.ts';

/** A code of Node, of an operating system or of a database, such as `EACCES`, `SQLITE_CORRUPT` or `40001`. */
const CODE = /^[A-Z0-9_]{2,40}$/;

export interface FaultFields {
  /** The code of the error, or its name if it has no code. */
  readonly error: string;
  /** The file that could not be used. */
  readonly file?: string;
}

/** The fields of a log line about an error. */
export function faultFields(error: unknown): FaultFields {
  const fault = fileFaultOf(error) ?? fileFaultOf((error as { cause?: unknown } | undefined)?.cause);
  if (fault !== undefined) return { error: fault.code, file: fault.path };
  if (!(error instanceof Error)) return { error: 'unknown' };
  // if a request fails, Node puts the code of the connection's error into `cause`
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
