/** Properties of decisions about copies, over random histories of one machine, and of a machine and its copy. */

import { expect } from 'chai';
import fc from 'fast-check';
import { rounds } from '../../../support/rounds.ts';
import { HA, HB, Machine, NONE, plain, restore, run, Server, upTo, type Event } from './fork-machines.ts';

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
  /** What happens to the original before it is copied, and how often all its hardware is replaced after that. */
  const earlier = fc.array(fc.oneof(plain('ask', 4), plain('lose', 1), restore(2)), { maxLength: 12 });
  const histories = fc.array(fc.tuple(fc.boolean(), events), { minLength: 1, maxLength: 60 });

  it('is found by its second request after both went on; the original is never judged', () => {
    fc.assert(
      fc.property(earlier, fc.nat(2), histories, (before, replacements, history) => {
        const server = new Server(HA);
        const original = new Machine(HA);
        for (const event of before) run(event, original, server, server);
        for (let count = 0; count <= replacements; count += 1) {
          if (count > 0) original.replaceAll();
          original.ask(server);
        }
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
});
