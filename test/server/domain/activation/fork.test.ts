import { expect } from 'chai';
import fc from 'fast-check';
import {
  copyIn,
  decideFork,
  hardwareAfter,
  without,
  type Fork,
  type ForkDecision,
} from '../../../../server/domain/activation/fork.ts';
import { rounds } from '../../../support/rounds.ts';

/** One activation as the server keeps it, without a store. */
class Server {
  latest = 1;
  kept: readonly string[];
  fork: Fork | undefined;
  found = false;

  constructor(hardware: readonly string[]) {
    this.kept = hardware;
  }

  /** Answers a request with the next lease; returns its sequence, and what was decided. */
  ask(sequence: number | null, hardware: readonly string[], own = true): [next: number, ForkDecision] {
    const { latest } = this;
    const shown = sequence ?? latest;
    const order = shown < latest ? 'behind' : shown > latest ? 'ahead' : 'latest';
    const next = Math.max(shown, latest) + 1;
    const decision = decideFork(this.fork, this.kept, { sequence, order, latest, next, hardware, own });
    this.kept = hardwareAfter(decision, this.kept, hardware);
    this.fork = decision.kind === 'single' ? undefined : decision.fork;
    this.latest = next;
    this.found ||= decision.kind === 'found';
    return [next, decision];
  }

  restore({ latest, kept, fork, found }: Server): void {
    Object.assign(this, { latest, kept, fork, found });
  }
}

const HA: readonly string[] = ['a1', 'a2'];
const HB: readonly string[] = ['b1', 'b2'];
const NONE: readonly string[] = [];
type Shows = Readonly<Record<string, readonly string[]>>;

/** A story: each letter is a request by that machine, which shows its hardware. Both begin with one state. */
function tell(story: string, shows: Shows, { before = HA, own = true } = {}) {
  const server = new Server(before);
  const states = new Map<string, number>();
  const decided: ForkDecision['kind'][] = [];
  const copies = new Set<string>();
  for (const machine of story) {
    const [next, decision] = server.ask(states.get(machine) ?? 1, shows[machine] ?? NONE, own);
    states.set(machine, next);
    decided.push(decision.kind);
    if (decision.kind === 'copy') copies.add(machine);
  }
  return { server, found: decided.indexOf('found'), copies: [...copies].join(''), decided };
}

describe('two machines with one state', () => {
  const BOTH = { A: HA, B: HB };
  const B_HIDDEN = { A: HA, B: NONE };
  const A_HIDDEN = { A: NONE, B: HB };
  /** The request, counted from 0, by which the copy is found; -1: it is not. */
  const rows: [
    title: string,
    story: string,
    shows: Shows,
    found: number,
    copy: string,
    before?: readonly string[],
  ][] = [
    ['the original goes on first', 'ABABAB', BOTH, 3, 'B'],
    ['the copy asks twice', 'ABBAB', BOTH, 3, 'B'],
    ['the original never asks again', 'ABBBBBBBB', BOTH, -1, ''],
    ['the copy asks once: a spare, and then the machine again', 'ABAAAAAAA', BOTH, -1, ''],
    ['the copy renews first', 'BABABB', BOTH, 3, 'B'],
    ['the copy renews first, and the original twice', 'BAABBB', BOTH, 3, 'B'],
    ['the copy renews first, for months', 'BBBBBBABAB', BOTH, 8, 'B'],
    ['the copy renews, and then the original alone', 'BAAAAAAAAA', BOTH, -1, ''],
    ['a copy without adapters renews first', 'BABABABB', B_HIDDEN, 4, 'B'],
    ['a copy without adapters', 'ABABABAB', B_HIDDEN, 4, 'B'],
    ['the original shows none for now', 'ABABABAB', A_HIDDEN, 4, 'B'],
    ['the original shows none for now, the copy first', 'BABABABB', A_HIDDEN, 4, 'B'],
    ['neither shows any, though the original has some', 'ABABABABABAB', { A: NONE, B: NONE }, -1, ''],
    ['neither ever has any: the branch', 'ABABAB', { A: NONE, B: NONE }, 4, 'B', NONE],
    ['neither ever has any, the copy first: cannot be known', 'BABABA', { A: NONE, B: NONE }, 4, 'A', NONE],
    ['both have the hardware from before', 'ABABABABAB', { A: HA, B: HA }, -1, ''],
    ['both differ from before', 'ABABAB', { A: ['x'], B: HB }, 4, 'B'],
    ['both have the same new hardware', 'ABABABABAB', { A: HB, B: HB }, -1, ''],
    ['an adapter was added before the fork', 'ABABAB', BOTH, 3, 'B', ['a1']],
  ];
  for (const [title, story, shows, found, copy, before = HA] of rows) {
    it(`${title} (${story}): ${copy === '' ? 'nothing is found' : `${copy} is the copy`}`, () => {
      const told = tell(story, shows, { before });
      expect(told.found, told.decided.join()).to.equal(found);
      expect(told.copies).to.equal(copy);
    });
  }

  it('a client from before shows docks too: more than half must be in common', () => {
    const shows = { A: ['a1', 'dock'], B: ['b1', 'dock'] };
    const before = ['a1', 'dock'];
    expect(tell('ABABAB', shows, { before, own: false }).copies).to.equal('B');
    expect(tell('ABABAB', shows, { before, own: true }).copies).to.equal('');
  });

  it('go on alone when the copy has an activation of its own', () => {
    for (const [story, side] of [
      ['ABABA', 'branch'],
      ['BABAA', 'trunk'],
    ] as const) {
      const { server } = tell(story, BOTH);
      expect(copyIn(server.fork!)).to.equal(side);
      const original = server.fork![side === 'branch' ? 'trunk' : 'branch']!.sequence;
      server.fork = without(server.fork!, side);
      expect(server.ask(original, HA)[1].kind).to.equal('single');
    }
  });

  it('forget the tags of a copy that was found, and of nothing else', () => {
    const { server } = tell('ABAB', BOTH);
    expect(server.kept).to.have.members([...HA]);
    expect(tell('ABA', BOTH).server.kept).to.have.members([...HA, ...HB]);
  });
});

/** What can happen to one machine, or to one of two. */
type Event =
  | { is: 'ask' | 'lose' | 'reset' | 'hide' | 'replaceOne' | 'replaceAll' | 'backUp' | 'restoreServer' }
  | { is: 'restore'; back: number };

class Machine {
  state: number;
  readonly past: number[];
  hardware: readonly string[];
  hidden = false;
  #seen = true;
  static #cards = 0;

  constructor(hardware: readonly string[], state = 1) {
    this.hardware = hardware;
    this.state = state;
    this.past = [state];
  }

  get shows(): readonly string[] {
    return this.hidden ? NONE : this.hardware;
  }

  ask(server: Server, sequence: number | null = this.state, isLost = false): ForkDecision {
    const [next, decision] = server.ask(sequence, this.shows);
    if (!isLost) this.past.push((this.state = next));
    if (!this.hidden) this.#seen = true;
    return decision;
  }

  /** Replaces a card, unless the server has not seen what was left of the last one. */
  replaceOne(): void {
    const [first] = this.hardware;
    if (first === undefined || !this.#seen) return;
    this.hardware = [first, this.#card()].toReversed();
    this.#seen = false;
  }

  replaceAll(): void {
    if (this.hardware.length > 0) this.hardware = [this.#card(), this.#card()];
  }

  #card(): string {
    return `card${(Machine.#cards += 1)}`;
  }
}

/** Runs an event on a machine; returns what the server decided, if it was asked. */
function run(event: Event, machine: Machine, server: Server, backup: Server): ForkDecision | undefined {
  const { is } = event;
  if (is === 'ask') return machine.ask(server);
  if (is === 'lose') return machine.ask(server, machine.state, true);
  if (is === 'reset' && machine.shows.some((tag) => server.kept.includes(tag)))
    return machine.ask(server, null);
  if (is === 'restore') machine.state = machine.past.at(-1 - (event.back % machine.past.length)) ?? 1;
  if (is === 'hide') machine.hidden = !machine.hidden;
  if (is === 'replaceOne') machine.replaceOne();
  if (is === 'replaceAll') machine.replaceAll();
  if (is === 'backUp') backup.restore(server);
  if (is === 'restoreServer') server.restore(backup);
  return undefined;
}

const plain = (is: Exclude<Event['is'], 'restore'>, weight: number) => ({
  weight,
  arbitrary: fc.constant<Event>({ is }),
});
/** Restores choose recent states often: those are the states that look most like a second machine. */
const restore = (weight: number) => ({
  weight,
  arbitrary: fc.oneof(fc.nat(3), fc.nat(60)).map((back): Event => ({ is: 'restore', back })),
});
const upTo = (restores: number, events: Event[]): Event[] =>
  events.filter((event, index) => event.is !== 'restore' || events.slice(0, index).filter(({ is }) => is === 'restore').length < restores); // prettier-ignore

describe('one machine', () => {
  const ALWAYS = [plain('ask', 10), plain('lose', 1), plain('reset', 1)];
  const histories: [title: string, restores: number, hardware: readonly string[], events: { weight: number; arbitrary: fc.Arbitrary<Event> }[]][] = [
    ['that always shows its hardware, of which all may be replaced', 99, HA, [...ALWAYS, restore(3), plain('replaceAll', 1), plain('replaceOne', 1)]],
    ['with three restores, a restored server, hidden and replaced hardware', 3, HA, [...ALWAYS, restore(2), plain('hide', 2), plain('replaceAll', 1), plain('replaceOne', 1), plain('backUp', 1), plain('restoreServer', 1)]],
    ['with three restores and no hardware', 3, NONE, [...ALWAYS, restore(3), plain('backUp', 1), plain('restoreServer', 1)]],
  ]; // prettier-ignore
  for (const [title, restores, hardware, events] of histories) {
    it(`${title}: is never judged as a copy`, () => {
      fc.assert(
        fc.property(fc.array(fc.oneof(...events), { maxLength: 60 }), (history) => {
          const [server, backup, machine] = [
            new Server(hardware),
            new Server(hardware),
            new Machine(hardware),
          ];
          for (const event of upTo(restores, history)) {
            expect(run(event, machine, server, backup)?.kind).not.to.equal('copy');
          }
        }),
        { numRuns: rounds(20_000) },
      );
    });
  }
});

describe('a copy with other hardware', () => {
  const events = fc.oneof(
    plain('ask', 12),
    plain('lose', 1),
    plain('reset', 1),
    restore(1),
    plain('replaceOne', 1),
  );
  const histories = fc.array(fc.tuple(fc.boolean(), events), { minLength: 1, maxLength: 60 });

  it('is found by its second request after both went on; the original is never judged', () => {
    fc.assert(
      fc.property(fc.nat(4), histories, (before, history) => {
        const server = new Server(HA);
        const original = new Machine(HA);
        for (let count = 0; count < before; count += 1) original.ask(server);
        const copy = new Machine(HB, original.state);
        const apart = { original: false, copy: false };
        const wentOn = { original: false, copy: false };
        let left = 2;
        for (const [isCopy, event] of history) {
          const name = isCopy ? 'copy' : 'original';
          const decision = run(event, isCopy ? copy : original, server, server);
          if (!isCopy) expect(decision?.kind).not.to.equal('copy');
          if (decision === undefined || event.is === 'lose') continue;
          if (wentOn.original && wentOn.copy && isCopy) left -= 1;
          if (apart.original && apart.copy) wentOn[name] = true;
          apart[name] = true;
          if (left <= 0) expect(server.found).to.equal(true);
        }
      }),
      { numRuns: rounds(20_000) },
    );
  });

  it('loses nothing to the original, in every order of twelve requests', () => {
    for (let order = 0; order < 2 ** 12; order += 1) {
      const story = Array.from({ length: 12 }, (_, index) => ((order >> index) & 1 ? 'A' : 'B')).join('');
      expect(tell(story, { A: HA, B: HB }).copies, story).to.be.oneOf(['', 'B']);
      expect(tell(story, { A: HA, B: NONE }).copies, story).to.be.oneOf(['', 'B']);
      expect(tell(story, { A: NONE, B: HB }).copies, story).to.be.oneOf(['', 'B']);
    }
  });
});
