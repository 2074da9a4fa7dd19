/** Writes the lists of settings into OPERATIONS.md, between their markers. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { DOCUMENT, withSettings } from './settings-document.ts';

const path = fileURLToPath(new URL(DOCUMENT, ROOT));
writeFileSync(path, withSettings(readFileSync(path, 'utf8')));
