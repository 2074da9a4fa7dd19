/**
 * The commands that texts name. Where the data folder was named on the command line, each of them names it too: without
 * it the command would work on another folder.
 */

import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NOUNS, shellWord, VERBS, withFolder } from '../../../server/config/command-hints.ts';
import { programOf } from '../../../scripts/program.ts';
import { readSources } from '../../rules/house-rules.ts';
import { maskSource } from '../../rules/source-mask.ts';
import { ROOT } from '../../support/root.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

/** A command in a text; `help` takes no data folder, and the others are words that are no command. */
const COMMAND = /\bquietkey\s+(?!help|v1|message|qwas)[a-z]/g;
const count = (text: string, pattern: RegExp | string): number =>
  typeof pattern === 'string' ? text.split(pattern).length - 1 : (text.match(pattern) ?? []).length;

/** Every text in product code that names a command of quietkey. */
function hints(): string[] {
  return readSources(fileURLToPath(ROOT))
    .filter(({ path }) => /^(?:server|scripts|db)\//.test(path))
    .flatMap(({ text }) => maskSource(text).strings.map(({ value }) => value))
    .filter((value) => /\bquietkey [a-z]/.test(value));
}

describe('the commands that texts name', () => {
  let terminal: Terminal;
  let data: string;

  before(async () => {
    terminal = await openTerminal();
    data = join(terminal.folder, "ada's store");
  });
  after(() => terminal.throwAway());

  it('are those of the command table', () => {
    const names = programOf(false).commands.map((command) => command.name());
    expect([...NOUNS, ...VERBS, 'exit-codes'].toSorted()).to.deep.equal(names.toSorted());
    const nouns = programOf(false).commands.filter(({ commands }) => commands.length > 0);
    expect(nouns.map((command) => command.name()).toSorted()).to.deep.equal([...NOUNS, 'mailer'].toSorted());
  });

  it('are all found in the texts of the code', () => {
    const missed = hints().filter(
      (text) => count(text, COMMAND) !== count(withFolder(text, '/data'), ' --data /data'),
    );
    expect(missed).to.deep.equal([]);
    expect(hints().length).to.be.greaterThan(40);
  });

  it('are quoted for a shell', () => {
    const words = {
      '/srv/q': '/srv/q',
      "a'b": "'a'\\''b'",
      'a b': "'a b'",
      $x: "'$x'",
      'a;b': "'a;b'",
      '': "''",
    };
    for (const [text, word] of Object.entries(words)) expect(shellWord(text)).to.equal(word);
    expect(withFolder('Run: quietkey purge --apply. Not quietkeys purge', '$&')).to.equal(
      "Run: quietkey purge --data '$&' --apply. Not quietkeys purge",
    );
  });

  it('name the folder once, and for the start of the server too', () => {
    const text = 'Next:\n  quietkey doctor\n  npm start\nSee: npm start -- --help';
    const named =
      'Next:\n  quietkey doctor --data /srv/q\n  QUIETKEY_DATA=/srv/q npm start\nSee: npm start -- --help';
    expect(withFolder(text, '/srv/q')).to.equal(named);
    expect(withFolder(named, '/srv/q')).to.equal(named);
  });

  it('name the folder of --data, in outputs, errors and documents', async () => {
    const named = `--data ${shellWord(data)}`;
    const ask = async (...typed: string[]): Promise<string> => {
      const { out, err } = await terminal.type(['--data', data, ...typed]);
      return out + err;
    };
    const texts = [
      await ask('doctor'),
      await ask('init'),
      await ask('product', 'list'),
      await ask('license', 'show', '6p2iRu0mXw1cZb9yKq4dTA'),
      await ask('license', 'issue', 'sonar', 'ada@example.com'),
      await ask('purge'),
      await ask('secret', 'rotate'),
      await ask('key', 'root', 'move', join(terminal.folder, 'stick')),
      await ask('token', 'list'),
      await ask('doctor', '--json'),
      await ask('license', 'show', '6p2iRu0mXw1cZb9yKq4dTA', '--json'),
    ];
    // a fault of the configuration, whose remedy is in a field of the document
    rmSync(join(data, 'keys', 'key-set.jwt'));
    texts.push(await ask('key', 'list'), await ask('key', 'list', '--json'));
    for (const text of texts) {
      const lines = text.replaceAll('\\\\', '\\').replaceAll(/\s+/g, ' ');
      expect(count(lines, named), lines).to.equal(count(lines, COMMAND)).and.be.greaterThan(0);
    }
  });

  it('are plain where the folder comes from the environment or is the default', async () => {
    const { out } = await terminal.type(['doctor']);
    expect(out)
      .to.match(/quietkey init/)
      .and.not.match(/--data/);
  });
});
