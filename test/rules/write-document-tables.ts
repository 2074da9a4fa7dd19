/** Writes the tables of the documents that are generated from code. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { replaceBetween } from './markdown-table.ts';
import { storedTable } from './stored-table.ts';

const path = fileURLToPath(new URL('README.md', ROOT));
writeFileSync(path, replaceBetween(readFileSync(path, 'utf8'), 'stored', storedTable()));
