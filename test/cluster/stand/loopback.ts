/**
 * All machines on loopback addresses, where namespaces are not allowed. Nothing can be cut off there. The processes of
 * a machine are found by their working folder, which is the machine's or below it.
 */

import { readdirSync, readlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import { MACHINES, signalEach, type Machine, type Network } from './network.ts';

const HTTPS_PORT = 8443;

export function loopback(folderOf: (machine: Machine) => string): Network {
  const adapted = (text: string): string => text.replaceAll('10.0.0.', '127.10.0.');
  const cannotCut = (): Promise<never> => Promise.reject(new Error('loopback cannot be cut off'));
  return {
    httpsPort: HTTPS_PORT,
    make: async () => undefined,
    addressOf: (machine) => adapted(MACHINES[machine]),
    adapted,
    inside: (_machine, command) => command,
    signalAll: async (machine, signal) => signalEach(processesIn(folderOf(machine)), signal),
    cutOff: cannotCut,
    reconnect: cannotCut,
    part: cannotCut,
  };
}

/** The processes whose working folder is this one or below it, except this process. */
export function processesIn(folder: string): number[] {
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
  return pids.filter((pid) => `${workingFolder(pid)}${sep}`.startsWith(`${folder}${sep}`));
}

function workingFolder(pid: number): string {
  try {
    return readlinkSync(join('/proc', String(pid), 'cwd'));
  } catch {
    // it has ended, or belongs to another user
    return '';
  }
}
