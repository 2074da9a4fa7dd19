/**
 * An office: laptops that come to shared docks, switch Wi-Fi off, use random addresses and are installed again, for 26
 * weeks. The lists of adapters have the form that a system gives, and the SDK's own rules say what they are evidence of.
 */

import { Quietkey } from '../../client-sdk/typescript/index.ts';
import { classifyAdapters, type Listing } from '../../client-sdk/typescript/machine/listing.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { AddressMaker } from './model/bodies.ts';
import { randomOf, type Random } from './model/random.ts';
import type { Vendor, Workplace } from './vendor.ts';

export const LAPTOPS = 40;
const DOCKS = 12;
export const WEEKS = 26;
const WORKDAYS = 5;
const REINSTALLS_OF_EACH = 2;
/** How likely a laptop is used on a workday. */
const USED_PERCENT = 30;

/** What is really there, on one day. */
export interface Desk {
  readonly wifi: string;
  /** The address that Wi-Fi uses, which may be a random one; null: Wi-Fi is off. */
  readonly wifiShows: string | null;
  /** A built-in socket; null: the laptop has none. */
  readonly socket: string | null;
  readonly dock: { readonly mac: string; readonly kind: 'usb' | 'thunderbolt' } | null;
}

/** How a system lists the adapters of a desk. */
export type Lister = (desk: Desk) => Listing;

interface Laptop {
  readonly wifi: string;
  readonly socket: string | null;
  readonly hasRandomWifi: boolean;
  readonly reinstallDays: readonly number[];
  readonly makeClient: () => Quietkey;
  client: Quietkey | undefined;
  text: string | undefined;
  desk: Desk;
}

export interface FleetResult {
  /** Seats that were taken in all. */
  readonly seats: number;
  readonly reinstalls: number;
  /** Seats that reinstalls took although their machine had one, in a week. */
  readonly lostAWeek: number;
  /** How often an app was not licensed at the end of its start. */
  readonly unlicensed: number;
  /** The most laptops that used one seat. */
  readonly sharedBy: number;
}

export async function runFleet(workplace: Workplace, lister: Lister): Promise<FleetResult> {
  const vendor = await workplace.open(0, { seats: 1_000 });
  try {
    const fleet = new Fleet(vendor, lister);
    for (let day = 0; day < WEEKS * 7; day += 1) {
      if (day % 7 < WORKDAYS) await fleet.workday(day);
      vendor.clock.move(DAY_SECONDS);
    }
    return fleet.result();
  } finally {
    await vendor.close();
  }
}

class Fleet {
  readonly #vendor: Vendor;
  readonly #random = randomOf('fleet');
  readonly #addresses = new AddressMaker(randomOf('fleet addresses'));
  readonly #docks: NonNullable<Desk['dock']>[];
  readonly #laptops: Laptop[];
  /** The laptops that used each activation. */
  readonly #activations = new Map<string, Set<Laptop>>();
  #unlicensed = 0;

  constructor(vendor: Vendor, lister: Lister) {
    this.#vendor = vendor;
    this.#docks = Array.from({ length: DOCKS }, (_dock, index) => ({
      mac: this.#addresses.hardware(),
      kind: index % 2 === 0 ? 'usb' : 'thunderbolt',
    }));
    this.#laptops = Array.from({ length: LAPTOPS }, () => this.#laptop(lister));
  }

  async workday(day: number): Promise<void> {
    const docks = shuffled(this.#docks, this.#random);
    for (const laptop of shuffled(this.#laptops, this.#random)) {
      if (laptop.reinstallDays.includes(day)) reinstall(laptop);
      if (this.#random.chance(USED_PERCENT)) await this.#use(laptop, docks.pop() ?? null);
    }
  }

  result(): FleetResult {
    const seats = this.#activations.size;
    return {
      seats,
      reinstalls: LAPTOPS * REINSTALLS_OF_EACH,
      lostAWeek: (seats - LAPTOPS) / WEEKS,
      unlicensed: this.#unlicensed,
      sharedBy: Math.max(...[...this.#activations.values()].map(({ size }) => size)),
    };
  }

  async #use(laptop: Laptop, dock: Desk['dock']): Promise<void> {
    laptop.desk = this.#deskOf(laptop, dock);
    const before = laptop.text;
    const client = (laptop.client ??= laptop.makeClient());
    const { check } = await client.keepFresh();
    const { state } = check.state === 'unlicensed' ? await client.activate(this.#vendor.licenseKey) : check;
    if (state !== 'licensed') this.#unlicensed += 1;
    if (laptop.text === before) return;
    const activation = client.lease()?.jti.split('.')[0] ?? '';
    this.#activations.set(activation, (this.#activations.get(activation) ?? new Set()).add(laptop));
  }

  #deskOf({ wifi, socket, hasRandomWifi }: Laptop, dock: Desk['dock']): Desk {
    const isOff = dock !== null && this.#random.chance(50);
    const shows = hasRandomWifi ? this.#addresses.private() : wifi;
    return { wifi, socket, dock, wifiShows: isOff ? null : shows };
  }

  #laptop(lister: Lister): Laptop {
    const vendor = this.#vendor;
    const laptop: Laptop = {
      wifi: this.#addresses.hardware(),
      socket: this.#random.chance(50) ? this.#addresses.hardware() : null,
      hasRandomWifi: this.#random.chance(20),
      reinstallDays: Array.from({ length: REINSTALLS_OF_EACH }, () => this.#randomWorkday()),
      text: undefined,
      desk: { wifi: '', wifiShows: null, socket: null, dock: null },
      client: undefined,
      makeClient: () =>
        new Quietkey({
          server: 'http://127.0.0.1',
          product: vendor.product,
          rootKey: vendor.rootKey,
          store: { read: () => laptop.text, write: (text) => void (laptop.text = text) },
          clock: () => vendor.clock.now() * 1000,
          interfaces: () => classifyAdapters(lister(laptop.desk)),
          fetch: vendor.fetch,
        }),
    };
    return laptop;
  }

  #randomWorkday(): number {
    return this.#random.between(1, WEEKS - 1) * 7 + this.#random.int(WORKDAYS);
  }
}

function reinstall(laptop: Laptop): void {
  laptop.text = undefined;
  laptop.client = undefined;
}

function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  return values
    .map((value) => ({ value, order: random.int(2 ** 30) }))
    .sort((some, other) => some.order - other.order)
    .map(({ value }) => value);
}
