/**
 * The tables of documents that are made from code, each between two markers, as Markdown and as rows. A test compares the
 * documents with the code, so what is read here is what the tests hold.
 */

import { readProgramFile } from './program-folder.ts';

export interface DocumentTable {
  readonly markdown: string;
  /** One object for each row, with the words of the head as names. */
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** The table between the markers of `name`. @throws Error if the document has no such table */
export function readTable(document: string, name: string): DocumentTable {
  const text = readProgramFile(document);
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from === -1 || to < from) throw new Error(`${document} has no table ${name}`);
  const markdown = text.slice(from + open.length, to).trim();
  const [head = [], , ...body] = markdown.split('\n').map(cellsOf);
  const rows = body.map((cells) =>
    Object.fromEntries(head.map((column, nth) => [column, plain(cells[nth] ?? '')])),
  );
  return { markdown, rows };
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

function plain(cell: string): string {
  return cell.replaceAll('`', '');
}
