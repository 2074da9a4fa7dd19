/**
 * A process of `npm test`, which runs the test files that it is sent, one after another. What is loaded and started for
 * one of them stays for the next. It must end by itself when there are no more: a test that leaves something open keeps
 * it from ending.
 */

import Mocha from 'mocha';
import { readFileSync } from 'node:fs';
import { endAll } from './at-end.ts';
import { beginCost } from './file-times.ts';
import { ROOT } from './root.ts';
import { END, type Counts, type FileEnded, type Titles } from './run-messages.ts';

if (process.send === undefined) throw new Error('this file is a process of run.ts');
serve(process.send.bind(process));

function serve(send: (ended: FileEnded) => void): void {
  const options = JSON.parse(readFileSync(new URL('.mocharc.json', ROOT), 'utf8')) as Mocha.MochaOptions;
  process.on('message', (file: string) => {
    if (file === '') process.disconnect();
    else void runMeasured(file, options).then(send);
  });
  process.on('disconnect', () => void endAll());
}

async function runMeasured(file: string, options: Mocha.MochaOptions): Promise<FileEnded> {
  const cost = process.argv.includes('--times') ? beginCost() : undefined;
  const counts = await run(file, options);
  process.stdout.write(END);
  return { ...counts, cost: cost?.() };
}

async function run(file: string, options: Mocha.MochaOptions): Promise<Counts & Titles> {
  const mocha = new Mocha(options);
  mocha.addFile(file);
  await mocha.loadFilesAsync();
  const passed: string[] = [];
  const skipped: string[] = [];
  const failing = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', ({ title }) => passed.push(title))
      .on('pending', ({ title }) => skipped.push(title));
  });
  mocha.dispose();
  return { passing: passed.length, failing, passed, skipped };
}
