/**
 * The oracle: it knows which physical machine sent each request and which adapters are really its own, and judges what
 * the product answered and showed. It imports nothing of the product.
 */

import type { Sight } from './bodies.ts';
import { expectedStates, hasEnded, leaseEndsDay } from './expected-check.ts';
import { disturb, Ledger } from './ledger.ts';
import type { Plan } from './plan.ts';
import {
  EMPTY,
  mustBeFound,
  shown,
  type Contents,
  type Exchange,
  type Machine,
  type Seat,
  type Step,
} from './records.ts';

/** The properties that every history must have. */
export const RULES = [
  'an honest machine is never refused',
  'an honest machine never takes a second seat',
  'two machines never have one seat',
  'no more seats than were sold',
  'check() says what the lease and the hardware in sight say',
  'a paying customer is never unlicensed, and never limited before the grace ends',
  'a revoked app is unlicensed after its notice',
  'an honest machine that is online is licensed',
  'a branch alone is no copy',
  'a copy with other hardware is found',
  'a copy gets what the terms say',
  'nobody is said to have copies who has none',
] as const;

export type Rule = (typeof RULES)[number];

export class Violation extends Error {
  readonly rule: Rule;

  constructor(rule: Rule, details: string) {
    super(`${rule}: ${details}`);
    this.rule = rule;
  }
}

/** Thrown where nobody can know which of two machines is the copy, and the product decided: the history ends. */
export class Undecidable extends Error {}

/** What a check showed, and on which day of the machine's clock. */
interface Shown {
  readonly state: string;
  readonly reason: string;
  readonly today: number;
}

interface Asked {
  readonly parent: Step | null;
  /** The adapters that the request shows, where they identify the machine. */
  readonly hardware: readonly string[];
  readonly sight: Sight;
  step: Step | null;
}

export class Oracle {
  day = 0;
  /** The day on which the vendor suspended or revoked the license; null: it is valid. */
  takenDay: number | null = null;
  /** The last day of the license; null: perpetual. */
  licenseEndsDay: number | null = null;
  /** How often was judged, and how often a copy had to be found. */
  readonly judged = { requests: 0, checks: 0, copiesDue: 0 };
  readonly #plan: Plan;
  readonly #machines = new Map<string, Machine>();
  readonly #asked = new Map<string, Asked>();
  #ledger: Ledger;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#ledger = new Ledger(plan.identity);
  }

  addMachine(name: string, hardware = name): Machine {
    const rest = { seat: null, isCopy: false, sawOther: false, isDueToShow: false, contents: EMPTY };
    const machine: Machine = { name, hardware, ...rest };
    this.#machines.set(name, machine);
    return machine;
  }

  /** The store of one machine was copied to another one, which has other hardware or, as a twin, the same. */
  addCopy(name: string, from: string, isTwin: boolean): void {
    const { hardware, seat, contents, isCopy } = this.machine(from);
    const copy = this.addMachine(name, isTwin ? hardware : name);
    Object.assign(copy, { seat, contents, isCopy: isCopy || !isTwin });
  }

  machine(name: string): Machine {
    const machine = this.#machines.get(name);
    if (machine === undefined) throw new Error(`no machine ${name}`);
    return machine;
  }

  /** The content of a machine's store was replaced, by a restore or by nothing. */
  replaceStore(name: string, contents: Contents): void {
    const machine = this.machine(name);
    machine.contents = contents;
    const seat = this.#ledger.seat(machine.seat);
    if (seat !== undefined) disturb(seat);
  }

  ledger(): Ledger {
    return this.#ledger.copy();
  }

  /** The server was restored: it knows what it knew then. */
  restoreLedger(ledger: Ledger): void {
    this.#ledger = ledger.copy();
    for (const seat of this.#ledger.seats()) {
      disturb(seat);
      seat.isRestored = true;
    }
  }

  /** Judges what `check()` showed. @param today - the day that the machine's clock shows */
  checked(name: string, sight: Sight, { state, reason, today }: Shown): void {
    const machine = this.machine(name);
    const { contents, states } = expectedStates(machine.contents, sight, today, this.#plan);
    machine.contents = contents;
    this.judged.checks += 1;
    this.#judgePaying(machine, state, today);
    if (states.includes(state)) return;
    const hardware = JSON.stringify({ lease: contents.hardware, sight });
    const days = `${contents.daysElsewhere.length} days elsewhere`;
    const details = `${state}/${reason}, not ${states.join(' or ')}; ${days}; ${hardware}`;
    this.#violated('check() says what the lease and the hardware in sight say', machine, details);
  }

  /** Judges an app that has heard of a revocation, when its notice is over. */
  revoked(name: string, state: string): void {
    if (state === 'unlicensed') return;
    this.#violated('a revoked app is unlicensed after its notice', this.machine(name), `it is ${state}`);
  }

  #judgePaying(machine: Machine, state: string, today: number): void {
    const { step, takenDay, daysElsewhere } = machine.contents;
    if (step === null || takenDay !== null || machine.isCopy) return;
    const time = Math.max(today, step.day);
    const isOver = time > leaseEndsDay(step, this.#plan) + this.#plan.terms.graceDays;
    const isFair =
      state === 'unlicensed' ? hasEnded(step, time, this.#plan) : isOver || daysElsewhere.length > 0;
    if (isFair || (state !== 'unlicensed' && state !== 'limited')) return;
    const rule = 'a paying customer is never unlicensed, and never limited before the grace ends';
    this.#violated(rule, machine, `${state} on its day ${today}, of a lease of day ${step.day}`);
  }

  /** Judges one answer of the server. @param isDelivered whether the app got it */
  answered(name: string, { verb, nonce, answer }: Exchange, sight: Sight, isDelivered: boolean): void {
    const machine = this.machine(name);
    const asked = this.#asked.get(nonce) ?? this.#ask(machine, sight);
    this.#asked.set(nonce, asked);
    this.judged.requests += 1;
    if (answer.kind === 'refused') return this.#refused(machine, asked, answer.code);
    if (answer.kind === 'lease') {
      const given = this.#ledger.step(answer);
      const isSame = given !== undefined && (given === asked.step || given === asked.parent);
      asked.step = isSame ? given : this.#granted(machine, asked, verb, answer);
    }
    if (!isDelivered) return;
    machine.contents =
      answer.kind === 'lease'
        ? { ...EMPTY, step: asked.step, hardware: asked.hardware, latestDay: asked.step?.day ?? 0 }
        : { ...machine.contents, takenDay: this.takenDay };
  }

  /** Judges the end of a start of the app that had a network. */
  started(name: string, state: string, isExcused: boolean): void {
    const machine = this.machine(name);
    if (state === 'licensed' || isExcused || machine.isCopy || this.takenDay !== null) return;
    this.#violated('an honest machine that is online is licensed', machine, `it is ${state}`);
  }

  /** Judges what the vendor sees. @param copied the activations of which copies were found */
  showed(copied: readonly string[]): void {
    for (const machine of this.#machines.values()) {
      if (!machine.isDueToShow) continue;
      machine.isDueToShow = false;
      if (machine.seat === null || copied.includes(machine.seat)) continue;
      this.#violated('a copy with other hardware is found', machine, 'the vendor does not see it');
    }
    for (const activation of copied) {
      const seat = this.#ledger.seat(activation);
      if (seat === undefined || Object.keys(seat.rivals).length > 0 || seat.twins.size > 1) continue;
      if (this.#plan.identity !== 'adapters' && seat.isResumed) continue;
      throw new Violation('nobody is said to have copies who has none', `${seat.owner} on day ${this.day}`);
    }
  }

  #ask({ contents }: Machine, sight: Sight): Asked {
    const hardware = this.#plan.identity === 'adapters' ? shown(sight, contents.hardware) : [];
    return { parent: contents.step, hardware, sight, step: null };
  }

  #granted(
    machine: Machine,
    { parent, hardware, sight }: Asked,
    verb: Exchange['verb'],
    { activation, sequence }: { activation: string; sequence: number },
  ): Step {
    const { terms } = this.#plan;
    const given = this.#ledger.step({ activation, sequence });
    const { day, licenseEndsDay } = given ?? this;
    const step: Step = { activation, sequence, day, licenseEndsDay, parent, hardware };
    const known = this.#ledger.seat(activation);
    if (known === undefined) this.#judgeNewSeat(machine, parent, sight);
    else this.#judgeKnownSeat(machine, known, step, verb);
    if (known === undefined) machine.isCopy = false;
    const { isCopy } = machine;
    const seat = known ?? this.#ledger.add(activation, machine.hardware);
    const endsDay = leaseEndsDay(step, this.#plan) + terms.graceDays;
    this.#ledger.note(seat, { by: machine.name, isCopy, verb, step }, endsDay);
    const occupied = this.#ledger.occupied(this.day);
    if (known === undefined && occupied > terms.seats)
      this.#violated('no more seats than were sold', machine, `${occupied} seats`);
    for (const other of this.#machines.values())
      if (other.seat === activation && other !== machine) other.sawOther = true;
    machine.seat = activation;
    return step;
  }

  #judgeNewSeat(machine: Machine, parent: Step | null, sight: Sight): void {
    if (machine.isCopy) {
      const copied = this.#ledger.seat(machine.seat);
      if (!machine.sawOther && copied !== undefined)
        this.#judgeBranch(machine, copied, 'got a seat of its own');
      if (this.#plan.terms.forks === 'new_seat') return;
      this.#violated('a copy gets what the terms say', machine, `a seat of its own`);
    }
    const seat = this.#ledger.seat(machine.seat);
    if (seat === undefined || seat.endsDay < this.day) return;
    if (parent === null && !this.#ledger.isRecognizable(seat, sight)) return;
    if (this.#ledger.isUndecidable(seat, sight)) throw new Undecidable();
    const details = parent === null ? 'its own adapter was known' : 'it had its state';
    this.#violated('an honest machine never takes a second seat', machine, details);
  }

  #judgeKnownSeat(machine: Machine, seat: Seat, { parent, hardware }: Step, verb: Exchange['verb']): void {
    if (!machine.isCopy && seat.owner !== machine.hardware) {
      // the id of the installation was copied too
      if (this.#plan.identity === 'install' && verb === 'activate') throw new Undecidable();
      this.#violated('two machines never have one seat', machine, `it got the seat of ${seat.owner}`);
    }
    if (!machine.isCopy || parent?.activation !== seat.activation) return;
    const isClear = this.#ledger.isClear(seat, true, hardware);
    const isDue = isClear && mustBeFound(seat.moves, machine.name);
    if (isDue) this.judged.copiesDue += 1;
    if (this.#plan.terms.forks === 'allow') {
      machine.isDueToShow ||= isDue;
      return;
    }
    const wasFound = isClear && seat.found.includes(machine.name);
    if (!isDue && !wasFound) return;
    const details = wasFound ? 'it was found and got a lease again' : seat.moves.map(({ by }) => by).join();
    this.#violated('a copy with other hardware is found', machine, details);
  }

  #refused(machine: Machine, { parent, sight }: Asked, code: string): void {
    const seat = this.#ledger.seat(parent === null ? machine.seat : parent.activation);
    if (/^license_(?:suspended|revoked)$/.test(code) && this.takenDay !== null) return;
    if (code === 'activation_unknown' && (seat === undefined || seat.endsDay < this.day)) return;
    if (code === 'seats_taken' && this.#mayLackSeat(seat, parent, sight)) return;
    if (code === 'activation_forked' && seat !== undefined) {
      if (machine.isCopy) return this.#refusedCopy(machine, seat);
      if (this.#ledger.isUndecidable(seat, sight)) throw new Undecidable();
    }
    this.#violated('an honest machine is never refused', machine, code);
  }

  #refusedCopy(machine: Machine, seat: Seat): void {
    seat.found = [...seat.found, machine.name];
    const { forks, seats } = this.#plan.terms;
    if (!machine.sawOther) this.#judgeBranch(machine, seat, 'was refused');
    const occupied = this.#ledger.occupied(this.day);
    if (forks === 'refuse' || (forks === 'new_seat' && occupied >= seats)) return;
    const details = `refused under ${forks}: ${occupied} of ${seats} seats are taken`;
    this.#violated('a copy gets what the terms say', machine, details);
  }

  /** A copy was judged that goes on alone. Unless the machine that it copies may have been taken for a copy, that is wrong. */
  #judgeBranch(machine: Machine, { isAnchored }: Seat, outcome: string): void {
    if (!isAnchored || this.#plan.identity !== 'adapters') throw new Undecidable();
    this.#violated('a branch alone is no copy', machine, `it ${outcome}`);
  }

  /** Whether a machine may find all seats taken: it is unknown, or its seat ended, and others have the seats. */
  #mayLackSeat(seat: Seat | undefined, parent: Step | null, sight: Sight): boolean {
    const hasSeat = seat !== undefined && seat.endsDay >= this.day;
    if (hasSeat && (parent !== null || this.#ledger.isRecognizable(seat, sight))) return false;
    return this.#ledger.occupied(this.day) >= this.#plan.terms.seats;
  }

  #violated(rule: Rule, { name }: Machine, details: string): never {
    throw new Violation(rule, `${name} on day ${this.day}: ${details}`);
  }
}
