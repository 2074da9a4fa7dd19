/**
 * The terminal of these tests: commands that share a process exit and print as in their own process, whatever ran there
 * before.
 */

import { expect } from 'chai';
import { openTerminal, type Terminal } from './terminal.ts';

/** Arguments, and what is typed on standard input. */
const LINES: readonly (readonly [words: readonly string[], input?: string])[] = [
  [['license', 'find', '-'], 'ada@example.com\n'],
  [['license', 'find', '-']],
  [['product', 'list', '--json']],
  [['license', 'isue']],
  [['receipt', 'show', 'x', '--json']],
  [['product', 'list', '--data', '/nowhere']],
];

describe('a terminal', () => {
  let shared: Terminal;
  let own: Terminal;

  before(async () => {
    [shared, own] = [await openTerminal('shared'), await openTerminal('own')];
    await shared.ask('init');
    await shared.ask('product', 'add', 'sonar', '--name', 'Sonar');
    await shared.ask('license', 'issue', 'sonar', 'ada@example.com');
  });
  after(() => Promise.all([shared, own].map((terminal) => terminal.throwAway())));

  for (const [words, input = ''] of LINES) {
    it(`gives "${words.join(' ')}"${input && ' and a line'} the same end in a shared process`, async () => {
      const env = { QUIETKEY_DATA: shared.dataFolder };
      const alone = await own.type(words, { input, env });
      expect(await shared.type(words, { input })).to.deep.equal(alone);
      expect(await shared.type(words, { input })).to.deep.equal(alone);
    });
  }
});
