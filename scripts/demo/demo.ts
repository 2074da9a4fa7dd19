/**
 * `npm run demo`: shows a license from its purchase to the purge, step by step, with what is stored about the customer
 * after each step. The exit code is 1 if a step fails.
 */

import { readUsage, type Usage } from '../../server/config/usage.ts';

const USAGE: Usage = {
  program: 'npm run demo',
  summary:
    'Shows a license from its purchase to the purge, step by step, with its own server and data folder, which are removed afterwards. It needs no setup and no input.',
  exits: [
    [0, 'all steps succeeded'],
    [1, 'a step failed; it is the last one printed'],
  ],
};

const read = readUsage(USAGE, process.argv.slice(2), () => undefined);
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exitCode = read.exit;
} else {
  // loaded here, since the help does not need it
  const { playDemo } = await import('./journey.ts');
  await playDemo();
}
