/** The priority of the threads that hash passwords, in a process of its own, since it holds until the process ends. */

import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { NICER } from '../../../server/config/pool-priority.ts';

const urlOf = (path: string): string => JSON.stringify(new URL(`../../../server/${path}`, import.meta.url));
/** Hashes passwords; prints the nice value of the process, and that of the other thread that has worked most for them. */
const PROGRAM = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { getPriority } from 'node:os';
  import { lowerPoolPriority } from ${urlOf('config/pool-priority.js')};
  import { openPasswords } from ${urlOf('crypto/passwords.js')};
  const threads = () => readdirSync('/proc/self/task').map(Number).filter((thread) => thread !== process.pid);
  const ticks = (thread) => Number(readFileSync('/proc/self/task/' + thread + '/stat', 'latin1').split(' ')[13]);
  if (process.argv[1] === 'lowered') await lowerPoolPriority();
  const before = new Map(threads().map((thread) => [thread, ticks(thread)]));
  const passwords = openPasswords();
  for (let count = 0; count < 8; count++) await passwords.hash('correct horse battery staple');
  const work = (thread) => ticks(thread) - (before.get(thread) ?? 0);
  const [hasher] = threads().sort((a, b) => work(b) - work(a));
  console.log(JSON.stringify({ own: getPriority(), hasher: getPriority(hasher) }));
`;

const niceValues = (word: string): { own: number; hasher: number } => {
  const args = ['--input-type=module', '--eval', PROGRAM, word];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ReturnType<
    typeof niceValues
  >;
};

describe('the priority of password hashes', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('is below that of the threads that answer requests', () => {
    const { own, hasher } = niceValues('lowered');
    expect(hasher).to.equal(Math.min(19, own + NICER));
  });

  it('is that of the process, where nothing lowers it', () => {
    const { own, hasher } = niceValues('');
    expect(hasher).to.equal(own);
  });
});
