/**
 * Plays histories by hand: `node dist/test/histories/run.js FROM TO [table]`. It prints how often each property was
 * broken, and the first histories that broke it, without the steps that the violation does not need.
 */

import { countEvents, newTally, tableOf } from './model/events.ts';
import { planOf, type Plan } from './model/plan.ts';
import { play, shortest } from './play.ts';
import { openWorkplace } from './vendor.ts';

const PRINTED_MAX = 3;
const [from = 0, to = 100] = process.argv.slice(2, 4).map(Number);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const workplace = await openWorkplace();
const tally = newTally();
const broken = new Map<string, number[]>();
const judged = new Map<string, number>();
let undecidable = 0;
for (let number = from; number < to; number += 1) {
  const { violation, events, isUndecidable, judged: made } = await play(planOf(number), workplace);
  countEvents(tally, events);
  if (isUndecidable) undecidable += 1;
  for (const [name, times] of Object.entries(made)) judged.set(name, (judged.get(name) ?? 0) + times);
  if (violation !== undefined) broken.set(violation.rule, [...(broken.get(violation.rule) ?? []), number]);
}
const { user, system } = process.cpuUsage();
const seconds = ((user + system) / 1e6).toFixed(0);
print(`${to - from} histories, ${seconds} s of processor time, ${undecidable} undecidable`);
print(JSON.stringify(Object.fromEntries(judged)));
if (process.argv[4] !== undefined) print(tableOf(tally));
for (const [rule, numbers] of broken) {
  print(`\n${numbers.length} times broken: ${rule}`);
  for (const number of numbers.slice(0, PRINTED_MAX)) await printShortest(number);
}
workplace.end();

async function printShortest(number: number): Promise<void> {
  const plan = await shortest(planOf(number), workplace);
  const { violation } = await play(plan, workplace);
  print(`  history ${number}: ${violation?.message ?? 'not broken again'}`);
  print(`    ${JSON.stringify(summaryOf(plan))}`);
}

function summaryOf({ steps, terms, identity, adapters, startEveryDays }: Plan): object {
  const happens = steps.map(({ event, afterDays, machine }) => `+${afterDays} ${event} ${machine + 1}`);
  return { ...terms, identity, adapters, startEveryDays, happens };
}
