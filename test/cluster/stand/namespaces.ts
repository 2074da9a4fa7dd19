/**
 * A network namespace for each machine, all on one switch. The stand itself runs in a namespace of its own (`main.ts`)
 * and is the client at the switch. The kernel removes all of it when the stand ends.
 */

import { MACHINE_NAMES, MACHINES, signalEach, type Machine, type Network } from './network.ts';
import { runFile } from './run-file.ts';

const SWITCH = 'stand';
const CLIENT = '10.0.0.100';

export const namespaces: Network = {
  httpsPort: 443,
  async make() {
    await ip('link', 'set', 'lo', 'up');
    await ip('link', 'add', SWITCH, 'type', 'bridge');
    await ip('link', 'set', SWITCH, 'up');
    await ip('addr', 'add', `${CLIENT}/24`, 'dev', SWITCH);
    for (const machine of MACHINE_NAMES) await addMachine(machine);
  },
  addressOf: (machine) => MACHINES[machine],
  adapted: (text) => text,
  inside: (machine, command) => ['ip', 'netns', 'exec', machine, ...command],
  async signalAll(machine, signal) {
    const { stdout } = await runFile('ip', ['netns', 'pids', machine]);
    signalEach(stdout.trim().split('\n').filter(Boolean).map(Number), signal);
  },
  cutOff: (machine) => ip('link', 'set', machine, 'nomaster'),
  reconnect: (machine) => ip('link', 'set', machine, 'master', SWITCH),
  async part(machine, other) {
    const route = ['blackhole', `${MACHINES[other]}/32`];
    await ip('-n', machine, 'route', 'add', ...route);
    return () => ip('-n', machine, 'route', 'del', ...route);
  },
};

/** The port of the switch has the name of its machine. */
async function addMachine(machine: Machine): Promise<void> {
  await ip('netns', 'add', machine);
  await ip('link', 'add', 'eth0', 'netns', machine, 'type', 'veth', 'peer', 'name', machine);
  await ip('link', 'set', machine, 'master', SWITCH, 'up');
  await ip('-n', machine, 'link', 'set', 'lo', 'up');
  await ip('-n', machine, 'addr', 'add', `${MACHINES[machine]}/24`, 'dev', 'eth0');
  await ip('-n', machine, 'link', 'set', 'eth0', 'up');
}

async function ip(...words: string[]): Promise<void> {
  await runFile('ip', words);
}
