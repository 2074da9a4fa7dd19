/** Writes the parts of the documents that are generated from code. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { GENERATED_PARTS } from './generated-parts.ts';
import { replaceBetween } from './markdown-table.ts';

for (const { document, name, text } of GENERATED_PARTS) {
  const path = fileURLToPath(new URL(document, ROOT));
  writeFileSync(path, replaceBetween(readFileSync(path, 'utf8'), name, text()));
}
