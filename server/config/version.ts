/**
 * The version of Quietkey. Only `package.json` contains the version, and only this file reads it; all other code that
 * shows a version gets it from this file. The database has a version of its own, in `db`.
 */

import { readFileSync } from 'node:fs';

// The compiled form of this file is in dist/server/config.
const PACKAGE = new URL('../../../package.json', import.meta.url);

export const VERSION = (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
