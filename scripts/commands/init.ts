/**
 * `quietkey init`: the first command, which makes the data folder with its secrets, keys and database, and says what to
 * type next. It may be run any number of times: what is there stays. Guarantees that no secret is printed; the root key
 * that is printed is the public one.
 */

import type { Command } from 'commander';
import { openWorld, prepareFolder, type Prepared } from '../../server/composition/world.ts';
import { acting, declare } from '../cli/command.ts';
import { block } from '../cli/print.ts';

export function addInitCommand(program: Command): void {
  declare(program, {
    words: 'init',
    says: 'Make the data folder: two secrets, a trial root key, signing keys and the database.',
    examples: ['init', 'init --data /srv/quietkey'],
  }).action(
    acting(async ({ config, atEnd }) => {
      const prepared = prepareFolder(config);
      const world = await openWorld(config, { threads: 'in-thread' });
      atEnd(() => world.close());
      return { json: prepared, text: write(prepared) };
    }),
  );
}

function write({ dataFolder, made, issuer, rootKey, rootKeyFile }: Prepared): string {
  const [first, ...others] = made;
  const parts = [
    `${made.length === 0 ? 'The data folder was ready' : 'The data folder is ready'}: ${dataFolder}`,
    block([
      ['Made', first ?? 'nothing new'],
      ...others.map((file) => ['', file] as const),
      ['Issuer', issuer],
      ['Root key', rootKey],
    ]),
    'Apps pin the issuer and the root key, which is the public half.',
  ];
  if (rootKeyFile !== null) {
    parts.push(
      'The private root key is on this server, for a trial. To take it away:\n  quietkey key root move FOLDER',
    );
  }
  parts.push(
    'What to type next:\n' +
      '  quietkey product add sonar --name "Sonar Pro"\n' +
      '  quietkey license issue sonar ada@example.com\n' +
      '  npm start',
  );
  return parts.join('\n\n');
}
