// Checks of the SDK that no other test covers: each case fails if one comparison is missing or inverted.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { fileStore, type Quietkey } from '../../client-sdk/typescript/index.ts';
import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import type { ProvenRequest, StatementClaims } from '../../client-sdk/typescript/contract/wire.ts';
import { faultyDisk } from '../faults/faulty-disk.ts';
import { PowerCut, readJournal } from '../faults/power-cut.ts';
import { answerJson, startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, TODAY, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, OTHER_KEY, errorOf, makeMachine, type TestMachine } from './support/machine.ts';

const issuer = makeIssuer();
let server: FakeServer;
let machine: TestMachine;
let app: Quietkey;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  machine = makeMachine(issuer, server.url);
  app = machine.start();
});
afterEach(() => server.close());

interface Position {
  /** The day on which the lease begins. */
  day?: number;
  activation?: string;
  license?: string;
  epoch?: number;
  sequence?: number;
}

/** A genuine lease for the tags that were sent, at any position. */
function grant(tags: string[], position: Position): object {
  const { activation = 'activation-1', license = 'license-1', epoch = 1, sequence = 2 } = position;
  const { day = TODAY } = position;
  const jti = `${activation}.${sequence}`;
  const lease = issuer.lease({ sub: license, jti, iat: day, nbf: day, tags: [...tags].sort() });
  return { activation, epoch, sequence, secret: server.seat.secret, lease, keySet: server.seat.keySet };
}

const ending = (changes: Partial<StatementClaims>): object => ({
  statement: issuer.statement({ sequence: 2, ...changes }),
  keySet: server.seat.keySet,
});

const tagsOf = (body: string): string[] => (JSON.parse(body) as ProvenRequest).tags;

function answerWith(make: (tags: string[]) => object): void {
  server.behaviour = ({ body }, response) => answerJson(response, 200, JSON.stringify(make(tagsOf(body))));
}

/** Stores the third lease, of the second epoch, so that older positions exist. */
async function hold(): Promise<void> {
  Object.assign(server.seat, { epoch: 2, sequence: 2 });
  await app.activate(LICENSE_KEY);
  expect(machine.store.members).to.have.nested.include({ 'holding.epoch': 2, 'holding.sequence': 3 });
}

/** A genuine statement that is older than the stored lease. */
const storedStatement = () => ({ token: issuer.statement({ sequence: 1 }), keySet: server.seat.keySet });

const storedActivation = () => {
  const { holding, lease, statement } = machine.store.members;
  return { holding, lease, statement };
};

describe('a genuine answer to another question', () => {
  beforeEach(hold);

  const GRANTS: [title: string, position: Position, fault: string | undefined][] = [
    ['the next lease', { epoch: 2, sequence: 4 }, undefined],
    ['the next epoch', { epoch: 3, sequence: 4 }, undefined],
    ['an older lease of the same epoch', { epoch: 2, sequence: 2 }, 'old_answer'],
    ['a newer lease of an older epoch', { epoch: 1, sequence: 4 }, 'old_answer'],
    ['an older lease of a newer epoch', { epoch: 3, sequence: 2 }, 'old_answer'],
    ['an older lease of an older epoch', { epoch: 1, sequence: 2 }, 'old_answer'],
  ];
  for (const [title, position, fault] of GRANTS) {
    for (const call of ['renew', 'activate'] as const) {
      it(`to ${call}, ${title}: ${fault ?? 'accepted'}`, async () => {
        answerWith((tags) => grant(tags, position));
        const before = storedActivation();
        const asked = call === 'renew' ? app.renew() : app.activate(LICENSE_KEY);
        if (fault === undefined) {
          expect(await asked).to.include({ state: 'licensed' });
          expect(machine.store.members).to.have.nested.include({ 'holding.epoch': position.epoch });
          return;
        }
        expect(await errorOf(asked)).to.include({ code: 'answer_untrusted', fault });
        expect(storedActivation()).to.deep.equal(before);
      });
    }
  }

  const OF_OTHERS: [title: string, position: Position, fault: string][] = [
    ['another license', { license: 'license-2' }, 'wrong_license'],
    [
      'another activation of another license',
      { activation: 'activation-2', license: 'license-2' },
      'wrong_license',
    ],
    ['an earlier activation', { activation: 'activation-2', day: TODAY - DAY }, 'old_answer'],
  ];
  for (const [title, position, fault] of OF_OTHERS) {
    it(`to renew, a lease of ${title}: ${fault}`, async () => {
      answerWith((tags) => grant(tags, { epoch: 2, sequence: 4, ...position }));
      const before = storedActivation();
      expect(await errorOf(app.renew())).to.include({ code: 'answer_untrusted', fault });
      expect(storedActivation()).to.deep.equal(before);
    });
  }

  it('to renew, a lease of another activation of the license: kept, and the previous activation forgotten', async () => {
    const { activation, ...own } = { activation: 'activation-2', sequence: 1, epoch: 1 };
    const secret = Buffer.alloc(32, 9).toString('base64url');
    answerWith((tags) => ({ ...grant(tags, { activation, ...own }), secret }));
    machine.store.members = { ...machine.store.members, statement: storedStatement() };
    expect(await app.renew()).to.include({ state: 'licensed', machineName: machineName(activation) });
    const { holding, renewing, statement, sent: _sent, ...others } = machine.store.members;
    expect({ renewing, statement }).to.deep.equal({ renewing: null, statement: null });
    expect(holding).to.include({ activation, secret, ...own });
    expect(JSON.stringify(others), 'without the copies of what was sent').to.not.contain('activation-1');

    Object.assign(server.seat, { activation, secret, ...own });
    server.behaviour = undefined; // the contract, which throws if the proof is not that of the new activation
    expect(await app.renew()).to.include({ state: 'licensed' });
    expect(server.received.at(-1)?.path).to.contain(activation);
  });

  it('to activate with another key, the lease of its license replaces the stored one', async () => {
    answerWith((tags) => grant(tags, { activation: 'activation-2', license: 'license-2', sequence: 1 }));
    expect(await app.activate(OTHER_KEY)).to.include({ state: 'licensed' });
    expect(machine.store.members).to.have.nested.include({
      'holding.activation': 'activation-2',
      'holding.license': 'license-2',
      'holding.sequence': 1,
    });
  });

  const STATEMENTS: [title: string, changes: Partial<StatementClaims>, fault: string][] = [
    ['another issuer', { iss: 'quietkey:another' }, 'wrong_issuer'],
    ['another product', { aud: 'radar' }, 'wrong_product'],
    ['another license', { license: 'license-2' }, 'wrong_license'],
    ['another activation', { activation: 'activation-2' }, 'wrong_activation'],
    ['an older lease', { sequence: 2 }, 'old_answer'],
  ];
  for (const [title, changes, fault] of STATEMENTS) {
    for (const call of ['renew', 'release'] as const) {
      it(`to ${call}, a statement of ${title}: ${fault}`, async () => {
        answerWith(() => ending({ sequence: 3, ...changes }));
        const before = storedActivation();
        expect(await errorOf(app[call]())).to.include({ code: 'answer_untrusted', fault });
        expect(storedActivation()).to.deep.equal(before);
        expect(app.check()).to.include({ state: 'licensed', reason: 'lease_valid' });
      });
    }
  }

  it('a stored statement of another issuer or product does not end the lease', () => {
    for (const [title, changes] of STATEMENTS.slice(0, 2)) {
      const token = issuer.statement({ sequence: 3, ...changes });
      const { keySet } = server.seat;
      machine.store.members = { ...machine.store.members, statement: { token, keySet } };
      expect(machine.start().check(), title).to.include({ state: 'licensed', reason: 'lease_valid' });
    }
  });
});

describe('an answer that comes after a newer one', () => {
  /** Sends a request in one instance. The test answers it later, after another instance's requests. */
  async function askLate(): Promise<{ answer: (make: object) => Promise<void>; tags: string[] }> {
    const other = machine.start();
    const asked = new Promise<{ tags: string[]; response: ServerResponse }>((resolve) => {
      server.behaviour = ({ body }, response) => resolve({ tags: tagsOf(body), response });
    });
    const renewed = other.renew();
    const { tags, response } = await asked;
    server.behaviour = undefined;
    return {
      tags,
      answer: async (body) => {
        answerJson(response, 200, JSON.stringify(body));
        await renewed;
      },
    };
  }

  beforeEach(() => app.activate(LICENSE_KEY));
  type Late = (tags: string[]) => object;
  const LEASE: Late = (tags) => grant(tags, { sequence: 2 });

  const CASES: [
    title: string,
    late: Late,
    between: () => Promise<unknown>,
    expected: string,
    sequence: number,
  ][] = [
    ['an older lease after a newer one', LEASE, () => renewAt(3), 'licensed lease_valid', 3],
    [
      'an older statement after a newer lease',
      () => ending({ sequence: 2 }),
      () => renewAt(3),
      'licensed lease_valid',
      3,
    ],
    [
      'a newer lease after an older one',
      (tags) => grant(tags, { sequence: 5 }),
      () => renewAt(3),
      'licensed lease_valid',
      5,
    ],
    [
      'a statement after the lease that it ends',
      () => ending({ sequence: 3 }),
      () => renewAt(3),
      'unlicensed revoked',
      3,
    ],
    ['a lease after the statement that ends it', LEASE, () => revokeAt(2), 'unlicensed revoked', 2],
    ['a lease after a newer statement', LEASE, () => revokeAt(3), 'unlicensed revoked', 3],
    [
      'a newer lease after a statement',
      (tags) => grant(tags, { sequence: 3 }),
      () => revokeAt(2),
      'licensed lease_valid',
      3,
    ],
  ];
  const OTHERS: [
    title: string,
    late: Late,
    between: () => Promise<unknown>,
    activation: string | undefined,
  ][] = [
    [
      'a lease of the first activation, after one of its own seat',
      LEASE,
      () => renewAs('activation-2'),
      'activation-2',
    ],
    [
      'a lease of a third activation, after one of its own seat',
      (tags) => grant(tags, { activation: 'activation-3', sequence: 1 }),
      () => renewAs('activation-2'),
      'activation-2',
    ],
    [
      'the same lease of its own seat once more',
      (tags) => grant(tags, { activation: 'activation-2', sequence: 1 }),
      () => renewAs('activation-2'),
      'activation-2',
    ],
    [
      'a lease of its own seat, after a release',
      (tags) => grant(tags, { activation: 'activation-2', sequence: 1 }),
      () => app.release(),
      undefined,
    ],
    [
      'a statement about the first activation, after a lease of its own seat',
      () => ending({ sequence: 9 }),
      () => renewAs('activation-2'),
      'activation-2',
    ],
  ];
  const renewAs = async (activation: string): Promise<void> => {
    answerWith((tags) => grant(tags, { activation, sequence: 1 }));
    await app.renew();
  };
  for (const [title, late, between, activation] of OTHERS) {
    it(`${title}: ${activation ?? 'no activation'}`, async () => {
      const { tags, answer } = await askLate();
      await between();
      await answer(late(tags));
      const { holding } = machine.store.members as { holding: { activation: string } | null };
      expect(holding?.activation).to.equal(activation);
      expect(machine.start().check().state).to.equal(activation === undefined ? 'unlicensed' : 'licensed');
    });
  }

  const renewAt = (sequence: number): Promise<unknown> => {
    server.seat.sequence = sequence - 1;
    return app.renew();
  };
  const revokeAt = (sequence: number): Promise<unknown> => {
    Object.assign(server.seat, { sequence, ended: 'revoked' });
    return app.renew();
  };

  for (const [title, late, between, expected, sequence] of CASES) {
    it(`${title}: ${expected}, at sequence ${sequence}`, async () => {
      const { tags, answer } = await askLate();
      await between();
      await answer(late(tags));
      const { state, reason } = machine.start().check();
      expect(`${state} ${reason}`).to.equal(expected);
      expect(machine.store.members).to.have.nested.include({ 'holding.sequence': sequence });
    });
  }
});

describe('an unanswered attempt', () => {
  const { setTimeout: realSetTimeout } = globalThis;
  let delays: number[];

  // every timer fires at once; the test records its delay
  beforeEach(() => {
    delays = [];
    const over = (act: () => void, delay = 0): NodeJS.Timeout => {
      delays.push(delay);
      return realSetTimeout(act, 0);
    };
    globalThis.setTimeout = over as typeof setTimeout;
  });
  afterEach(() => {
    globalThis.setTimeout = realSetTimeout;
  });

  const CASES: [title: string, timeoutMs: number | undefined, longest: number[]][] = [
    ['ends after ten seconds of a longer call', 60_000, [10_000, 10_000, 10_000]],
    ['ends after ten seconds by default', undefined, [10_000, 10_000, 10_000]],
    ['ends with a shorter call', 4_000, [4_000, 4_000, 4_000]],
  ];
  for (const [title, timeoutMs, longest] of CASES) {
    it(`${title}, and is retried twice`, async () => {
      let attempts = 0;
      const silent = machine.start({
        timeoutMs,
        random: (bytes) => Buffer.alloc(bytes),
        fetch: () => new Promise(() => void (attempts += 1)),
      });
      expect(await errorOf(silent.activate(LICENSE_KEY))).to.include({ code: 'no_network' });
      expect(attempts).to.equal(3);
      // pauses have no length here; the remaining time shrinks only by what the attempts took
      expect(
        delays.filter((delay) => delay > 0).map((delay) => Math.ceil(delay / 1_000) * 1_000),
      ).to.deep.equal(longest);
    });
  }
});

describe('a power cut after the state was written', () => {
  const WRITER = fileURLToPath(new URL('./support/state-writer.js', import.meta.url));
  let scratch: string;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'quietkey-cut-'));
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  for (const writes of [1, 2, 3]) {
    it(`leaves write ${writes}, even if only fsynced data became durable`, async () => {
      const [folder, before, after] = ['state', 'before', 'after'].map((name) => join(scratch, name));
      mkdirSync(folder!);
      cpSync(folder!, before!, { recursive: true });
      const disk = faultyDisk(folder!, '');
      try {
        const writer = fork(WRITER, [folder!, String(writes)], { env: { ...process.env, ...disk.env } });
        expect(await once(writer, 'exit')).to.deep.equal([0, null]);
        const records = readJournal(disk.journal);
        const cut = new PowerCut(before!, folder!, records);
        cut.forward(records.length);
        cut.writeTo(after!, 'nothing');
        expect(fileStore(after!).read()).to.equal(String(writes));
      } finally {
        disk.remove();
      }
    });
  }
});
