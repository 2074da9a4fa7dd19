/**
 * `keepFresh()`: what it asks the server for in each situation, that it never throws, and that one instance, thread or
 * process asks at a time. Situations are held by events: a request that the server has received and not answered, and a
 * store that was read.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { fileStore, type Freshness, type Quietkey } from '../../client-sdk/typescript/index.ts';
import { answerJson, answerProblem, startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, TODAY, makeIssuer } from './support/issuer.ts';
import type { KeeperInput } from './support/fresh-process.ts';
import { CARDS, LICENSE_KEY, makeMachine, type TestMachine } from './support/machine.ts';

const issuer = makeIssuer();
let server: FakeServer;
let machine: TestMachine;
let app: Quietkey;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  machine = makeMachine(issuer, server.url);
  app = machine.start();
  await app.activate(LICENSE_KEY);
  server.received.length = 0;
});
afterEach(() => server.close());

const laterBy = (days: number): void => {
  machine.now += days * DAY;
  server.seat.today += days * DAY;
};
const OTHER_CARD = { name: 'eth0', mac: '00:1b:21:cc:cc:01', builtIn: true };
const textOf = ({ check, reached, error }: Freshness): string => {
  const code = error === undefined ? '' : ` ${(error as { code: string }).code}`;
  return `${check.state} ${check.reason}, ${reached ? 'reached' : 'not reached'}${code}`;
};
const requests = (): string[] => server.received.map(({ path }) => path.split('/').at(-1) ?? '');

describe('keepFresh', () => {
  const CASES: [title: string, arrange: () => unknown, expected: string, sent: string[]][] = [
    ['nothing is due', () => undefined, 'licensed lease_valid, not reached', []],
    ['no activation', () => app.release(), 'unlicensed released, not reached', ['release']],
    ['a renewal is due', () => laterBy(8), 'licensed lease_valid, reached', ['lease']],
    ['the lease has ended', () => laterBy(33), 'licensed lease_valid, reached', ['lease']],
    ['lease and grace have ended', () => laterBy(60), 'licensed lease_valid, reached', ['lease']],
    [
      'all adapters were replaced',
      () => (machine.adapters = [OTHER_CARD]),
      'licensed lease_valid, reached',
      ['lease'],
    ],
    [
      'all adapters were replaced, and the days have passed',
      () => {
        machine.adapters = [OTHER_CARD];
        for (let day = 0; day < 20; day += 1) {
          machine.start().check();
          machine.now += DAY;
        }
        expect(app.check()).to.include({ state: 'limited', reason: 'wrong_machine' });
      },
      'licensed lease_valid, reached',
      ['lease'],
    ],
    [
      'a Mac that roams from its hardware address to a private one',
      () => (machine.adapters = [{ name: 'en0', mac: 'da:a1:19:00:00:01', class: 'unknown' }]),
      'licensed lease_valid, reached',
      ['lease'],
    ],
    [
      'a suspension that was lifted',
      async () => {
        server.seat.ended = 'suspended';
        await app.renew();
        server.seat.ended = undefined;
      },
      'licensed lease_valid, reached',
      ['lease', 'lease'],
    ],
    [
      'a suspension that still holds',
      async () => {
        server.seat.ended = 'suspended';
        await app.renew();
      },
      'unlicensed suspended, reached',
      ['lease', 'lease'],
    ],
    [
      'a revocation',
      () => {
        server.seat.ended = 'revoked';
        laterBy(8);
      },
      'unlicensed revoked, reached',
      ['lease'],
    ],
    [
      'the server refuses',
      () => {
        laterBy(8);
        server.behaviour = (_received, response) => answerProblem(response, 409, 'activation_forked');
      },
      'licensed lease_valid, reached license_refused',
      ['lease'],
    ],
    [
      'a captive portal',
      () => {
        laterBy(8);
        server.behaviour = (_received, response) =>
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      },
      'licensed lease_valid, not reached proxy_or_captive_portal',
      ['lease'],
    ],
    [
      'an answer of someone else',
      () => {
        laterBy(8);
        server.behaviour = (_received, response) => answerJson(response, 200, '{}');
      },
      'licensed lease_valid, not reached answer_untrusted',
      ['lease'],
    ],
    [
      'a full disk',
      () => {
        laterBy(8);
        machine.store.write = () => {
          throw new Error('ENOSPC');
        };
      },
      'licensed lease_valid, not reached state_unwritable',
      [],
    ],
    [
      'an unreadable disk',
      () => {
        machine.store.read = () => {
          throw new Error('EIO');
        };
        app = machine.start();
      },
      'unlicensed state_unreadable, not reached',
      [],
    ],
  ];
  for (const [title, arrange, expected, sent] of CASES) {
    it(`${title}: ${expected}`, async () => {
      await arrange();
      expect(textOf(await app.keepFresh())).to.equal(expected);
      expect(requests()).to.deep.equal(sent);
    });
  }

  it('without a network never throws, and keeps the request for later', async () => {
    laterBy(8);
    await server.close();
    expect(textOf(await machine.start({ timeoutMs: 1 }).keepFresh())).to.equal(
      'licensed lease_valid, not reached no_network',
    );
    expect(machine.store.members).to.include({ asking: null }).and.have.nested.property('renewing.nonce');
  });

  it('stops at the signal of the app', async () => {
    laterBy(8);
    const stop = new AbortController();
    server.behaviour = () => stop.abort();
    expect(textOf(await app.keepFresh({ signal: stop.signal }))).to.equal(
      'licensed lease_valid, not reached aborted',
    );
  });

  it('called in each of 64 instances at once sends one request, and all have one state', async () => {
    laterBy(8);
    const instances = Array.from({ length: 64 }, () => machine.start());
    const results = await Promise.all(instances.map((instance) => instance.keepFresh()));
    expect(requests()).to.deep.equal(['lease']);
    expect(results.filter(({ reached }) => reached)).to.have.length(1);
    expect(new Set(results.map(({ check }) => JSON.stringify(check))).size).to.equal(1);
    expect(results[0]?.check).to.include({ state: 'licensed', refreshDue: false });
    expect(new Set(instances.map((instance) => JSON.stringify(instance.check()))).size).to.equal(1);
  });

  it('called in each of 64 instances at once sends one request, also if that fails', async () => {
    laterBy(8);
    server.behaviour = (_received, response) => answerProblem(response, 409, 'seats_taken');
    const instances = Array.from({ length: 64 }, () => machine.start());
    const results = await Promise.all(instances.map((instance) => instance.keepFresh()));
    expect(requests()).to.deep.equal(['lease']);
    const texts = results.map(textOf).toSorted();
    expect(texts.at(-1)).to.equal('licensed lease_valid, reached license_refused');
    expect(new Set(texts.slice(0, -1))).to.deep.equal(new Set(['licensed lease_valid, not reached']));
    server.behaviour = undefined;
    expect(textOf(await machine.start().keepFresh()), 'the next call').to.equal(
      'licensed lease_valid, reached',
    );
  });

  it('is not held up by a claim from a clock that was set back since', async () => {
    laterBy(8);
    machine.store.members = {
      ...machine.store.members,
      asking: { id: 'x', until: machine.now + 3 * DAY },
    };
    expect(textOf(await machine.start().keepFresh())).to.equal('licensed lease_valid, reached');
  });
});

describe('keepFresh in two processes', () => {
  const PROCESS = fileURLToPath(new URL('./support/fresh-process.js', import.meta.url));
  let folder: string;
  let children: ChildProcess[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-fresh-'));
    fileStore(folder).write(machine.store.text ?? '');
    server.seat.today += 8 * DAY;
    children = [];
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  function start(now: number): {
    child: ChildProcess;
    reads: (count: number) => Promise<void>;
    result: Promise<string>;
  } {
    const input: KeeperInput = { folder, server: server.url, rootKey: issuer.rootKey, now, adapters: CARDS };
    const child = fork(PROCESS, [JSON.stringify(input)]);
    children.push(child);
    let found: (text: string) => void;
    const result = new Promise<string>((resolve) => (found = resolve));
    let reads = 0;
    let wanted: { count: number; done: () => void } | undefined;
    child.on('message', (message: 'read' | Freshness) => {
      if (message !== 'read') return found(textOf(message));
      reads += 1;
      if (wanted && reads >= wanted.count) wanted.done();
    });
    return {
      child,
      result,
      reads: (count) => new Promise((done) => void (wanted = { count: reads + count, done })),
    };
  }

  /** The first request is held, as the server has received it and not answered. */
  function hold(): Promise<ServerResponse> {
    return new Promise((resolve) => {
      server.behaviour = (_received, response) => {
        server.behaviour = undefined;
        resolve(response);
      };
    });
  }

  it('one asks, the other waits for what it finds', async () => {
    const held = hold();
    const first = start(TODAY + 8 * DAY);
    const response = await held;
    const second = start(TODAY + 8 * DAY);
    await second.reads(20);
    expect(requests(), 'while the first waits for its answer').to.deep.equal(['lease']);
    response.destroy(); // the first asks again, with the same bytes
    expect(await first.result).to.equal('licensed lease_valid, reached');
    expect(await second.result).to.equal('licensed lease_valid, not reached');
    expect(new Set(server.received.map(({ body }) => body)).size).to.equal(1);
  });

  it('one dies while it asks, and the other asks once its call would have ended', async () => {
    const held = hold();
    const first = start(TODAY + 8 * DAY);
    await held;
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = start(TODAY + 8 * DAY + 31);
    expect(await second.result).to.equal('licensed lease_valid, reached');
  });
});
