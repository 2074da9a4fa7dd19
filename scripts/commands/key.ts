/**
 * `quietkey key`: the keys that sign leases and statements, and the root key above them. Guarantees that no private
 * half is printed, and that the root key is not removed from the server before its copy was read back. Leaves how keys
 * are made and retired to the server.
 */

import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigFault, type Config } from '../../server/config/config.ts';
import { listKeys, rotateKeys, type KeyList, type Rotated } from '../../server/composition/world.ts';
import { acting, declare, declareNoun } from '../cli/command.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { block, counted, table, wrap } from '../cli/print.ts';
import { moveRootKey, type MovedRoot } from './root-move.ts';
import { readId } from '../cli/arguments.ts';

interface RotateOptions {
  readonly rootKey?: string;
  readonly drop?: string[];
}

export function addKeyCommands(program: Command): void {
  const key = declareNoun(program, 'key', 'Signing keys, and the root key above them.', 'key list');
  listCommand(key);
  rotateCommand(key);
  moveCommand(declareNoun(key, 'root', 'The root key, which apps pin.', 'key root move /media/stick'));
}

function listCommand(key: Command): void {
  declare(key, {
    words: 'list',
    says: 'List the keys of the current key set.',
    examples: ['key list'],
  }).action(
    acting(({ config }) => {
      const list = listKeys(withFolder(config));
      return Promise.resolve({ json: list, text: writeList(list) });
    }),
  );
}

function rotateCommand(key: Command): void {
  declare(key, {
    words: 'rotate',
    says:
      'Make new signing keys and publish them. A running server signs with them within seconds; ' +
      'what earlier keys have signed stays good, unless they are dropped.',
    examples: ['key rotate', 'key rotate --root-key /media/stick/root-key.json'],
  })
    .option('--root-key <FILE>', 'the private root key, once it is not in the data folder')
    .option('--drop <KEY>', 'id of a stolen key, which leaves the set; may be repeated', collectIds)
    .action(
      acting<[], RotateOptions>(({ config, options }) => {
        const rootKeyFile = findRootKey(withFolder(config), options.rootKey);
        const rotated = rotateKeys(config, { rootKeyFile, drop: options.drop });
        return Promise.resolve({ json: rotated, text: writeRotated(rotated) });
      }),
    );
}

function moveCommand(root: Command): void {
  declare(root, {
    words: 'move',
    says: 'Move the private root key away, where a thief of this server cannot find it.',
    examples: ['key root move /media/stick'],
  })
    .argument('<FOLDER>', 'where to; made where it is missing')
    .action(
      acting<[string]>(({ config, args: [folder] }) => {
        const { rootKeyFile } = listKeys(withFolder(config));
        const moved = moveRootKey({ ...config, from: rootKeyFile, to: resolve(folder) });
        return Promise.resolve({ json: moved, text: writeMoved(moved) });
      }),
    );
}

/** The private root key: the file that was brought, or the one on this server. */
function findRootKey(config: Config, brought: string | undefined): string {
  const file = brought === undefined ? listKeys(config).rootKeyFile : resolve(brought);
  if (file !== null && existsSync(file)) return file;
  const message = file === null ? 'is needed: the file was moved away' : `names ${file}, which is not there`;
  throw new CommandRefused({
    code: 'root_key_absent',
    says: 'The private root key is not at hand.',
    remedy: 'Bring the file and name it: quietkey key rotate --root-key FILE',
    field: { field: '--root-key', message },
  });
}

function collectIds(word: string, before: string[] = []): string[] {
  return [...before, readId(word)];
}

function withFolder(config: Config): Config {
  if (existsSync(config.dataFolder)) return config;
  const message = `names ${config.dataFolder}, which is not there`;
  throw new ConfigFault([{ variable: 'QUIETKEY_DATA', message, remedy: 'Make it: quietkey init' }]);
}

function writeList(list: KeyList): string {
  const head = block([
    ['Issuer', list.issuer],
    ['Root key', list.rootKey],
    ['Its private half', list.rootKeyFile ?? 'is not on this server'],
    ['Receipt key', list.receiptKey],
    ['Key set', `version ${list.version}, issued on ${list.issuedOn}`],
    ['Expires on', `${list.expiresOn}, in ${counted(list.daysLeft, 'day')}`],
  ]);
  const rows = list.keys.map((key) => [key.kid, key.use, key.status, key.retiredOn]);
  return `${head}\n\n${table(['KEY', 'USE', 'STATUS', 'RETIRED ON'], rows)}`;
}

function writeRotated({ version, expiresOn, made, kept, dropped }: Rotated): string {
  const head = block([
    ['Key set', `version ${version}`],
    ['Expires on', expiresOn],
  ]);
  const rows = [
    ...made.map(({ kid, use }) => [kid, use, 'new']),
    ...kept.map(({ kid, use }) => [kid, use, 'still verifies']),
    ...dropped.map(({ kid, use }) => [kid, use, 'dropped']),
  ];
  return `Rotated.\n\n${head}\n\n${table(['KEY', 'USE', 'STATUS'], rows)}`;
}

function writeMoved({ file, isPrivate }: MovedRoot): string {
  const lines = [
    wrap(`The root key is now in ${file} and no longer on this server.`),
    wrap('Keep a second copy of it in another place: without it no new signing keys can be made.'),
    `When signing keys are made next, bring it:\n  quietkey key rotate --root-key ${file}`,
  ];
  if (!isPrivate)
    lines.push(wrap('Others may read it there. Copy it to a private file (chmod 600) before its use.'));
  return lines.join('\n\n');
}
