/**
 * The physical machines of a history: which adapters are really built in, which of them are in sight now, and what else
 * is. An adapter's address stands for the piece of hardware.
 */

import type { Random } from './random.ts';

/** The addresses that a program on a machine can see, by what they really are. */
export interface Sight {
  /** Hardware that is built into this machine. */
  readonly own: readonly string[];
  /** Hardware that is not this machine's, such as a dock. */
  readonly foreign: readonly string[];
  /** Addresses that are no hardware's: private, random, virtual. */
  readonly unknown: readonly string[];
}

export interface Body {
  readonly name: string;
  own: string[];
  /** `off`: no own adapter is in sight. `private`: each own adapter shows a new random address. */
  roaming: 'no' | 'off' | 'private';
  /** The address of the dock to which it is connected. */
  dock: string | null;
  /** Whether its adapters can never be seen, as in a container. */
  readonly isHidden: boolean;
}

/** The machine is at its usual place: its own adapters are in sight, and no dock is. */
export function comeHome(body: Body): void {
  body.roaming = body.isHidden ? 'off' : 'no';
  body.dock = null;
}

/** Makes addresses that are different from all others of a history. */
export class AddressMaker {
  #made = 0;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A hardware address. Its order among other addresses is random. */
  hardware(): string {
    return this.#address(this.#random.pick(['00a0c9', '3c5282', '8c1645', 'a45e60', 'f4f5e8']));
  }

  /** A hardware address that is lower than most. */
  lowHardware(): string {
    return this.#address('0002b3');
  }

  /** A locally administered address. */
  private(): string {
    return this.#address(this.#random.pick(['da1119', '02ab3c', '7e00f1']));
  }

  #address(prefix: string): string {
    this.#made += 1;
    return `${prefix}${(this.#random.int(4096) * 4096 + this.#made).toString(16).padStart(6, '0')}`;
  }
}

export function sightOf({ own, roaming, dock }: Body, addresses: AddressMaker): Sight {
  return {
    own: roaming === 'no' ? own.toSorted() : [],
    foreign: dock === null ? [] : [dock],
    unknown: roaming === 'private' ? own.map(() => addresses.private()) : [],
  };
}
