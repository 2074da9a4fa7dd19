/**
 * `quietkey key`: lists and rotates the keys that sign leases and statements, and moves the root key off the server. No
 * private key is printed, and the root key is removed only after its copy was read back.
 */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { Config } from '../../../server/config/config.ts';
import {
  clockFault,
  listKeys,
  openWorld,
  requireRootKey,
  rotateKeys,
  type KeyList,
  type Rotated,
} from '../../../server/composition/world.ts';
import { acting, declare, declareNoun } from '../../cli/command.ts';
import { block, counted, table, wrap } from '../../cli/print.ts';
import { findRootKey, withFolder } from './find-root-key.ts';
import { moveRootKey, type MovedRoot } from './root-move.ts';
import { readId } from '../../cli/arguments.ts';

interface RotateOptions {
  readonly rootKey?: string;
  readonly drop?: string[];
}

export function addKeyCommands(program: Command): void {
  const key = declareNoun(program, 'key', 'List and rotate signing keys, and move the root key.', 'key list');
  listCommand(key);
  rotateCommand(key);
  moveCommand(declareNoun(key, 'root', 'Move the root key, which apps pin.', 'key root move /media/stick'));
}

function listCommand(key: Command): void {
  declare(key, {
    words: 'list',
    description: 'List the keys of the current key set.',
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
    description:
      'Make new signing keys and publish them. A running server signs with them within seconds; ' +
      'signatures of earlier keys stay valid, unless those keys are dropped.',
    examples: ['key rotate', 'key rotate --root-key /media/stick/root-key.json'],
  })
    .option('--root-key <FILE>', 'the private root key, if it is not in the data folder')
    .option('--drop <KEY>', 'id of a stolen key to remove from the key set; may be repeated', collectIds)
    .action(
      acting<[], RotateOptions>(async ({ config, options: { rootKey, drop } }) => {
        const rootKeyFile = findRootKey(withFolder(config), rootKey, 'key rotate');
        const isClockBelieved = await judgeClock(config);
        const rotated = rotateKeys(config, { rootKeyFile, drop, isClockBelieved });
        return { json: rotated, text: writeRotated(rotated) };
      }),
    );
}

/** Whether the clock is believed; false if the database does not answer. */
async function judgeClock(config: Config): Promise<boolean> {
  try {
    const world = await openWorld(config, { threads: 'in-thread' });
    const fault = clockFault(world);
    await world.close();
    return fault === null;
  } catch {
    return false;
  }
}

function moveCommand(root: Command): void {
  declare(root, {
    words: 'move',
    description: 'Move the private root key to a folder outside of this server, such as a USB stick.',
    examples: ['key root move /media/stick'],
  })
    .argument('<FOLDER>', 'the folder; it is created if it does not exist')
    .action(
      acting<[string]>(({ config, args: [folder] }) => {
        const { rootKeyFile } = listKeys(withFolder(config));
        if (rootKeyFile !== null) requireRootKey(config, rootKeyFile);
        const moved = moveRootKey({ ...config, from: rootKeyFile, to: resolve(folder) });
        return Promise.resolve({ json: moved, text: writeMoved(moved) });
      }),
    );
}

function collectIds(word: string, before: string[] = []): string[] {
  return [...before, readId(word)];
}

function writeList(list: KeyList): string {
  const head = block([
    ['Issuer', list.issuer],
    ['Root key', list.rootKey],
    ['Private root key', list.rootKeyFile ?? 'not on this server'],
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
    wrap(`The private root key is now in ${file} and no longer on this server.`),
    wrap('Keep a second copy in another place: without it no new signing keys can be made.'),
    `To rotate the signing keys from now on:\n  quietkey key rotate --root-key ${file}`,
  ];
  if (!isPrivate)
    lines.push(
      wrap('Other users can read the file there. Copy it to a private file (chmod 600) before you use it.'),
    );
  return lines.join('\n\n');
}
