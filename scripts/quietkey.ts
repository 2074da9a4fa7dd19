#!/usr/bin/env node
/** The command `quietkey`: the same operations as in the JSON API, for anyone who has the data folder. */

import { runCommandLine } from './command-line.ts';

await runCommandLine(process.argv.slice(2));
