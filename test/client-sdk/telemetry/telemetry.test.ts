/**
 * Telemetry at the machine. While it is off, nothing is sent, not even a DNS lookup; while it is on, the report equals
 * the preview, byte for byte. Sockets, files and the server are real; the clock is set by the test.
 */

import { expect } from 'chai';
import dns from 'node:dns';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { arch, platform, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BadKey,
  Quietkey,
  StateUnwritable,
  type QuietkeyOptions,
  type Store,
  type TelemetryOptions,
} from '../../../client-sdk/typescript/index.ts';
import { cellsFor, questionsOf, systemName } from '../../../client-sdk/typescript/telemetry/facts.ts';
import { forcedOffBy } from '../../../client-sdk/typescript/telemetry/forced-off.ts';
import {
  cellsOf,
  countersOn,
  TELEMETRY_PATHS,
  type TelemetryReport,
  type VendorLists,
} from '../../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { until } from '../../support/until.ts';
import { TestKit } from '../../../client-sdk/typescript/testing/index.ts';
import { openTelemetryApi } from '../../support/telemetry.ts';
import { openTestWorld } from '../../support/world.ts';
import { DAY, makeIssuer } from '../support/issuer.ts';
import { errorOf, LICENSE_KEY, MemoryStore } from '../support/machine.ts';
import { operations } from '../../../server/domain/operations.ts';

const LISTS: VendorLists = { versions: ['1.4.0', '1.5.0'], features: ['export', 'scan'] };
const TELEMETRY: TelemetryOptions = { ...LISTS, version: '1.5.0' };
/** 2026-11-24, a Tuesday. */
const BEGIN = 20_781 * DAY + 9_000;
const WEEK = 7 * DAY;
const issuer = makeIssuer();
/** Random bytes that make a report due at once, with the first questions. */
const NOW = (bytes: number): Uint8Array => Buffer.alloc(bytes);

interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

interface Watched {
  [method: string]: (...given: unknown[]) => unknown;
}

/** Calls `note` before a method of the platform; returns a function that removes the hook. */
function noting(target: object, method: string, note: () => void): () => void {
  const watched = target as Watched;
  const original = watched[method]!;
  watched[method] = function (this: unknown, ...given: unknown[]) {
    note();
    return original.apply(this, given);
  };
  return () => {
    watched[method] = original;
  };
}

describe('telemetry at the machine', () => {
  let folder: string;
  let server: Server;
  let received: Received[];
  let now: number;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-sdk-'));
    received = [];
    now = BEGIN;
    environment = process.env;
    process.env = { ...environment };
    for (let name = forcedOffBy(); name !== undefined; name = forcedOffBy()) delete process.env[name];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const body = Buffer.concat(chunks).toString();
          received.push({ path: request.url ?? '', headers: request.headers, body });
          response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        });
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  });
  afterEach(() => {
    process.env = environment;
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const appWith = (changes: Partial<QuietkeyOptions> = {}): Quietkey =>
    new Quietkey({
      server: `http://localhost:${(server.address() as AddressInfo).port}`,
      product: 'sonar',
      rootKey: issuer.rootKey,
      store: folder,
      telemetry: TELEMETRY,
      clock: () => now * 1000,
      interfaces: () => [],
      fetch: (url, init) => fetch(url, init), // as to a server elsewhere
      ...changes,
    });

  /** Sixty days in which the app is used and calls `report` several times a day. */
  async function sixtyDays(app: Quietkey): Promise<string[]> {
    const seen: string[] = [];
    const ends = [
      noting(net.Socket.prototype, 'connect', () => void seen.push('connection')),
      noting(dns, 'lookup', () => void seen.push('look-up')),
    ];
    for (let hours = 0; hours < 60 * 24; hours += 6) {
      now += 6 * 3_600;
      app.check();
      app.telemetry.used('export');
      app.telemetry.preview();
      await app.telemetry.report();
    }
    for (const end of ends) end();
    return seen;
  }

  const OFF: readonly (readonly [name: string, set: () => Quietkey])[] = [
    ['the person never opted in', () => appWith({ random: NOW })],
    [
      'the person opted in and then out',
      () => {
        const app = appWith({ random: NOW });
        app.telemetry.on();
        app.telemetry.off();
        return app;
      },
    ],
    ...['DO_NOT_TRACK', 'DNT', 'CI', 'GITHUB_ACTIONS'].map(
      (name) =>
        [
          `${name} is set`,
          () => {
            process.env[name] = '1';
            const app = appWith({ random: NOW });
            app.telemetry.on();
            return app;
          },
        ] as const,
    ),
    [
      'the browser sends Sec-GPC',
      () => {
        const app = appWith({ random: NOW, telemetry: { ...TELEMETRY, privacySignal: () => true } });
        app.telemetry.on();
        return app;
      },
    ],
  ];
  for (const [name, set] of OFF) {
    it(`sends nothing if ${name}: in 60 days no connection and no DNS lookup`, async () => {
      const app = set();
      expect(await sixtyDays(app)).to.deep.equal([]);
      expect(received).to.deep.equal([]);
      expect(await app.telemetry.report()).to.equal('off');
      expect(app.telemetry.status().on).to.equal(false);
      expect(app.telemetry.sent()).to.deep.equal([]);
    });
  }

  it('sends at most once a week when it is on, and the hooks see it', async () => {
    const app = appWith({ random: NOW });
    app.telemetry.on();
    const seen = await sixtyDays(app);
    expect(seen).to.include.members(['connection', 'look-up']);
    expect(received).to.have.lengthOf(9);
    expect(app.telemetry.sent().map(({ week }) => week)).to.include.members(['2026-11-23', '2027-01-18']);
  });

  it('stores nothing before the person opts in', async () => {
    const app = appWith();
    app.telemetry.used('export');
    app.telemetry.preview();
    await app.telemetry.report();
    app.telemetry.off();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('previews what arrives, byte for byte, and lists it afterwards', async () => {
    const shown = appWith().telemetry.preview();
    const first = appWith();
    first.telemetry.on();
    expect(JSON.parse(shown)).to.have.keys('cells');
    for (let weeks = 0; received.length < 4 && weeks < 400; weeks += 1) {
      const app = appWith();
      app.telemetry.used('scan');
      for (let day = 0; day < 7; day += 1) {
        const [before, preview] = [received.length, app.telemetry.preview()];
        const end = await app.telemetry.report();
        expect(end).to.equal(received.length > before ? 'sent' : 'not_due');
        if (end === 'sent') expect(received.at(-1)?.body).to.equal(preview);
        now += DAY;
      }
    }
    expect(received).to.have.lengthOf(4);
    expect(first.telemetry.sent().map(({ body }) => body)).to.deep.equal(received.map(({ body }) => body));
    for (const { path, headers } of received) {
      expect(path).to.equal(TELEMETRY_PATHS.report);
      expect(Object.keys(headers).toSorted()).to.deep.equal(
        'accept accept-encoding accept-language connection content-length content-type host sec-fetch-mode user-agent'.split(
          ' ',
        ),
      );
      expect(headers).to.include({ 'user-agent': 'quietkey', 'accept-language': '*' });
    }
  });

  it('previews before an opt-in what would be sent after it', () => {
    const app = appWith();
    const shown = app.telemetry.preview();
    app.telemetry.on();
    expect(app.telemetry.preview()).to.equal(shown);
    expect(appWith().telemetry.preview()).to.equal(shown);
  });

  it('reports in one week of four, four cells of the vocabulary, and nothing else', async () => {
    const bodies: string[] = [];
    const cells = new Set(cellsOf(countersOn('2026-11-24', LISTS)));
    const weeks = 400;
    const machine = (): Quietkey => {
      const made = appWith({
        store: new MemoryStore(),
        telemetry: { ...TELEMETRY, store: new MemoryStore() },
        fetch: (_url, init) => {
          bodies.push(init.body as string);
          return Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }));
        },
      });
      made.telemetry.on();
      return made;
    };
    let app = machine();
    for (let week = 0; week < weeks; week += 1) {
      // the same forty weeks on one machine after another: after them the vocabulary expires
      now = BEGIN + (week % 40) * WEEK;
      if (week % 40 === 0) app = machine();
      app.telemetry.used(week % 2 === 0 ? 'scan' : 'ada@example.com');
      for (let day = 0; day < 7; day += 1) {
        await app.telemetry.report();
        now += day < 5 ? DAY : 0;
      }
    }
    // five standard deviations around a quarter
    expect(bodies.length / weeks).to.be.within(0.14, 0.36);
    const said = new Set<string>();
    for (const body of bodies) {
      const report = JSON.parse(body) as TelemetryReport;
      expect(report).to.have.keys('cells');
      expect(Object.keys(report.cells).length).to.be.within(1, 4);
      for (const [cell, value] of Object.entries(report.cells)) {
        expect(cells.has(cell), cell).to.equal(true);
        expect([0, 1]).to.include(value);
        said.add(`${cell} ${value}`);
      }
    }
    expect([...said]).to.include.members([
      'app/1.5.0 1',
      'feature/scan 1',
      'feature/scan 0',
      'feature/other 1',
      'feature/export 0',
    ]);
  });

  it('reports how an activation ended, and nothing about the key', async () => {
    const app = appWith({ random: NOW });
    app.telemetry.on();
    await errorOf(app.activate(LICENSE_KEY.replace(/.$/, (last) => (last === '2' ? '3' : '2'))));
    const cells = (activation: string | undefined) =>
      cellsFor(['activation'], countersOn('2026-11-24', LISTS), {
        version: undefined,
        activation,
        offlineSeconds: undefined,
        used: [],
      });
    expect(cells('mistyped')).to.deep.equal({ 'activation/mistyped': 1 });
    expect(cells(undefined)).to.deep.equal({});
    const kept = readdirSync(join(folder, 'telemetry')).map((name) =>
      readFileSync(join(folder, 'telemetry', name), 'utf8'),
    );
    expect(kept.join('')).to.include('"activation":"mistyped"');
    expect(kept.join('')).not.to.include(LICENSE_KEY.slice(8, 20));
  });

  it('does not repeat a report that was not answered', async () => {
    const app = appWith({ random: NOW, fetch: () => Promise.reject(new TypeError('fetch failed')) });
    app.telemetry.on();
    expect([await app.telemetry.report(), await app.telemetry.report()]).to.deep.equal(['failed', 'not_due']);
    expect(app.telemetry.sent()).to.have.lengthOf(1);
  });

  it('reports a week once, even after repeated opt-ins and opt-outs or a clock that was set back', async () => {
    const app = appWith({ random: NOW });
    for (const back of [0, 0, WEEK]) {
      now -= back;
      app.telemetry.on();
      await app.telemetry.report();
      app.telemetry.off();
      app.telemetry.preview();
    }
    expect(received).to.have.lengthOf(1);
    now += 2 * WEEK;
    app.telemetry.on();
    expect(await app.telemetry.report()).to.equal('sent');
  });

  it('aborts a report in flight when the person opts out', async () => {
    let stopped = false;
    let isSent = false;
    const app = appWith({
      random: NOW,
      fetch: (_url, { signal }) =>
        new Promise((_resolve, reject) => {
          isSent = true;
          signal?.addEventListener('abort', () => {
            stopped = true;
            reject(new Error('stopped'));
          });
        }),
    });
    app.telemetry.on();
    const end = app.telemetry.report();
    await until(() => isSent);
    expect(stopped).to.equal(false);
    app.telemetry.off();
    expect(stopped).to.equal(true);
    expect(await end).to.equal('failed');
  });

  it('stays opted out when one of its two files is lost, and keeps nothing of the week in either', () => {
    const app = appWith();
    app.telemetry.on();
    app.telemetry.used('scan');
    app.telemetry.off();
    const kept = join(folder, 'telemetry');
    for (const name of readdirSync(kept)) {
      expect(readFileSync(join(kept, name), 'utf8'))
        .to.include('"on":false')
        .and.not.to.include('scan');
    }
  });

  it('opts out even if the store cannot be read', () => {
    const memory = new MemoryStore();
    let isLost = false;
    const store: Store = {
      read: () => {
        if (isLost) throw new Error('EIO');
        return memory.read();
      },
      write: (text) => memory.write(text),
    };
    const app = appWith({ telemetry: { ...TELEMETRY, store } });
    app.telemetry.on();
    isLost = true;
    expect(() => app.telemetry.off()).to.throw(StateUnwritable);
    isLost = false;
    app.telemetry.off();
    expect(app.telemetry.status().wanted).to.equal(false);
  });

  it('draws no question and sends nothing when every counter has expired', async () => {
    now = BEGIN + 52 * WEEK;
    const app = appWith({ random: NOW });
    app.telemetry.on();
    expect(await sixtyDays(app)).to.deep.equal([]);
    expect(received).to.deep.equal([]);
  });

  it('treats a signal that throws as given, without failing an activation', async () => {
    const privacySignal = () => {
      throw new ReferenceError('navigator is not defined');
    };
    const app = appWith({ random: NOW, telemetry: { ...TELEMETRY, privacySignal } });
    app.telemetry.on();
    app.telemetry.used('scan');
    expect(app.telemetry.status()).to.include({ on: false, forcedOffBy: 'privacySignal' });
    expect(await app.telemetry.report()).to.equal('off');
    const mistyped = LICENSE_KEY.replace(/.$/, (last) => (last === '2' ? '3' : '2'));
    expect(await errorOf(app.activate(mistyped))).to.be.instanceOf(BadKey);
  });

  it('sends nothing while the lease is of a demo', async () => {
    const kit = new TestKit({ product: 'sonar' });
    const telemetry = { ...TELEMETRY, store: kit.machine().options.store };
    const app = new Quietkey({ ...kit.machine().options, telemetry });
    app.telemetry.on();
    expect(app.telemetry.status()).to.include({ on: true, forcedOffBy: null });
    await app.activate(kit.issue({ entitlements: ['demo'] }).key);
    expect(app.telemetry.status()).to.include({ on: false, forcedOffBy: 'demo' });
    for (let day = 0; day < 60; day += 1) {
      kit.clock.pass({ days: 1 });
      expect(await app.telemetry.report()).to.equal('off');
    }
    await app.release();
    expect(app.telemetry.status()).to.include({ on: true, forcedOffBy: null });
  });

  it('deletes recorded events with one call, and keeps the sent reports', async () => {
    const app = appWith({ random: NOW });
    app.telemetry.on();
    app.telemetry.used('scan');
    await app.telemetry.report();
    app.telemetry.off();
    expect(app.telemetry.status()).to.deep.equal({ on: false, wanted: false, forcedOffBy: null });
    expect(app.telemetry.sent()).to.have.lengthOf(1);
    const names = readdirSync(join(folder, 'telemetry'));
    for (const name of names) expect(statSync(join(folder, 'telemetry', name)).mode & 0o777).to.equal(0o600);
  });

  it('needs its own store if the app implements the store of the license', () => {
    const { telemetry } = appWith({ store: new MemoryStore() });
    expect(() => telemetry.on()).to.throw(/telemetry\.store/);
    telemetry.off();
    expect(telemetry.status().on).to.equal(false);
  });

  it('refuses lists that the server would refuse', () => {
    expect(() => appWith({ telemetry: { versions: ['Ada Lovelace'] } })).to.throw(/^telemetry lists a value/);
  });
});

describe('a report at the real server', () => {
  it('is accepted and added', async () => {
    const test = await openTestWorld();
    const api = await openTelemetryApi(test, LISTS);
    const environment = process.env;
    process.env = { ...environment };
    for (let name = forcedOffBy(); name !== undefined; name = forcedOffBy()) delete process.env[name];
    for (let machine = 0; machine < 20; machine += 1) {
      const app = new Quietkey({
        server: api.url,
        product: 'sonar',
        rootKey: issuer.rootKey,
        store: new MemoryStore(),
        telemetry: { ...TELEMETRY, store: new MemoryStore() },
        clock: () => test.clock.now() * 1000,
        random: NOW,
      });
      app.telemetry.on();
      expect(await app.telemetry.report()).to.equal('sent');
    }
    process.env = environment;
    await api.telemetry.tick();
    test.clock.move(2 * WEEK);
    const due = await test.run(operations.statistics.dueWeeks, {});
    expect(due.map(({ sums }) => sums)).to.deep.include({
      total: 20,
      [cellsOf(countersOn('2026-11-24', LISTS)).find(
        (cell) => cell === `os/${systemName(platform(), release())}`,
      ) ?? 'os/other']: 20,
      [['x64', 'arm64'].includes(arch()) ? `arch/${arch()}` : 'arch/other']: 20,
      'app/1.5.0': 20,
      'sdk/0.1': 20,
    });
    await api.end();
    await test.end();
  });
});

describe('the facts of telemetry', () => {
  const SYSTEMS: readonly (readonly [system: string, release: string, name: string])[] = [
    ['win32', '10.0.19045', 'windows-10'],
    ['win32', '10.0.22000', 'windows-11'],
    ['win32', '10.0.26100', 'windows-11'],
    ['win32', '6.3.9600', 'windows-6'],
    ['darwin', '22.6.0', 'macos-13'],
    ['darwin', '24.1.0', 'macos-15'],
    ['darwin', '25.0.0', 'macos-26'],
    ['linux', '6.8.0-45-generic', 'linux-6'],
    ['freebsd', '14.1-RELEASE', 'freebsd-14'],
  ];
  for (const [system, version, name] of SYSTEMS) {
    it(`names ${system} ${version} ${name}`, () => expect(systemName(system, version)).to.equal(name));
  }

  const counters = countersOn('2026-11-24', LISTS);
  const facts = { version: '1.5.0', activation: 'granted', offlineSeconds: 0, used: ['scan'] };

  it('become other outside of the vocabulary', () => {
    const odd = {
      version: '1.5.0-ada',
      activation: 'odd',
      offlineSeconds: 91 * DAY,
      used: ['ada@example.com'],
    };
    const questions = ['app', 'activation', 'offline', 'feature/other', 'feature/scan'];
    expect(cellsFor(questions, counters, odd)).to.deep.equal({
      'app/other': 1,
      'activation/other': 1,
      'offline/other': 1,
      'feature/other': 1,
      'feature/scan': 0,
    });
  });

  it('give the days offline in bands', () => {
    const bands = [0, 7, 8, 14, 15, 30, 31, 90, -3].map((days) =>
      Object.keys(cellsFor(['offline'], counters, { ...facts, offlineSeconds: days * DAY })).join(),
    );
    const named = ['0-7', '0-7', '8-14', '8-14', '15-30', '15-30', '31-90', '31-90', '0-7'];
    expect(bands).to.deep.equal(named.map((band) => `offline/${band}`));
  });

  it('have one question for each counter, and one for each feature', () => {
    expect(questionsOf(counters).join(' ')).to.equal(
      'os arch app sdk activation offline feature/export feature/scan feature/other',
    );
    expect(questionsOf(countersOn('2099-01-01', LISTS))).to.deep.equal([]);
  });

  it('is forced off by the variables of build systems, and not by a negative value', () => {
    for (const name of ['DO_NOT_TRACK', 'CI', 'GITLAB_CI', 'JENKINS_URL', 'TF_BUILD', 'DNT', 'SEC_GPC']) {
      expect(forcedOffBy({ [name]: 'true' })).to.equal(name);
      for (const no of ['', '0', 'false', undefined]) expect(forcedOffBy({ [name]: no })).to.equal(undefined);
    }
  });
});
