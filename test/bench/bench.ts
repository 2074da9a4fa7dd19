/**
 * `npm run bench`: measures the cost of requests, as ratios to a bare echo of the same run. The options (`options.ts`)
 * select the measurement. Prints the report. The exit code is 0 whatever the figures are.
 */

import { readUsage } from '../../server/config/usage.ts';
import { readOptions, USAGE } from './options.ts';

const read = readUsage(USAGE, process.argv.slice(2), readOptions);
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exit(read.exit);
}
// loaded here, since the help needs nothing of it
const { measure } = await import('./measure.ts');
await measure(read.options);
