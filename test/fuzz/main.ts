/**
 * `npm run test:fuzz`: looks for inputs that break a reader, guided by coverage. What reaches a new block is kept and
 * changed again. An input that breaks the reader is written into the corpus, and ends the run with 1.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readUsage, UsageFault, type Usage } from '../../server/config/usage.ts';
import { addToCorpus, readCorpus } from './corpus.ts';
import { openCoverage } from './coverage.ts';
import { drawer, mutate } from './mutate.ts';
import { TARGET_NAMES, TARGETS, type Target, type TargetName } from './targets.ts';

const USAGE: Usage = {
  program: 'npm run test:fuzz',
  summary: 'Looks for inputs that break a reader, guided by coverage, and writes them into the corpus.',
  options: {
    target: { takes: 'TARGET', summary: `one of ${TARGET_NAMES.join(', ')} (default: each in turn)` },
    seconds: { takes: 'N', summary: 'how long for each target (default 60)' },
    seed: { takes: 'N', summary: 'where the changes begin (default: another each time)' },
  },
  exits: [
    [0, 'no reader broke'],
    [1, 'a reader broke'],
  ],
};
/** Inputs between two looks at the coverage, which costs more than most inputs. */
const BATCH = 25;

const read = readUsage(USAGE, process.argv.slice(2), ({ values }) => {
  const { target, seconds = '60', seed = String(Date.now() % 1_000_000) } = values;
  const names = TARGET_NAMES.filter((name) => target === undefined || name === target);
  if (names.length === 0) throw new UsageFault(`--target must be some of ${TARGET_NAMES.join(', ')}.`);
  for (const text of [seconds, seed])
    if (!/^\d{1,6}$/.test(text)) throw new UsageFault(`${text} is not a whole number.`);
  return { names, seconds: Number(seconds), seed: Number(seed) };
});
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exit(read.exit);
}
const folder = mkdtempSync(join(tmpdir(), 'quietkey-fuzz-'));
const { names, seconds, seed } = read.options;
for (const name of names) await fuzz(name);
rmSync(folder, { recursive: true });

async function fuzz(name: TargetName): Promise<void> {
  const target: Target = TARGETS[name];
  const coverage = openCoverage((url) => url.includes(`/dist/${target.file}`));
  const [draw, corpus, seen] = [drawer(seed), readCorpus(name), new Set<string>()];
  const pick = (): Buffer => corpus[draw(corpus.length)] ?? Buffer.alloc(0);
  const isNew = (): boolean => coverage.take().filter((block) => isAdded(seen, block)).length > 0;
  const broken = new AbortController();
  const run = async (input: Buffer): Promise<void> => {
    if (await breaks(target, name, input)) broken.abort();
  };
  for (const input of corpus) await run(input);
  isNew();
  const until = performance.now() + seconds * 1_000;
  let inputs = 0;
  while (performance.now() < until && !broken.signal.aborted) {
    const before = new Set(seen);
    const batch = Array.from({ length: BATCH }, () => mutate(pick(), pick(), draw));
    for (const input of batch) await run(input);
    inputs += batch.length;
    if (!isNew()) continue;
    // each alone shows which of them it was
    for (const input of batch) {
      await run(input);
      const reached = coverage.take().filter((block) => isAdded(before, block));
      if (reached.length > 0) corpus.push(input);
    }
  }
  coverage.close();
  console.log(`${name}: ${inputs} inputs, ${seen.size} blocks, ${corpus.length} kept, seed ${seed}`);
}

function isAdded(blocks: Set<string>, block: string): boolean {
  return blocks.size < blocks.add(block).size;
}

async function breaks(target: Target, name: TargetName, input: Buffer): Promise<boolean> {
  try {
    await target.check(input, folder);
    return false;
  } catch (error) {
    process.exitCode = 1;
    console.log(`${name} broke: ${addToCorpus(name, input)}\n${String(error)}`);
    return true;
  }
}
