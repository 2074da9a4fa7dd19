/** `takeEvents()`: each change is reported once, across restarts and processes, and what the app has done is not reported. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { fileStore, type EventKind, type Quietkey } from '../../client-sdk/typescript/index.ts';
import type { TakerInput } from './support/events-process.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, TODAY, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, makeMachine, type TestMachine } from './support/machine.ts';

const issuer = makeIssuer();
const END = TODAY + 25 * DAY;
let server: FakeServer;
let machine: TestMachine;
let app: Quietkey;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  server.seat.leaseChanges = { license_end: END, exp: END };
  machine = makeMachine(issuer, server.url);
  app = machine.start();
  await app.activate(LICENSE_KEY);
});
afterEach(() => server.close());

const kindsOf = (instance: Quietkey): EventKind[] => instance.takeEvents().map(({ kind }) => kind);

describe('takeEvents', () => {
  const CASES: [title: string, arrange: () => unknown, expected: EventKind[]][] = [
    ['nothing', () => undefined, []],
    ['a renewal of the lease', () => app.renew(), []],
    ['a suspension', () => ((server.seat.ended = 'suspended'), app.renew()), ['suspended']],
    ['a revocation', () => ((server.seat.ended = 'revoked'), app.renew()), ['revoked']],
    ['a release in the portal', () => ((server.seat.ended = 'released'), app.renew()), ['released_elsewhere']],
    ['a release by the app', () => app.release(), []],
    [
      'a release by the app, whose answer was lost and found by a renewal',
      async () => {
        server.behaviour = (_received, response) => response.destroy();
        await machine.start({ timeoutMs: 1 }).release().catch(() => undefined);
        server.behaviour = undefined;
        server.seat.ended = 'released';
        await app.renew();
      },
      [],
    ],
    ['a license that was renewed', () => ((server.seat.leaseChanges = {}), app.renew()), ['renewed']],
    ['an end in 14 days', () => (machine.now = END - 14 * DAY), ['ending_soon']],
    ['a seat of its own for a copy', () => ((server.seat.movesTo = 'activation-2'), app.renew()), ['moved']],
    [
      'another activation by the app',
      () => ((server.seat.movesTo = 'activation-2'), app.activate(LICENSE_KEY)),
      [],
    ],
    ['a policy', () => ((server.seat.notices = ['policy']), app.renew()), ['policy']],
    ['a take-over', () => ((server.seat.notices = ['takeover', 'a later one']), app.renew()), ['takeover']],
    ['notices in another form', () => ((server.seat.notices = { takeover: true }), app.renew()), []],
    ['a state of a newer SDK', () => (machine.store.members = { ...machine.store.members, version: 2 }), ['update_needed']],
    ['a state that cannot be read', () => (machine.store.text = 'x'), []],
  ]; // prettier-ignore
  for (const [title, arrange, expected] of CASES) {
    it(`${title}: ${expected.join() || 'none'}, and nothing at the next start`, async () => {
      expect(kindsOf(app)).to.deep.equal([]);
      const { writes } = machine.store;
      expect(kindsOf(machine.start())).to.deep.equal([]);
      expect(machine.store.writes.length, 'nothing to write').to.equal(writes.length);
      await arrange();
      expect(kindsOf(machine.start())).to.deep.equal(expected);
      expect(kindsOf(machine.start())).to.deep.equal([]);
      expect(kindsOf(app)).to.deep.equal([]);
    });
  }

  it('a suspension that was lifted is reported, also without a call between', async () => {
    server.seat.ended = 'suspended';
    await app.renew();
    expect(app.takeEvents()).to.deep.equal([
      { kind: 'suspended', message: 'The license was suspended. Contact the seller.' },
    ]);
    server.seat.ended = undefined;
    await app.renew();
    expect(kindsOf(app)).to.deep.equal(['reinstated']);
    server.seat.ended = 'suspended';
    await app.renew();
    server.seat.ended = undefined;
    await app.renew();
    expect(kindsOf(app), 'nothing has changed since').to.deep.equal([]);
  });

  it('reports what happened after the activation, at the first call ever', async () => {
    server.seat.ended = 'suspended';
    await app.renew();
    expect(kindsOf(machine.start())).to.deep.equal(['suspended']);
  });

  it('with a full disk returns none, and all of them later', async () => {
    server.seat.ended = 'suspended';
    await app.renew();
    const write = machine.store.write.bind(machine.store);
    machine.store.write = () => {
      throw new Error('ENOSPC');
    };
    expect(kindsOf(machine.start())).to.deep.equal([]);
    machine.store.write = write;
    expect(kindsOf(machine.start())).to.deep.equal(['suspended']);
  });

  it('a store without an activation is not written', () => {
    const other = makeMachine(issuer, server.url);
    expect(kindsOf(other.start())).to.deep.equal([]);
    expect(other.store.writes).to.deep.equal([]);
  });
});

describe('takeEvents in many processes', () => {
  const PROCESS = fileURLToPath(new URL('./support/events-process.js', import.meta.url));
  const PROCESSES = 6;

  it('tells one of them', async () => {
    server.seat.ended = 'suspended';
    await app.renew();
    const folder = mkdtempSync(join(tmpdir(), 'quietkey-events-'));
    try {
      fileStore(folder).write(machine.store.text ?? '');
      const input: TakerInput = { folder, rootKey: issuer.rootKey, now: machine.now };
      const children = Array.from({ length: PROCESSES }, () => fork(PROCESS, [JSON.stringify(input)]));
      await Promise.all(children.map((child) => once(child, 'message')));
      const ended = children.map((child) => once(child, 'exit'));
      const taken = children.map((child) => once(child, 'message'));
      for (const child of children) child.send('take');
      const kinds = (await Promise.all(taken)).map(([found]) => found as EventKind[]);
      expect(kinds.flat()).to.deep.equal(['suspended']);
      await Promise.all(ended);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
