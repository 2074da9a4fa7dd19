/**
 * An activation of the fake server: one machine on one license, with its latest lease. It has the decisions about a
 * machine that need no license: whether it is the same machine, and what the next lease is.
 */
import { randomBytes } from 'node:crypto';
import { isMajority, sharedTags } from '../contract/same-machine.ts';
import type { Floating, Identity } from '../contract/wire.ts';

/** What a request shows of a machine. */
export interface Shown {
  tags: readonly string[];
  identity?: Identity;
}

/** The end of a floating lease and of its seat, in seconds since 1970. */
export interface FloatingEnd {
  kind: Floating;
  exp: number;
  seatEnd: number;
  refreshAfter: number;
  /** The time from which a renewal gets a new lease. */
  renewableFrom: number;
}

/** The days of a lease, as days since 1970, inclusive. */
export interface LeaseDays {
  leaseDay: number;
  leaseEndsDay: number;
  graceEndsDay: number;
  /** Only of a floating license. */
  floating?: FloatingEnd;
}

/** The counters of a client's state. */
export interface Position {
  epoch: number;
  sequence: number;
}

const ID_BYTES = 16;
const EMPTY: LeaseDays = { leaseDay: 0, leaseEndsDay: 0, graceEndsDay: 0 };

export class Seat {
  readonly id = randomId();
  epoch = 0;
  sequence = 0;
  days = EMPTY;
  /** The revision of the license that the latest lease shows. */
  revision = 0;
  releasedDay: number | null = null;
  /** Whether the seat was given to another machine after its lease and grace. */
  isLapsed = false;
  /** The text of the request that got the latest lease; a repetition gets the same lease. */
  #request = '';
  #hardware: readonly string[] = [];
  #install: readonly string[] = [];

  get isTaken(): boolean {
    return this.releasedDay === null && !this.isLapsed;
  }

  isRepeated(request: string): boolean {
    return this.#request === request;
  }

  isBehind(state: Position): boolean {
    return state.epoch < this.epoch || state.sequence < this.sequence;
  }

  isLatest(state: Position): boolean {
    return state.epoch === this.epoch && state.sequence === this.sequence;
  }

  /** The number of tags by which a request shows this machine; 0: it is not this machine. */
  likeness({ tags, identity }: Shown): number {
    const kept = this.#tags;
    const common = sharedTags(kept, tags);
    const isSame = identity === 'adapters' ? common > 0 : isMajority(common, kept.length, tags.length);
    return isSame ? common : 0;
  }

  /** Whether a request shows hardware, and none that is known of this machine. */
  isStrange({ tags, identity }: Shown): boolean {
    if (identity !== 'adapters' || this.#hardware.length === 0) return false;
    return sharedTags(this.#hardware, tags) === 0;
  }

  /** Whether a request shows exactly what is known of this machine. */
  isKnown({ tags }: Shown): boolean {
    const kept = this.#tags;
    return kept.length === tags.length && sharedTags(kept, tags) === tags.length;
  }

  /** Begins the next lease. */
  next(shown: Shown, lease: Position & { days: LeaseDays; revision: number; request: string }): void {
    const { epoch, sequence, days, revision, request } = lease;
    Object.assign(this, { epoch, sequence, days, revision, isLapsed: false });
    this.#request = request;
    if (shown.identity === 'install') this.#install = shown.tags;
    else if (shown.tags.length > 0)
      this.#hardware = this.isStrange(shown) ? [...this.#hardware, ...shown.tags] : shown.tags;
  }

  /** Removes the tags of another machine: a tag belongs to the latest machine that has sent it. */
  forget(tags: readonly string[]): void {
    const isKept = (tag: string): boolean => !tags.includes(tag);
    this.#hardware = this.#hardware.filter(isKept);
    this.#install = this.#install.filter(isKept);
  }

  /** Gives back the seat of a floating license; the machine stays known. */
  giveBack(day: number): void {
    this.isLapsed = true;
    this.days = { ...EMPTY, leaseDay: day };
    this.#request = '';
  }

  release(day: number): void {
    this.releasedDay ??= day;
    this.#request = '';
    this.#hardware = [];
    this.#install = [];
  }

  get #tags(): readonly string[] {
    return this.#hardware.length > 0 ? this.#hardware : this.#install;
  }
}

/** A random id in the form of the server's, which begins with a letter. */
export function randomId(bytesLong = ID_BYTES): string {
  const bytes = randomBytes(bytesLong);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString('base64url');
}
