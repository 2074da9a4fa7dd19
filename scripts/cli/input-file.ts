/** The content of a file that a command reads: the file as typed or, for `-`, standard input. */

import { FileFault, readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { findTokens } from '../../server/composition/world.ts';
import { fileRefused } from './error-output.ts';

interface Limits {
  /** The name of the argument. */
  readonly field: string;
  /** The maximum number of bytes that are read from standard input, which may have no end. */
  readonly bytesMax: number;
  /** What the refusal says if the file cannot be read. */
  readonly detail: string;
}

/** Reads the file that an argument of a command names. @throws CommandRefused `file_unreadable` */
export async function readInputFile(file: string, { field, bytesMax, detail }: Limits): Promise<Buffer> {
  if (file === '-') return readInput(bytesMax);
  try {
    return readSmallFile(file, { bytesMax });
  } catch (error) {
    throw error instanceof FileFault ? fileRefused(error, field, detail) : error;
  }
}

async function readInput(bytesMax: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= bytesMax) break;
  }
  return Buffer.concat(parts).subarray(0, bytesMax);
}

/** The maximum number of bytes in which signed tokens are looked for. A token has at most 4 kB. */
const TOKENS_BYTES_MAX = 10_000_000;

/** Finds the distinct signed tokens in a file, such as a mail or the output of a command. */
export async function readTokens(
  file: string,
  { field, detail }: Pick<Limits, 'field' | 'detail'>,
): Promise<string[]> {
  const bytes = await readInputFile(file, { field, detail, bytesMax: TOKENS_BYTES_MAX });
  return findTokens(bytes.toString('latin1'));
}
