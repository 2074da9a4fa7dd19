/**
 * Recognises how a CSV file was written: its encoding, its delimiter, and a first line `sep=;`, which some spreadsheet
 * programs write. Programs write the same table differently in different countries, and the file does not say how. The
 * recognised form is reported, so that an operator can notice a wrong guess.
 */

import { closeSync, createReadStream, readSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { openFile } from '../../client-sdk/typescript/primitives/read-file.ts';

export interface CsvForm {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly delimiter: string;
  /** Whether the first line only names the delimiter. */
  readonly namesDelimiter: boolean;
}

/** The form of a file, or a fault if its bytes are not in a single encoding. */
type Recognised = CsvForm | { readonly fault: string };

const DELIMITERS = [',', ';', '\t', '|'];
const NAMED = /^sep=(.)(?:\r|\n|$)/;
/** The header is in the first bytes of any file that is read. */
const HEAD_BYTES = 65_536;
/** UTF-8 sequences, with each byte as one character. In Windows-1252 they would be unlikely pairs such as `Ã¶`. */
const UTF_8_SEQUENCE = /[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}/;

/** Recognises the form of a regular file. @throws FileFault */
export async function recogniseCsv(path: string): Promise<Recognised> {
  const head = readHead(path);
  const encoding = markedEncoding(head) ?? (await bytesEncoding(path));
  if (encoding === 'mixed') return { fault: 'mixes UTF-8 with another encoding: save it as "CSV UTF-8"' };
  const text = new TextDecoder(encoding).decode(head);
  const [, named] = NAMED.exec(text) ?? [];
  return { encoding, delimiter: named ?? delimiterOf(text), namesDelimiter: named !== undefined };
}

/** Describes a recognised form in words. */
export function describeForm({ encoding, delimiter }: CsvForm): string {
  const names: Readonly<Record<string, string>> = {
    ',': 'commas',
    ';': 'semicolons',
    '\t': 'tabs',
    '|': 'bars',
  };
  return `${encoding}, separated by ${names[delimiter] ?? delimiter}`;
}

function readHead(path: string): Buffer {
  const { file } = openFile(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * The encoding of a file that begins with a byte order mark, or with a Latin letter in UTF-16, which has a zero byte.
 */
function markedEncoding([first, second, third]: Buffer): CsvForm['encoding'] | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0 && second !== 0) return 'utf-16be';
  return second === 0 && first !== 0 ? 'utf-16le' : undefined;
}

async function bytesEncoding(path: string): Promise<'utf-8' | 'windows-1252' | 'mixed'> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let [isUtf8, hasSequences, end] = [true, false, ''];
  for await (const part of createReadStream(path, { fd: openFile(path).file }) as AsyncIterable<Buffer>) {
    const bytes = end + part.toString('latin1');
    hasSequences ||= UTF_8_SEQUENCE.test(bytes);
    end = bytes.slice(-2);
    isUtf8 &&= decodes(utf8, part);
  }
  if (isUtf8 && decodes(utf8, undefined)) return 'utf-8';
  return hasSequences ? 'mixed' : 'windows-1252';
}

function decodes(decoder: TextDecoder, part: Buffer | undefined): boolean {
  try {
    decoder.decode(part, { stream: part !== undefined });
    return true;
  } catch {
    return false;
  }
}

/** The delimiter that occurs most often in the header, outside of quotes. */
function delimiterOf(text: string): string {
  const [header = ''] = text.replaceAll(/"(?:[^"]|"")*"/g, '""').split(/\r|\n/);
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
