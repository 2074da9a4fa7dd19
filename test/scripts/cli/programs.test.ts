/**
 * The programs that npm starts (the server, the demo, the preview, the bench and the stand of the cluster) with `--help`,
 * `--version` and unknown arguments. Each runs in an empty folder, which must stay empty: none may start its work.
 */

import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../../scripts/cli/exit-codes.ts';

// this file runs from a folder below dist/test/scripts
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const { version, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  scripts: Record<string, string>;
};
const PROGRAMS = {
  start: 'npm start',
  bench: 'npm run bench',
  demo: 'npm run demo',
  preview: 'npm run preview',
  'test:cluster': 'npm run test:cluster',
};

type Mistyped = readonly [words: readonly string[], message: RegExp];

/** Wrong arguments, and the message that standard error must have. */
const BAD: readonly Mistyped[] = [
  [['--colour', 'red'], /does not know --colour\. It\s+knows: .*--help/s],
  [['-x'], /does not know -x/],
  [['--version=2'], /--version takes no value/],
];
const BAD_OF_BENCH: Mistyped[] = [
  [['--rounds'], /--rounds lacks its value: --rounds N/],
  [['--rounds', '--json'], /--rounds lacks its value: --rounds N/],
  [['--rounds', '0'], /--rounds must be a whole number from 1, not 0/],
  [['--licenses', '10,many'], /--licenses must be a whole number from 1, not many/],
  [['--soak', 'long'], /--soak must be a number above 0, not long/],
  [['--seconds', '1'], /--seconds needs --against/],
  [['--against', 'nowhere', '--purge'], /--purge cannot be combined with --against/],
  [['--peers', 'echo', '--purge'], /--purge cannot be combined with --peers/],
  [['--peers', 'nowhere'], /--peers must name .*, or an existing file, not nowhere/],
  [['--connections', '8'], /--connections needs --against or --peers/],
  [['--engine', 'mysql'], /--engine must be sqlite or postgres, not mysql/],
];

if (process.platform === 'linux') {
  BAD_OF_BENCH.push(
    [['--against', 'nowhere'], /--against names a folder that has no package\.json: .*nowhere/],
    [['--against', 'nowhere', '--requests', '9', '--seconds', '1'], /--requests and --seconds both/],
    [['--against', ROOT, '--only', 'release'], /--only must be some of activate, .*, not release/],
  );
}

describe('the programs that npm starts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
  after(() => rmSync(folder, { recursive: true }));

  const type = (name: string, words: readonly string[]) => {
    const [, ...typed] = (scripts[name] ?? '').replace(/^exec |^npm run --silent build && /, '').split(' ');
    const args = typed.map((word) => (word.startsWith('-') ? word : join(ROOT, word)));
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...words], {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(readdirSync(folder), 'nothing is made').to.deep.equal([]);
    return { status, stdout, stderr };
  };

  for (const [name, program] of Object.entries(PROGRAMS)) {
    it(`${program} -- --help lists options and exit codes`, () => {
      const { status, stdout, stderr } = type(name, ['--help']);
      expect([status, stderr]).to.deep.equal([EXIT.done, '']);
      expect(stdout)
        .to.contain(`Usage: ${program} -- [options]`)
        .and.to.contain('--version')
        .and.to.match(/^ +2 +wrong usage/m);
      for (const line of stdout.split('\n')) expect(line.length, line).to.be.at.most(80);
      expect(type(name, ['-h'])).to.deep.equal({ status, stdout, stderr });
    });
    it(`${program} -- --version prints the version of package.json`, () => {
      expect(type(name, ['--version'])).to.deep.equal({
        status: EXIT.done,
        stdout: `${version}\n`,
        stderr: '',
      });
    });
    for (const [words, message] of [...BAD, ...(name === 'bench' ? BAD_OF_BENCH : [])]) {
      it(`${program} -- ${words.join(' ')} is refused`, () => {
        const { status, stdout, stderr } = type(name, words);
        expect([status, stdout]).to.deep.equal([EXIT.usage, '']);
        expect(stderr).to.match(message).and.to.contain(`See: ${program} -- --help`);
      });
    }
  }

  it('quietkey --version prints the same version', () => {
    expect(type('quietkey', ['--version']).stdout).to.equal(`${version}\n`);
  });
});
