/**
 * No option is ignored: each option of the command table has an entry that says in which modes it has an effect, and
 * every other combination is refused as wrong usage before anything is read or written.
 */

import { expect } from 'chai';
import { commandPath } from '../../../scripts/cli/error-output.ts';
import { programOf, withSubcommands } from '../../../scripts/program.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { OPTION_MODES, VALUES, type OptionModes } from './option-modes.ts';

const split = (words = ''): string[] => words.split(' ').filter((word) => word !== '');
const COMBINATIONS = Object.entries(OPTION_MODES).flatMap(([command, { words, needs = [], apart = [] }]) => [
  ...needs.map(([option, other]) => ({ command, words, options: [option], option, other })),
  ...apart.map(([option, other]) => ({ command, words, options: [option, other], option, other })),
]);

describe('an option without an effect', () => {
  let terminal: Terminal;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    await terminal.ask('license', 'issue', 'sonar', 'ada@example.com');
  });
  after(() => terminal.throwAway());

  it('has an entry for each option of the command table', () => {
    const named = ({ always, kept, needs = [], apart = [] }: OptionModes): string[] => [
      ...split(always),
      ...split(kept),
      ...[...needs, ...apart].map(([option]) => option),
    ];
    const entries = Object.entries(OPTION_MODES).map(([command, modes]) => [
      command,
      [...new Set(named(modes))].toSorted(),
    ]);
    const table = withSubcommands(programOf(false))
      .filter((command) => command.parent !== null && command.options.length > 0)
      .map((command) => [
        commandPath(command).replace(/^quietkey /, ''),
        command.options.map(({ long }) => long ?? '').toSorted(),
      ]);
    expect(Object.fromEntries(entries)).to.deep.equal(Object.fromEntries(table));
  });

  for (const { command, words, options, option, other } of COMBINATIONS) {
    const combination = options.join(' with ');
    it(`quietkey ${command} refuses ${combination}${options.length === 1 ? ` without ${other}` : ''}`, async () => {
      const given = options.flatMap((name) => (name in VALUES ? [name, VALUES[name] ?? ''] : [name]));
      const alone = split(words).filter((word) => !(word === other && options.length === 1));
      const { exit, out, err } = await terminal.type([...split(command), ...alone, ...given]);
      const told = options.includes('--json') ? out : err;
      expect(exit, out + err).to.equal(2);
      expect(told).to.contain(option).and.to.contain(other);
      expect(told).to.match(/needs|cannot be combined/);
    });
  }
});
