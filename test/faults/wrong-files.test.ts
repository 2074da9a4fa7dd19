/**
 * Wrong files: each file that the product reads is replaced by each kind of wrong file. What comes of it is a line that
 * names the file and the cause, with a documented exit code, and never a hang; what a link leads to stays as it is.
 */

import { expect } from 'chai';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../scripts/cli/exit-codes.ts';
import { FILE_READERS } from '../rules/file-calls.ts';
import { leftOut, NOBODY } from '../support/other-account.ts';
import { until } from '../support/until.ts';
import type { Line } from './wrong-file-reader.ts';

const READER = fileURLToPath(new URL('./wrong-file-reader.js', import.meta.url));
/** Kinds of which it may be enough to name the folder. */
const OF_FOLDER = new Set(['nothing', 'a link to nothing', 'below a file', 'in a folder without rights']);
const TABLE = 'wrong-file-reader.ts';
const IS_ROOT = process.getuid?.() === 0;
const LEFT_OUT = leftOut();

/** Reads every wrong file as an account, and returns the lines. @throws with the file at which the reader hangs */
async function readAll(account: { uid?: number; gid?: number }, ...also: string[]): Promise<Line[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'quietkey-wrong-'));
  chmodSync(scratch, 0o777);
  const child = fork(READER, [scratch, ...also], {
    ...account,
    env: { PATH: process.env['PATH'] },
    silent: true,
  });
  let [said, errors] = ['', ''];
  child.stdout?.on('data', (part) => (said += String(part)));
  child.stderr?.on('data', (part) => (errors += String(part)));
  const ended = once(child, 'close');
  const lines = (): Line[] =>
    said
      .trimEnd()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  try {
    let seen = -1;
    const isSilent = async (): Promise<boolean> => {
      seen = said.length;
      return until(() => said.length > seen || child.exitCode !== null).then(
        () => false,
        () => true,
      );
    };
    while (child.exitCode === null)
      if (await isSilent()) throw new Error(`it hangs: ${JSON.stringify(lines().at(-1))}`);
    await ended;
    expect(child.exitCode, errors).to.equal(0);
    return lines().filter(({ outcome }) => outcome !== undefined);
  } finally {
    child.kill('SIGKILL');
    rmSync(scratch, { recursive: true, force: true });
  }
}

describe('a wrong file', () => {
  const lines: Line[] = [];

  it(`never hangs who reads it${LEFT_OUT === undefined || !IS_ROOT ? '' : ` (without rights left out: ${LEFT_OUT})`}`, async () => {
    const second = IS_ROOT && LEFT_OUT === undefined ? [readAll(NOBODY, 'rights only')] : [];
    for (const read of await Promise.all([readAll({}), ...second])) lines.push(...read);
  });

  it('is met by every module that reads files', () => {
    const met = new Set(lines.map(({ module }) => module));
    const readInTable = Object.keys(FILE_READERS).filter((module) => FILE_READERS[module]?.endsWith(TABLE));
    // the head of a CSV file is read by another file than its rows
    expect([...met, 'scripts/cli/csv-form.ts'].sort()).to.deep.equal(readInTable.sort());
    expect(new Set(lines.map(({ kind }) => kind)).size).to.be.at.least(20);
    expect(lines).to.have.length.above(400);
  });

  it('is refused or read, as its kind says', () => {
    const other = lines.filter(
      ({ expected, outcome }) => expected !== 'either' && (outcome === 'read') !== (expected === 'read'),
    );
    expect(other.map(shown).join('\n')).to.equal('');
  });

  it('is named in one line with the cause and a documented exit code', () => {
    const faults = lines.filter(({ outcome }) => outcome !== 'read');
    const unnamed = faults.filter(({ outcome = '', file, exit, kind }) => {
      const names = OF_FOLDER.has(kind) ? [file, dirname(file)] : [file];
      return (
        !names.some((name) => outcome.includes(name)) ||
        ![EXIT.usage, EXIT.refused, EXIT.configuration].some((code) => code === exit)
      );
    });
    expect(unnamed.map(shown).join('\n')).to.equal('');
    expect(faults.length).to.be.above(200);
  });

  it('that is a link costs nothing of what it leads to', () => {
    expect(lines.filter(({ isUntouched }) => isUntouched === false).map(shown)).to.deep.equal([]);
  });
});

function shown({ file, kind, expected, outcome, exit }: Line): string {
  return `${file}: ${kind}: expected ${expected}: ${outcome} (${exit})`;
}
