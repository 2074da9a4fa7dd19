/** Decisions about copies by example: what two machines with one state, and one machine, show to the server. */

import { expect } from 'chai';
import type { ForkDecision } from '../../../../server/domain/activation/fork.ts';
import { HA, HB, NONE, Server } from './fork-machines.ts';

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
  return { server, states, found: decided.indexOf('found'), copies: [...copies].join(''), decided };
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
    for (const story of ['ABABA', 'BABAA']) {
      const { server, states } = tell(story, BOTH);
      const [, decision] = server.ask(states.get('B') ?? 1, HB);
      if (decision.kind !== 'copy') throw new Error(`B is ${decision.kind}`);
      server.fork = decision.rest;
      expect(server.ask(states.get('A') ?? 1, HA)[1].kind).to.equal('single');
    }
  });

  it('forget the tags of a copy that was found, and of nothing else', () => {
    const { server } = tell('ABAB', BOTH);
    expect(server.kept).to.have.members([...HA]);
    expect(tell('ABA', BOTH).server.kept).to.have.members([...HA, ...HB]);
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

/**
 * A story in words: `M` and `C` are requests, `C<M` copies the state of M to C, `M=2` restores the state that M had after
 * its second lease, `M:d` replaces the hardware of M, `M=C` gives both the latest sequence, as a statement does.
 */
function play(words: string, hardware: Record<string, readonly string[]>) {
  const server = new Server(HA);
  const shows: Record<string, readonly string[]> = { M: HA, ...hardware };
  const states: Record<string, number[]> = { M: [1] };
  const found: string[] = [];
  for (const word of words.split(' ')) {
    const [machine = '', sign, rest = ''] = word.split(/([<=:!])/);
    const past = (states[machine] ??= []);
    if (sign === '<') past.push(states[rest]?.at(-1) ?? 0);
    else if (sign === '=') past.push(past[Number(rest) - 1] ?? 0);
    else if (sign === ':') shows[machine] = rest === '-' ? NONE : [`${rest}1`, `${rest}2`];
    else if (sign === '!') past.push(server.latest);
    else {
      const [next, decision] = server.ask(past.at(-1) ?? 0, shows[machine] ?? NONE);
      if (decision.kind === 'copy') found.push(machine);
      past.push(next);
    }
  }
  return [...new Set(found)].sort().join('');
}

describe('a machine and its copies', () => {
  const rows: [title: string, words: string, copies: string][] = [
    ['the hardware was replaced before it was copied', 'M:d M M C<M M C M C M C M C', 'C'],
    ['the hardware was replaced, and the copy renews first', 'M:d M C<M C C M C M C M', 'C'],
    ['the hardware was replaced twice before it was copied', 'M:d M M:e M C<M M C M C M C M', 'C'],
    ['the state was restored three times before it was copied', 'M M=1 M M=1 M M=1 M C<M C C M C M C M', 'C'],
    ['an old request arrived again before the machine was copied', 'M M=1 M M=2 M C<M C M C M C M C', 'C'],
    ['a found copy gets the latest sequence, as by a statement', 'C<M M C M C C! C C M C', 'C'],
    ['both get the latest sequence before the copy is found', 'C<M C M C M! C! M C M C M C', 'C'],
    ['both get one sequence, where the machine shows no hardware', 'C<M C M:- M M C! C M C M C M C M', 'C'],
    ['a hidden machine gets the sequence of a copy that was found', 'C<M M C M C M:- M! M M M C', 'C'],
    ['a copy gets the latest sequence before it is found again', 'C<M M C M C! C M C M C', 'C'],
    ['the copy goes on first while the machine shows no hardware', 'M:- M M=1 M C<M C M C M C M C', 'C'],
    ['another copy is made after one was found', 'C<M M C M C D<M D M D M D M C', 'CD'],
    ['another copy is made after a hidden one was found', 'H<M M H M H M H M H D<M D M D M D M H', 'DH'],
    ['two copies and the machine renew in turn', 'C<M D<M M C D M C D M C D M C D M C D', ''],
    ['and then one copy pauses', 'C<M D<M M C D M C D M C D M C M C M C', 'C'],
    ['another copy goes on first while a hidden one is not found', 'H<M M H M H D<M D M D M D M D', 'D'],
    ['a found copy asks again after the hardware was replaced', 'C<M M C M C M:d M M C M', 'C'],
    ['one machine that shows two adapters by turns', 'M:d M M:a M M:d M M:a M M:d M M:a M', ''],
  ];
  for (const [title, words, copies] of rows) {
    it(`${title} (${words}): ${copies || 'nothing'} is found`, () => {
      const hardware = { C: HB, D: ['x1', 'x2'], H: NONE };
      expect(play(words, hardware)).to.equal(copies);
    });
  }
});
