/**
 * `quietkey init`: the first command. It creates the data folder with secrets, keys and the database, and prints the
 * next commands. The command may be repeated: whatever exists is kept. No secret is printed; the printed root key is
 * the public one.
 */

import type { Command } from 'commander';
import { openWorld, prepareFolder, type Prepared } from '../../server/composition/world.ts';
import { acting, declare } from '../cli/command.ts';
import { block } from '../cli/print.ts';

export function addInitCommand(program: Command): void {
  declare(program, {
    words: 'init',
    description:
      'Create the data folder with two secrets, a root key for a trial, signing keys and the database.',
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
    `${made.length === 0 ? 'The data folder was complete' : 'The data folder is ready'}: ${dataFolder}`,
    block([
      ['Created', first ?? 'nothing'],
      ...others.map((file) => ['', file] as const),
      ['Issuer', issuer],
      ['Root key', rootKey],
    ]),
    'Apps pin the issuer and this root key, which is the public half.',
  ];
  if (rootKeyFile !== null) {
    parts.push(
      'The private root key is on this server, which is fine for a trial. To move it:\n  quietkey key root move FOLDER',
    );
  }
  parts.push(
    'Next steps:\n' +
      '  quietkey product add sonar --name "Sonar Pro"\n' +
      '  quietkey license issue sonar ada@example.com\n' +
      '  npm start',
  );
  return parts.join('\n\n');
}
