/**
 * What a check concludes from the adapters in sight, and how the days are counted on which another machine's hardware is
 * seen. Adapters are unsigned evidence: none of these tests ends in `unlicensed`.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import type { Adapter, Quietkey } from '../../client-sdk/typescript/index.ts';
import type { AdapterClass } from '../../client-sdk/typescript/machine/adapter.ts';
import { rounds } from '../support/rounds.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, TODAY, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, MemoryStore, makeMachine, type TestMachine } from './support/machine.ts';

const issuer = makeIssuer();
let server: FakeServer;
let machine: TestMachine;
let app: Quietkey;

const card = (number: number, is: AdapterClass = 'own'): Adapter => ({
  name: `card${number}`,
  mac: `00:1b:21:aa:bb:${String(number).padStart(2, '0')}`,
  class: is,
});
const cards = (...numbers: number[]): Adapter[] => numbers.map((number) => card(number));
const stateOf = (client: Quietkey): string => `${client.check().state} ${client.check().reason}`;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  machine = makeMachine(issuer, server.url);
  app = machine.start();
});
afterEach(() => server.close());

const SAME = 'licensed lease_valid';
const UNSEEN = 'licensed machine_unconfirmed';
const OTHER = 'stale wrong_machine';
const hypervisor = (number: number) => [card(number, 'unknown')];

describe('a check after adapters have changed', () => {
  const CASES: [title: string, activated: Adapter[], now: Adapter[], expected: string][] = [
    ['nothing changed', cards(1, 2), cards(1, 2), SAME],
    ['one of two replaced', cards(1, 2), cards(1, 3), SAME],
    ['two of three replaced', cards(1, 2, 3), cards(3, 4, 5), SAME],
    ['four tags, and two cards with lower addresses added', cards(4, 5, 6, 7), cards(1, 2, 4, 5, 6, 7), SAME],
    ['four tags, four lower cards added', cards(5, 6, 7, 8), cards(1, 2, 3, 4, 8), SAME],
    ['a dock added', cards(1), [...cards(1), card(9, 'foreign')], SAME],
    ['the own card shown as foreign by another read', cards(1), [card(1, 'foreign')], SAME],
    ['only a dock in sight', cards(1), [card(9, 'foreign')], UNSEEN],
    ['two docks in sight', cards(1), [card(8, 'foreign'), card(9, 'foreign')], UNSEEN],
    ['all off', cards(1, 2), [], UNSEEN],
    ['only a private address', cards(1), [card(1, 'unknown')], UNSEEN],
    ['all replaced', cards(1, 2), cards(3, 4), OTHER],
    ['all replaced, with a dock', cards(1), [...cards(2), card(9, 'foreign')], OTHER],
    [
      'another machine at the same dock',
      [...cards(1), card(9, 'foreign')],
      [...cards(2), card(9, 'foreign')],
      OTHER,
    ],
    ['a virtual machine: a new address', hypervisor(1), hypervisor(2), SAME],
    ['a virtual machine: no adapter', hypervisor(1), [], SAME],
    ['a virtual machine that got a real card', hypervisor(1), cards(2), SAME],
    ['activated at a dock, all cards off', [card(9, 'foreign')], cards(1), SAME],
  ];
  for (const [title, activated, now, expected] of CASES) {
    it(`${title}: ${expected}`, async () => {
      machine.adapters = activated;
      await app.activate(LICENSE_KEY);
      machine.adapters = now;
      expect(stateOf(machine.start())).to.equal(expected);
    });
  }

  it('at each start of a virtual machine that gets a new address each time', async () => {
    for (let start = 1; start < 40; start += 1) {
      machine.adapters = hypervisor(start);
      machine.now += DAY / 2;
      if (start === 1) await app.activate(LICENSE_KEY);
      expect(stateOf(machine.start()), `start ${start}`).to.equal(SAME);
    }
  });

  it('asks for a renewal where no hardware is in sight, unless the last renewal saw none either', async () => {
    machine.adapters = cards(1);
    await app.activate(LICENSE_KEY);
    let reads = 0;
    // a Mac whose inventory knows the hardware address, and whose list shows a private one
    const mac = machine.start({ interfaces: () => (reads++ === 0 ? cards(1) : [card(1, 'unknown')]) });
    machine.adapters = [];
    expect(app.check()).to.include({ reason: 'machine_unconfirmed', refreshDue: true });
    await mac.renew();
    expect(app.check()).to.include({ reason: 'machine_unconfirmed', refreshDue: false });
    machine.now += 8 * DAY;
    expect(app.check()).to.include({ reason: 'machine_unconfirmed', refreshDue: true });
  });

  it('tells what happens next, in each of the states', async () => {
    machine.adapters = cards(1);
    await app.activate(LICENSE_KEY);
    machine.adapters = [];
    expect(app.check().message).to.contain('This app is licensed.').and.not.contain('onnect to the internet');
    machine.adapters = cards(2);
    expect(app.check().message).to.contain('Connect to the internet').and.contain('everything works');
    for (let day = 0; day < 14; day += 1, machine.now += DAY) app.check();
    expect(app.check().message).to.contain('connect to the internet').and.contain('Your work stays open');
  });
});

describe("the days on which another machine's hardware is in sight", () => {
  beforeEach(async () => {
    machine.adapters = cards(1, 2);
    server.seat.leaseChanges = { exp: TODAY + 399 * DAY, machine_days: 3 };
    await app.activate(LICENSE_KEY);
  });
  const day = (number: number, adapters = cards(7)): string => {
    machine.now = TODAY + number * DAY + DAY / 2;
    machine.adapters = adapters;
    return stateOf(machine.start());
  };
  const LIMITED = 'limited wrong_machine';

  it('are counted once each, however often and in how many instances a check runs', () => {
    const other = machine.start();
    for (let hour = 0; hour < 24; hour += 1) {
      machine.now = TODAY + DAY + hour * 3600;
      machine.adapters = cards(7);
      for (const client of [app, other, machine.start()]) expect(stateOf(client)).to.equal(OTHER);
    }
    expect([day(2), day(2), day(3), day(3)]).to.deep.equal([OTHER, OTHER, LIMITED, LIMITED]);
  });

  it('count the first day, and limit on the last of the terms, whatever time lies between them', () => {
    expect([day(0), day(100), day(300)]).to.deep.equal([OTHER, OTHER, LIMITED]);
  });

  it('are kept while no hardware is in sight', () => {
    expect([day(1), day(2, []), day(3), day(4, [card(9, 'foreign')])]).to.deep.equal([OTHER, UNSEEN, OTHER, UNSEEN]); // prettier-ignore
    expect([day(5), day(6, [])]).to.deep.equal([LIMITED, UNSEEN]);
  });

  it('are forgotten when the machine is in sight again', () => {
    expect([day(1), day(2), day(3, cards(2, 7)), day(4), day(5), day(6)]).to.deep.equal([
      OTHER,
      OTHER,
      SAME,
      OTHER,
      OTHER,
      LIMITED,
    ]);
    expect(day(6, cards(1))).to.equal(SAME);
    expect(machine.store.members).to.have.property('lease').that.does.not.have.property('otherMachine');
  });

  it('are forgotten by a renewal', async () => {
    for (let number = 1; number <= 3; number += 1) day(number);
    expect(day(3)).to.equal(LIMITED);
    server.seat.today += 3 * DAY;
    expect((await app.renew()).state).to.equal('licensed');
    expect([day(4, cards(8)), day(5, cards(8))]).to.deep.equal([OTHER, OTHER]);
  });

  it('are not counted while the clock is wrong', () => {
    expect([day(10), day(4), day(5), day(6)]).to.deep.equal([OTHER, ...Array<string>(3).fill('stale clock_behind')]); // prettier-ignore
    expect(day(9), 'up to a day behind').to.equal(OTHER);
    machine.now = TODAY + 20_000 * DAY;
    expect(machine.start().check().state, 'a jump by many years').to.equal('limited');
    expect([day(11), day(12)]).to.deep.equal([OTHER, LIMITED]);
  });

  it('are not counted on a disk that cannot be written: nothing is taken away', () => {
    machine.store.write = () => {
      throw new Error('ENOSPC');
    };
    for (let number = 1; number <= 30; number += 1) expect(day(number)).to.equal(OTHER);
  });

  it('in an unknown format count as none, and do not cost the lease', () => {
    day(1);
    const { lease, ...members } = machine.store.members;
    for (const otherMachine of [7, null, 'x', {}, { days: '2', lastDay: 0 }, { days: 1e300, lastDay: 0 }]) {
      machine.store.members = { ...members, lease: { ...(lease as object), otherMachine } };
      expect(day(1), JSON.stringify(otherMachine)).to.equal(OTHER);
    }
  });

  it('never count against a product whose terms are 0', async () => {
    server.seat.leaseChanges = { exp: TODAY + 399 * DAY, machine_days: 0 };
    await app.renew();
    for (let number = 1; number < 300; number += 7) expect(day(number)).to.equal(OTHER);
  });

  it('are 14 in a lease from before the claim', async () => {
    server.seat.leaseChanges = { exp: TODAY + 399 * DAY };
    machine.adapters = cards(1);
    await app.renew();
    for (let number = 1; number < 14; number += 1) expect(day(number)).to.equal(OTHER);
    expect(day(14)).to.equal(LIMITED);
  });

  it('cost one write a day', () => {
    const before = machine.store.writes.length;
    for (let i = 0; i < 50; i += 1) day(1);
    expect(machine.store.writes.length - before).to.equal(1);
    for (let i = 0; i < 50; i += 1) day(1, cards(1));
    expect(machine.store.writes.length - before).to.equal(2);
  });

  it('follow a model of single steps', () => {
    type Step = { kind: 'same' | 'unseen' | 'other'; later: number };
    const steps = fc.array(
      fc.record<Step>({
        kind: fc.constantFrom('same', 'unseen', 'other', 'other'),
        later: fc.nat({ max: 2 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    const shown = { same: cards(1), unseen: [card(9, 'foreign')], other: cards(7) };
    const activated = machine.store.text;
    fc.assert(
      fc.property(steps, (list) => {
        machine.store = Object.assign(new MemoryStore(), { text: activated });
        let today = 1;
        let seen = new Set<number>();
        for (const { kind, later } of list) {
          today += later;
          if (kind === 'same') seen = new Set();
          if (kind === 'other') seen.add(today);
          const doubt = seen.size >= 3 ? LIMITED : OTHER;
          const expected = { same: SAME, unseen: UNSEEN, other: doubt }[kind];
          expect(day(today, shown[kind])).to.equal(expected);
        }
      }),
      { numRuns: rounds(500) },
    );
  });
});
