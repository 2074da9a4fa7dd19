/**
 * Plays histories until one breaks a certain property, and prints it: `node dist/test/histories/find.js COUNT PROPERTY`.
 * The process that `faults.test.ts` starts with a planted fault.
 */

import { planOf } from './model/plan.ts';
import { play } from './play.ts';
import { openWorkplace } from './vendor.ts';

const [count, rule] = [Number(process.argv[2]), process.argv[3]];
const workplace = await openWorkplace();
let found = `nothing in ${count} histories`;
for (let number = 0; number < count; number += 1) {
  const { violation } = await play(planOf(number), workplace);
  if (violation?.rule !== rule) continue;
  found = `history ${number}: ${violation?.message ?? ''}`;
  break;
}
workplace.end();
process.stdout.write(`${found}\n`);
