/**
 * The machines of the stand: a network namespace each, on one switch, with the addresses of OPERATIONS.md. The stand
 * itself runs in a namespace of its own (`main.ts`) and is the client at the switch. Everything ends with it.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SWITCH = 'stand';
const CLIENT = '10.0.0.100';

const MACHINES = {
  nginx: ['10.0.0.5'],
  haproxy: ['10.0.0.6'],
  caddy: ['10.0.0.7'],
  // etcd, and PgBouncer where it is new enough
  shared: ['10.0.0.9'],
  server1: ['10.0.0.11'],
  server2: ['10.0.0.12'],
  server3: ['10.0.0.13'],
  database: ['10.0.0.20'],
  postgres1: ['10.0.0.21'],
  postgres2: ['10.0.0.22'],
  postgres3: ['10.0.0.23'],
} as const;

export type Machine = keyof typeof MACHINES;

export function addressOf(machine: Machine): string {
  return MACHINES[machine][0];
}

export function inside(machine: Machine, command: readonly string[]): [string, ...string[]] {
  return ['ip', 'netns', 'exec', machine, ...command];
}

export async function makeNetwork(): Promise<void> {
  await ip('link', 'set', 'lo', 'up');
  await ip('link', 'add', SWITCH, 'type', 'bridge');
  await ip('link', 'set', SWITCH, 'up');
  await ip('addr', 'add', `${CLIENT}/24`, 'dev', SWITCH);
  for (const machine of Object.keys(MACHINES) as Machine[]) await addMachine(machine);
}

/** Takes a machine off the switch. Its own link stays up, so nothing tells it or the others. */
export async function cutOff(machine: Machine): Promise<void> {
  await ip('link', 'set', machine, 'nomaster');
}

export async function reconnect(machine: Machine): Promise<void> {
  await ip('link', 'set', machine, 'master', SWITCH);
}

/** Sends a signal to every process of a machine. */
export async function signalAll(machine: Machine, signal: NodeJS.Signals): Promise<void> {
  const { stdout } = await run('ip', ['netns', 'pids', machine]);
  for (const pid of stdout.split('\n').filter((line) => line !== '')) {
    try {
      process.kill(Number(pid), signal);
    } catch {
      // it ended in between
    }
  }
}

/** The port of the switch has the name of its machine. */
async function addMachine(machine: Machine): Promise<void> {
  await ip('netns', 'add', machine);
  await ip('link', 'add', 'eth0', 'netns', machine, 'type', 'veth', 'peer', 'name', machine);
  await ip('link', 'set', machine, 'master', SWITCH, 'up');
  await ip('-n', machine, 'link', 'set', 'lo', 'up');
  for (const address of MACHINES[machine])
    await ip('-n', machine, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
  await ip('-n', machine, 'link', 'set', 'eth0', 'up');
}

async function ip(...words: string[]): Promise<void> {
  await run('ip', words);
}
