/**
 * Where the stand is: its folder, its network, and OPERATIONS.md with the addresses of that network.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/root.ts';
import { loopback } from './loopback.ts';
import { namespaces } from './namespaces.ts';
import { MACHINE_NAMES, type Machine, type Network, type NetworkKind } from './network.ts';

/** PostgreSQL, Patroni, etcd and PgBouncer do not run as root. */
export const DATABASE_USER = 'postgres';

export interface Place {
  readonly scratch: string;
  readonly network: Network;
  readonly operations: string;
  /** The folder of a machine, in which its programs run. */
  readonly folderOf: (machine: Machine) => string;
  readonly logOf: (name: string) => string;
}

export async function makePlace(scratch: string, kind: NetworkKind): Promise<Place> {
  const folderOf = (machine: Machine): string => join(scratch, 'machines', machine);
  for (const machine of MACHINE_NAMES) mkdirSync(folderOf(machine), { recursive: true });
  mkdirSync(join(scratch, 'logs'));
  const network = kind === 'namespaces' ? namespaces : loopback(folderOf);
  await network.make();
  const operations = network.adapted(readFileSync(new URL('OPERATIONS.md', ROOT), 'utf8'));
  return { scratch, network, operations, folderOf, logOf: (name) => join(scratch, 'logs', `${name}.log`) };
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Gives a folder to the user that the database runs as. */
export function giveToDatabase(folder: string): void {
  if (isRoot()) execFileSync('chown', ['-R', `${DATABASE_USER}:${DATABASE_USER}`, folder]);
}
