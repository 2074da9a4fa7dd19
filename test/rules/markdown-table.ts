/**
 * Tables in documents that are generated from code: each stands between two markers, `<!-- name -->` and
 * `<!-- /name -->`. The text is formatted as Prettier formats it, so that generating a table leaves nothing to format.
 */

/** Rows of equal length, the head first. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_cell, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(head), rule, ...body.map(line)].join('\n');
}

/** The document with `text` between the markers of `name`. @throws Error if a marker is missing */
export function replaceBetween(document: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from === -1 || to < from) throw new Error(`the document has no markers ${open} … ${close}`);
  return `${document.slice(0, from)}${open}\n\n${text}\n\n${document.slice(to)}`;
}
