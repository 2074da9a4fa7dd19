/** The content of a file that a command reads: the file as typed or, for `-`, standard input. */

import { FileFault, readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
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
