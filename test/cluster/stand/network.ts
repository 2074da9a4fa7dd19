/**
 * The machines of the stand, with the addresses of OPERATIONS.md, and the two networks that they can be on: a network
 * namespace for each machine (`namespaces.ts`), or loopback addresses (`loopback.ts`) where namespaces are not allowed.
 */

export const MACHINES = {
  nginx: '10.0.0.5',
  haproxy: '10.0.0.6',
  caddy: '10.0.0.7',
  // etcd and PgBouncer
  shared: '10.0.0.9',
  server1: '10.0.0.11',
  server2: '10.0.0.12',
  server3: '10.0.0.13',
  database: '10.0.0.20',
  postgres1: '10.0.0.21',
  postgres2: '10.0.0.22',
  postgres3: '10.0.0.23',
} as const;

export type Machine = keyof typeof MACHINES;
export const MACHINE_NAMES = Object.keys(MACHINES) as Machine[];

export type NetworkKind = 'namespaces' | 'loopback';

export interface Network {
  /** The port of the proxies. */
  readonly httpsPort: number;
  make(): Promise<void>;
  addressOf(machine: Machine): string;
  /** A text with the addresses of OPERATIONS.md, as they are here. */
  adapted(text: string): string;
  /** A command as it runs on a machine. */
  inside(machine: Machine, command: readonly string[]): readonly string[];
  /** Sends a signal to every process of a machine. */
  signalAll(machine: Machine, signal: NodeJS.Signals): Promise<void>;
  /** Takes a machine off the network. Its own link stays up, so nothing shows it to the machine or to the others. */
  cutOff(machine: Machine): Promise<void>;
  reconnect(machine: Machine): Promise<void>;
  /** Drops what a machine sends to another one. Returns how that is undone. */
  part(machine: Machine, other: Machine): Promise<() => Promise<void>>;
}

/** Sends a signal to processes, some of which may have ended. */
export function signalEach(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended
    }
}
