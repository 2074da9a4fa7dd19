/** A scrub that is killed by itself: before a step, at its n-th time. Arguments: the database, the step and n. */

import { scrubFile, STEPS, type Steps } from '../../db/sqlite/secure-delete/scrub-file.ts';

const [path = '', step = '', times = '1'] = process.argv.slice(2);
let left = Number(times);

function killed<Name extends keyof Steps>(name: Name): Steps[Name] {
  const act: (...given: never[]) => unknown = STEPS[name];
  const killing = (...given: never[]): unknown => {
    if (name === step && --left === 0) process.kill(process.pid, 'SIGKILL');
    return act(...given);
  };
  return killing as Steps[Name];
}

await scrubFile(path, {
  emptyStatistics: killed('emptyStatistics'),
  clear: killed('clear'),
  noteWritten: killed('noteWritten'),
  emptyWal: killed('emptyWal'),
});
