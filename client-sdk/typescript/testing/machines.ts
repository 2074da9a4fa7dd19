/**
 * Made-up machines: the adapters that a machine shows, its own clock and its disk. `options` are the options of `new
 * Quietkey(…)` for an app on this machine.
 */
import { randomBytes } from 'node:crypto';
import type { Fetch } from '../network/transport.ts';
import type { Adapter } from '../machine/adapter.ts';
import type { QuietkeyOptions } from '../options.ts';
import { BadOptions } from '../primitives/errors.ts';
import type { Store } from '../state/store.ts';
import { millisecondsIn, type Span, type TestClock } from './clock.ts';

/** The adapters of each kind of machine, without addresses. */
const KINDS = {
  /** A computer with two adapters of its own. */
  laptop: [
    { name: 'eth0', class: 'own' },
    { name: 'wlan0', class: 'own' },
  ],
  /** The same in a dock, which has an adapter too. */
  docked_laptop: [
    { name: 'eth0', class: 'own' },
    { name: 'wlan0', class: 'own' },
    { name: 'eth1', class: 'foreign' },
  ],
  /** A virtual machine, whose hypervisor made up the address. */
  virtual_machine: [{ name: 'eth0', class: 'unknown' }],
  /** A container that shows no adapter. */
  container: [],
} as const satisfies Readonly<Record<string, readonly Omit<Adapter, 'mac'>[]>>;

export type MachineKind = keyof typeof KINDS;
export const MACHINE_KINDS = Object.keys(KINDS) as MachineKind[];

/** What the disk does: `unreadable` fails each read, `full` each write. */
export type Disk = 'good' | 'unreadable' | 'full';

/** What all machines of a kit share. */
export interface Surroundings {
  server: string;
  product: string;
  rootKey: string;
  clock: TestClock;
  fetch: Fetch;
}

const PAUSE_BYTES = 4;

export class TestMachine {
  /** What the app has stored; undefined: nothing, as after a reinstall. A copy of it is a backup. */
  stored: string | undefined;
  disk: Disk = 'good';
  /** The visible adapters. An empty list: all are off. */
  adapters: readonly Adapter[];
  readonly #kind: MachineKind;
  readonly #surroundings: Surroundings;
  #clockErrorMs = 0;

  constructor(kind: MachineKind, surroundings: Surroundings) {
    if (!MACHINE_KINDS.includes(kind))
      throw new BadOptions(`machine(…) takes one of ${MACHINE_KINDS.join(', ')}.`);
    this.#kind = kind;
    this.#surroundings = surroundings;
    this.adapters = makeAdapters(kind);
  }

  /** The options of `new Quietkey(…)`. Add those of your app: `{ ...machine.options, identity: 'install' }`. */
  get options(): QuietkeyOptions & { store: Store; fetch: Fetch } {
    const { clock, ...shared } = this.#surroundings;
    return {
      ...shared,
      store: { read: () => this.#read(), write: (text) => this.#write(text) },
      clock: () => clock.now() + this.#clockErrorMs,
      interfaces: () => this.adapters,
      // the pauses between two attempts are random; this machine draws the shortest
      random: (bytes) => (bytes === PAUSE_BYTES ? new Uint8Array(bytes) : randomBytes(bytes)),
    };
  }

  /** Makes the machine's own clock wrong by a span, which may be negative. */
  setClockWrong(by: Span): void {
    this.#clockErrorMs = millisecondsIn(by);
  }

  /** Replaces all adapters, as a new mainboard does. */
  replaceAdapters(): void {
    this.adapters = makeAdapters(this.#kind);
  }

  /** Connects the machine with a dock, which has an adapter of its own. */
  dock(): void {
    this.adapters = [...this.adapters, { name: 'eth1', mac: makeAddress(), class: 'foreign' }];
  }

  /** Another machine of this kind with a copy of this machine's disk, such as the clone of a virtual machine. */
  twin(): TestMachine {
    const twin = new TestMachine(this.#kind, this.#surroundings);
    twin.stored = this.stored;
    return twin;
  }

  #read(): string | undefined {
    if (this.disk === 'unreadable') throw diskError('EACCES', 'permission denied');
    return this.stored;
  }

  #write(text: string): void {
    if (this.disk !== 'good') throw diskError('ENOSPC', 'no space left on device');
    this.stored = text;
  }
}

const makeAdapters = (kind: MachineKind): Adapter[] =>
  KINDS[kind].map((adapter) => ({ ...adapter, mac: makeAddress() }));

/** An address of a maker's block. */
const makeAddress = (): string => `001b21${randomBytes(3).toString('hex')}`;

const diskError = (code: string, words: string): Error =>
  Object.assign(new Error(`${code}: ${words}`), { code });
