/**
 * The version of Quietkey. `package.json` alone states it, and this file alone reads it; everything that tells a version
 * tells this one. The database has a version of its own, in `db`.
 */

import { readFileSync } from 'node:fs';

// this file runs from dist/server/config
const PACKAGE = new URL('../../../package.json', import.meta.url);

export const VERSION = (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
