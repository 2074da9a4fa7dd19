/**
 * What a stranger or a file says reaches no terminal as it is: no control character, no change of direction and nothing
 * invisible, on neither output, as text and as JSON. The values of a JSON document stay what they are.
 */

import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTerminal, type Terminal } from '../terminal.ts';

/** Sequences of seven and eight bits, a change of direction, an invisible tag and a line separator. */
const HOSTILE = '\u001b[2J\u009b31m\u202E\u{E0041}\u2028\u0085x';
const UNSEEN = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u;

describe('a hostile text', () => {
  let terminal: Terminal;
  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await writeFile(join(terminal.folder, 'orders.csv'), `email,product,${HOSTILE}\na@b.c,sonar,x\n`);
  });
  after(() => terminal.throwAway());

  const inFolder = (name: string, content: string) =>
    writeFile(join(terminal.dataFolder, name), content).then(() => ['doctor']);
  const CASES: Readonly<Record<string, () => string[] | Promise<string[]>>> = {
    'an unknown command': () => [HOSTILE],
    'an unknown option': () => ['license', 'list', `--${HOSTILE}`],
    'a product': () => ['product', 'show', HOSTILE],
    'a license': () => ['license', 'show', HOSTILE],
    'a name': () => ['product', 'add', 'echo', '--name', HOSTILE],
    'the name of a file to read': () => ['audit', 'verify', '--from', join(terminal.folder, HOSTILE)],
    'the name of a file to write': () => ['audit', 'export', '--out', join(terminal.folder, HOSTILE, 'x')],
    'the name of a key': () => ['bundle', 'init', '--key', join(terminal.dataFolder, HOSTILE)],
    'the name of a data folder': () => ['doctor', '--data', join(terminal.folder, HOSTILE)],
    'a column of a CSV file': () => ['license', 'bulk', '--csv', join(terminal.folder, 'orders.csv')],
    'an address': () => ['mailer', 'send-test', `${HOSTILE}@example.com`],
    'a member of vendor.json': () => inFolder('vendor.json', JSON.stringify({ [HOSTILE]: 1 })),
    'a logo in vendor.json': () => inFolder('vendor.json', JSON.stringify({ logo: HOSTILE })),
    'a word of vendor.json': () =>
      inFolder('vendor.json', JSON.stringify({ keyMail: { en: { opening: `{${HOSTILE}}` } } })),
    'a member of retention.json': () => inFolder('retention.json', JSON.stringify({ [HOSTILE]: 1 })),
  };

  for (const [what, words] of Object.entries(CASES))
    it(`as ${what} is printed harmlessly`, async () => {
      const typed = await words();
      for (const more of [[], ['--json']]) {
        const { out, err } = await terminal.type([...typed, ...more]);
        expect((out + err).length).to.be.greaterThan(0);
        expect(UNSEEN.exec(out + err)?.[0], `${out}${err}`).to.equal(undefined);
      }
    });
});
