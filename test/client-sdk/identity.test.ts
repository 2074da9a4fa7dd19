/**
 * The option `identity`: what is read, sent and stored with each of its three values, what an app can show to the person
 * before and after they consent, and what a check can still tell. Each case gives the answer of all three.
 */

import { borrowSeat } from '../../client-sdk/typescript/floating.ts';
import { expect } from 'chai';
import {
  BadOptions,
  LicenseRefused,
  type Adapter,
  type Identity,
  type Quietkey,
  type QuietkeyOptions,
  type RequestCall,
} from '../../client-sdk/typescript/index.ts';
import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import type { ActivateRequest, ProvenRequest } from '../../client-sdk/typescript/contract/wire.ts';
import { answerProblem, startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, PRODUCT, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, OTHER_KEY, errorOf, makeMachine, type TestMachine } from './support/machine.ts';

const IDENTITIES: readonly Identity[] = ['adapters', 'install', 'none'];
const issuer = makeIssuer();
let server: FakeServer;
let machine: TestMachine;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  machine = makeMachine(issuer, server.url);
});
afterEach(() => server.close());

const card = (number: number): Adapter => ({ name: 'eth0', mac: `00:1b:21:aa:bb:0${number}`, class: 'own' });
const PRIVATE: Adapter = { name: 'wlan0', mac: 'da:a1:19:00:00:01', class: 'unknown' };
const stateOf = (client: Quietkey): string => `${client.check().state} ${client.check().reason}`;
const bodyOf = (index: number): ActivateRequest & ProvenRequest =>
  JSON.parse(server.received.at(index)?.body ?? '{}') as ActivateRequest & ProvenRequest;
const shownBy = ({ tags, identity }: ProvenRequest): string => `${tags.length} ${identity}`;

interface Scene {
  app: Quietkey;
  start: (changes?: Partial<QuietkeyOptions>) => Quietkey;
  reads: () => number;
}

interface Case {
  title: string;
  act: (scene: Scene) => Promise<unknown>;
  answers: Readonly<Record<Identity, unknown>>;
}

const activated = (act: (scene: Scene) => unknown) => async (scene: Scene) => {
  await scene.app.activate(LICENSE_KEY);
  return act(scene);
};

const CASES: Case[] = [
  {
    title: 'an activation shows',
    act: activated(() => shownBy(bodyOf(0))),
    answers: { adapters: '2 adapters', install: '1 install', none: '0 none' },
  },
  {
    title: 'an activation without an own adapter shows',
    act: async ({ app }) => {
      machine.adapters = [PRIVATE];
      await app.activate(LICENSE_KEY);
      return shownBy(bodyOf(0));
    },
    answers: { adapters: '1 install', install: '1 install', none: '0 none' },
  },
  {
    title: 'a renewal and a release show',
    act: activated(async ({ app }) => {
      await app.renew();
      await app.release();
      return [shownBy(bodyOf(1)), shownBy(bodyOf(2))];
    }),
    answers: {
      adapters: ['2 adapters', '2 adapters'],
      install: ['1 install', '1 install'],
      none: ['0 none', '0 none'],
    },
  },
  {
    title: 'a reinstall shows the same tags',
    act: activated(async () => {
      const again = makeMachine(issuer, server.url);
      again.adapters = machine.adapters;
      const { identity } = bodyOf(0);
      await again.start({ identity }).activate(LICENSE_KEY);
      return bodyOf(0).tags.length > 0 && bodyOf(1).tags.join() === bodyOf(0).tags.join();
    }),
    answers: { adapters: true, install: false, none: false },
  },
  {
    title: 'adapters are read by a year of checks, renewals and a release',
    act: activated(async ({ app, start, reads }) => {
      for (let week = 0; week < 52; week += 1, machine.now += 7 * DAY) {
        start().check();
        if (week % 4 === 0) await app.renew();
      }
      await app.release();
      return reads() > 0;
    }),
    answers: { adapters: true, install: false, none: false },
  },
  {
    title: 'a random id is stored, and none if the app had another identity before',
    act: activated(async ({ app }) => {
      machine.store.members = { ...machine.store.members, installId: 'AAAAAAAAAAAAAAAAAAAAAA' };
      await app.renew();
      return typeof machine.store.members['installId'];
    }),
    answers: { adapters: 'string', install: 'string', none: 'object' },
  },
  {
    title: 'a check on the same machine',
    act: activated(({ start }) => stateOf(start())),
    answers: {
      adapters: 'licensed lease_valid',
      install: 'licensed lease_valid',
      none: 'licensed lease_valid',
    },
  },
  {
    title: 'a check with all adapters off',
    act: activated(({ start }) => {
      machine.adapters = [];
      return stateOf(start());
    }),
    answers: {
      adapters: 'licensed machine_unconfirmed',
      install: 'licensed lease_valid',
      none: 'licensed lease_valid',
    },
  },
  {
    title: 'a check of a copied state on other hardware',
    act: activated(({ start }) => {
      machine.adapters = [card(7)];
      return stateOf(start());
    }),
    answers: {
      adapters: 'stale wrong_machine',
      install: 'licensed lease_valid',
      none: 'licensed lease_valid',
    },
  },
  {
    title: 'a check of a copied state on other hardware after 14 days',
    act: activated(({ start }) => {
      machine.adapters = [card(7)];
      for (let day = 1; day < 14; day += 1, machine.now += DAY) start().check();
      return stateOf(start());
    }),
    answers: {
      adapters: 'limited wrong_machine',
      install: 'licensed lease_valid',
      none: 'licensed lease_valid',
    },
  },
  {
    title: 'a renewal after all adapters were replaced',
    act: activated(async ({ app, start }) => {
      machine.adapters = [card(7)];
      await app.renew();
      return stateOf(start());
    }),
    answers: {
      adapters: 'licensed lease_valid',
      install: 'licensed lease_valid',
      none: 'licensed lease_valid',
    },
  },
  {
    title: 'a lost answer is asked for again with the same bytes',
    act: activated(async ({ app, start }) => {
      for (const call of ['renew', 'release'] as const) {
        const stop = new AbortController();
        server.behaviour = () => stop.abort();
        await errorOf(app[call]({ signal: stop.signal }));
        server.behaviour = undefined;
        await start()[call]();
      }
      const bodies = server.received.slice(1).map(({ body }) => body);
      return [bodies.length, new Set(bodies).size];
    }),
    answers: { adapters: [4, 2], install: [4, 2], none: [4, 2] },
  },
  {
    title: 'where no seat is left, the error says what a reinstall costs',
    act: async ({ app }) => {
      server.behaviour = (_received, response) => answerProblem(response, 409, 'seats_taken');
      const error = await errorOf(app.activate(LICENSE_KEY));
      expect(error)
        .to.be.instanceOf(LicenseRefused)
        .and.include({ refusal: 'seats_taken', requestId: 'r-1' });
      const { remedy = '' } = error as LicenseRefused;
      expect(remedy).to.match(/^Ask\./);
      return /reinstall.*release its old seat/.test(remedy);
    },
    answers: { adapters: false, install: true, none: true },
  },
];

for (const { title, act, answers } of CASES) {
  describe(title, () => {
    for (const identity of IDENTITIES) {
      it(`${identity}: ${JSON.stringify(answers[identity])}`, async () => {
        let reads = 0;
        const start = (changes: Partial<QuietkeyOptions> = {}): Quietkey =>
          machine.start({ identity, interfaces: () => ((reads += 1), machine.adapters), ...changes });
        machine.adapters = [card(1), card(2)];
        expect(await act({ app: start(), start, reads: () => reads })).to.deep.equal(answers[identity]);
      });
    }
  });
}

describe('an app that changes the option in an update', () => {
  for (const from of IDENTITIES) {
    for (const to of IDENTITIES) {
      it(`from ${from} to ${to} stays licensed, and renews`, async () => {
        await machine.start({ identity: from }).activate(LICENSE_KEY);
        const updated = machine.start({ identity: to });
        expect(stateOf(updated)).to.equal('licensed lease_valid');
        expect(await updated.renew()).to.include({ state: 'licensed', reason: 'lease_valid' });
        expect(bodyOf(1).identity).to.equal(to);
        expect(stateOf(machine.start({ identity: to }))).to.equal('licensed lease_valid');
      });
    }
  }

  it('from an SDK before the option sends its stored request again as it was', async () => {
    const app = machine.start();
    await app.activate(LICENSE_KEY);
    const stop = new AbortController();
    server.behaviour = () => stop.abort();
    await errorOf(app.renew({ signal: stop.signal }));
    server.behaviour = undefined;
    const { renewing, ...members } = machine.store.members;
    const { identity, ...before } = renewing as { identity: Identity; nonce: string };
    expect(identity).to.equal('adapters');
    machine.store.members = { ...members, renewing: before };
    await machine.start().renew();
    expect(bodyOf(2)).to.not.have.property('identity');
    expect(bodyOf(2).nonce).to.equal(before.nonce);
  });

  it('to an unknown value learns of it at its first start', () => {
    for (const identity of ['', 'Adapters', 'mac', null, 7])
      expect(() => machine.start({ identity: identity as Identity }), String(identity)).to.throw(BadOptions);
  });
});

describe('what an app can show to the person', () => {
  const reading = (identity: Identity): { app: Quietkey; reads: () => number } => {
    let reads = 0;
    const app = machine.start({ identity, interfaces: () => ((reads += 1), machine.adapters) });
    return { app, reads: () => reads };
  };

  for (const identity of IDENTITIES) {
    it(`${identity}: describe() has each field that any request sends, and reads nothing`, async () => {
      const { app, reads } = reading(identity);
      machine.store.read = () => {
        throw new Error('read before consent');
      };
      const { sends, reads: sources } = app.describe();
      expect(reads()).to.equal(0);
      expect([sources.check.length > 0, sources.inventory.length > 0]).to.deep.equal(
        Array(2).fill(identity === 'adapters'),
      );
      for (const { content } of sends) expect(content).to.match(/^[A-Z].*\.$/);

      const plain = makeMachine(issuer, server.url);
      plain.adapters = [];
      const client = plain.start({ identity });
      await client.activate(LICENSE_KEY, { username: 'ada' });
      await client.activate(OTHER_KEY);
      server.seat.leaseChanges = { floating: 'checked_out' };
      await client.renew();
      await borrowSeat(client, { days: 1 });
      server.seat.leaseChanges = {};
      await client.release();
      await client.activateBySignIn({ show: () => undefined });
      await client.activateBySignIn({ show: () => undefined });
      if (identity !== 'none') await makeMachine(issuer, server.url).start({ identity }).startTrial();
      const fieldsOf = (index: number): string[] => Object.keys(bodyOf(index));
      const sent: Record<RequestCall, string[]> = {
        activate: [...fieldsOf(0), ...fieldsOf(1)],
        activateBySignIn: [5, 6, 7, 8].flatMap(fieldsOf),
        startTrial: identity === 'none' ? [] : fieldsOf(9),
        renew: ['activation', ...fieldsOf(2), ...fieldsOf(3)],
        release: ['activation', ...fieldsOf(4)],
      };
      for (const call of Object.keys(sent) as RequestCall[]) {
        const described = sends.filter(({ calls }) => calls.includes(call)).map(({ field }) => field);
        expect(described.sort(), call).to.deep.equal([...new Set(sent[call])].sort());
      }
    });

    it(`${identity}: preview() is what activate() sends, byte for byte, and stores nothing`, async () => {
      const { app } = reading(identity);
      const first = await app.preview(LICENSE_KEY, { username: 'ada' });
      expect(await app.preview(LICENSE_KEY, { username: 'ada' }), 'asked twice').to.deep.equal(first);
      expect([machine.store.writes, server.received]).to.deep.equal([[], []]);
      await app.activate(LICENSE_KEY, { username: 'ada' });
      expect(server.received[0]).to.include({ path: first.path, body: first.body });
      await app.activate(LICENSE_KEY, { username: 'ada' });
      expect(server.received[1]?.body, 'the next request').to.not.equal(first.body);
    });
  }

  it('is only what the system is asked, without child processes if the app has switched them off', () => {
    const options = { server: server.url, product: PRODUCT, rootKey: issuer.rootKey, store: machine.store };
    for (const childProcesses of [true, false]) {
      const { reads } = machine.start({ ...options, interfaces: undefined, childProcesses }).describe();
      expect(reads.check.length).to.be.greaterThan(0);
      expect(reads.check.filter(({ childProcess }) => childProcess)).to.deep.equal([]);
      if (!childProcesses)
        expect(reads.inventory.filter(({ childProcess }) => childProcess)).to.deep.equal([]);
    }
  });

  it('is new if the person changes the input or the machine its adapters', async () => {
    const { app } = reading('adapters');
    const shown = await app.preview(LICENSE_KEY);
    await app.activate(LICENSE_KEY, { username: 'ada' });
    const read = readLicenseKey(LICENSE_KEY);
    expect(bodyOf(0)).to.include({ username: 'ada', licenseKey: read.ok ? read.canonical : '' });
    expect(bodyOf(0).nonce).to.not.equal((JSON.parse(shown.body) as ActivateRequest).nonce);
    const again = await app.preview(OTHER_KEY);
    machine.adapters = [card(7)];
    await app.activate(OTHER_KEY);
    expect(bodyOf(1).tags).to.not.deep.equal((JSON.parse(again.body) as ActivateRequest).tags);
  });

  it('after a lost answer is the stored request', async () => {
    const { app } = reading('adapters');
    const stop = new AbortController();
    server.behaviour = () => stop.abort();
    await errorOf(app.activate(LICENSE_KEY, { signal: stop.signal }));
    expect((await machine.start().preview(LICENSE_KEY)).body).to.equal(server.received[0]?.body);
  });
});

describe('before an activation', () => {
  for (const identity of IDENTITIES) {
    it(`${identity}: no adapter is read by the constructor, check(), keepFresh() and describe()`, async () => {
      let reads = 0;
      const start = () => machine.start({ identity, interfaces: () => ((reads += 1), machine.adapters) });
      for (let hour = 0; hour < 24; hour += 1, machine.now += 3600) {
        const app = start();
        app.describe();
        expect(stateOf(app)).to.equal('unlicensed no_activation');
        await app.keepFresh();
        for (const call of ['renew', 'release'] as const)
          expect(await errorOf(app[call]())).to.include({ code: 'not_activated' });
        expect(await errorOf(app.activate('')), 'a mistyped key').to.be.instanceOf(Error);
      }
      expect(reads).to.equal(0);
      expect(machine.store.writes, 'what was stored').to.deep.equal([]);
    });
  }
});
