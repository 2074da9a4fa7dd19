#!/usr/bin/env node
/** The command `quietkey`: the same operations as in the JSON API, for anyone who has the data folder. */

import { join } from 'node:path';
import { loadBundle } from './cached-code.ts';
import type * as CommandLine from './command-line.ts';

const BUNDLE = join(import.meta.dirname, '..', 'bundle', 'command-line.cjs');

await loadBundle<typeof CommandLine>(BUNDLE).exports.runCommandLine(process.argv.slice(2));
