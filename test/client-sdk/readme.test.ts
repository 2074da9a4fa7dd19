/**
 * The samples of the documents, run as they are written: they ask for a license key only when a renewal cannot help.
 */

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { posix } from 'node:path';
import {
  QuietkeyError,
  type Check,
  type Quietkey,
  type QuietkeyOptions,
} from '../../client-sdk/typescript/index.ts';
import { OFFLINE_ANSWER_FAULTS } from '../../client-sdk/typescript/offline.ts';
import { until } from '../support/until.ts';
import { ROOT } from '../support/root.ts';
import { answerProblem, startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, makeMachine, type TestMachine } from './support/machine.ts';

const AsyncFunction = async function () {}.constructor as new (
  ...parametersAndCode: string[]
) => (...values: unknown[]) => Promise<Check>;

/** The sample of a document that makes a client, as a function of what it takes from the app around it. */
function sampleOf(document: string): (app: Quietkey) => Promise<Check> {
  const blocks = readFileSync(new URL(document, ROOT), 'utf8').match(/^```(?:js|ts)\n[^]*?^```$/gm) ?? [];
  const sample = blocks.find((block) => block.includes('new Quietkey({') && block.includes('.activate('));
  const code = sample?.replace(/^```.*$/gm, '').replace(/^import .*$/gm, '') ?? '';
  const run = new AsyncFunction('Quietkey', 'typedKey', 'username', `${code}\nreturn check;`);
  return (app) =>
    run(
      function Client() {
        return app;
      },
      LICENSE_KEY,
      'ada',
    );
}

for (const document of ['client-sdk/typescript/README.md', 'README.md']) {
  describe(`the sample of ${document}`, () => {
    const sample = sampleOf(document);
    const issuer = makeIssuer();
    let server: FakeServer;
    let machine: TestMachine;

    beforeEach(async () => {
      server = await startFakeServer(issuer);
      machine = makeMachine(issuer, server.url);
      await machine.start().activate(LICENSE_KEY, { username: 'ada' });
      server.received.length = 0;
    });
    afterEach(() => server.close());
    const sent = (): string[] => server.received.map(({ path }) => path.split('/').at(-1) ?? '');

    const CASES: [title: string, arrange: () => unknown, expected: string, sent: string[]][] = [
      ['a fresh lease', () => undefined, 'licensed lease_valid', []],
      [
        'one of two adapters replaced',
        () =>
          (machine.adapters = [machine.adapters[0]!, { name: 'x', mac: '00:1b:21:aa:bb:77', builtIn: true }]),
        'licensed lease_valid',
        [],
      ],
      [
        'all adapters replaced',
        () => (machine.adapters = [{ name: 'x', mac: '00:1b:21:aa:bb:77', builtIn: true }]),
        'licensed lease_valid',
        ['lease'],
      ],
      [
        'a suspension that was lifted',
        async () => {
          server.seat.ended = 'suspended';
          await machine.start().renew();
          server.seat.ended = undefined;
          server.received.length = 0;
        },
        'licensed lease_valid',
        ['lease'],
      ],
      [
        'a server that refuses: the app runs on',
        () => {
          machine.now += 8 * DAY;
          server.behaviour = (_received, response) => answerProblem(response, 409, 'seats_taken');
        },
        'licensed lease_valid',
        ['lease'],
      ],
      [
        'a released machine',
        async () => {
          await machine.start().release();
          server.received.length = 0;
        },
        'licensed lease_valid',
        ['activations'],
      ],
    ];
    for (const [title, arrange, expected, requests] of CASES) {
      it(`${title}: ${expected}`, async () => {
        await arrange();
        const { state, reason } = await sample(machine.start());
        expect(`${state} ${reason}`).to.equal(expected);
        expect(sent()).to.deep.equal(requests);
      });
    }
  });
}

describe('the sample for Electron', () => {
  const text = readFileSync(new URL('client-sdk/typescript/README.md', ROOT), 'utf8');
  const blocks = text.match(/^```js\n[^]*?^```$/gm) ?? [];
  const codeOf = (name: string): string =>
    (blocks.find((block) => block.includes(`// ${name}\n`)) ?? '')
      .replace(/^```.*$/gm, '')
      .replace(/^import .*$/gm, '')
      .replace('import.meta.dirname', "'/app'");
  const issuer = makeIssuer();
  type Handler = (event: unknown, ...words: unknown[]) => Promise<Record<string, unknown>>;

  it('keeps the client in the main process, and answers a window with plain objects', async () => {
    const server = await startFakeServer(issuer);
    const machine = makeMachine(issuer, server.url);
    const handlers = new Map<string, Handler>();
    const windows: { webPreferences: object }[] = [];
    const timers: (() => unknown)[] = [];
    let given: QuietkeyOptions | undefined;
    const electron = {
      app: { whenReady: () => Promise.resolve(), getPath: (name: string) => `/data/${name}` },
      ipcMain: { handle: (name: string, handler: Handler) => handlers.set(name, handler) },
      net: { fetch: (url: string, init: RequestInit) => fetch(url, init) },
      BrowserWindow: class {
        constructor(options: { webPreferences: object }) {
          windows.push(options);
        }
        loadFile(): void {}
      },
    };
    const client = function Client(options: QuietkeyOptions) {
      given = options;
      return machine.start({ fetch: options.fetch });
    };
    const { app, ipcMain, net, BrowserWindow } = electron;
    const names = 'app, BrowserWindow, ipcMain, net, join, Quietkey, QuietkeyError, setInterval';
    const run = new AsyncFunction(names, codeOf('main.mjs'));
    const join = (...parts: string[]): string => posix.join(...parts);
    const setTimer = (work: () => unknown): unknown => timers.push(work);
    await run(app, BrowserWindow, ipcMain, net, join, client, QuietkeyError, setTimer);
    await until(() => windows.length > 0);
    expect(given).to.include({ store: '/data/userData/license' });
    expect(windows[0]?.webPreferences).to.deep.equal({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
    });
    expect(timers).to.have.lengthOf(1);

    const exposed: Record<
      string,
      Record<string, (...words: unknown[]) => Promise<Record<string, unknown>>>
    > = {};
    const ipcRenderer = {
      // as IPC does: what is not plain data is lost, or throws
      invoke: async (name: string, ...words: unknown[]) =>
        structuredClone(await handlers.get(name)!({}, ...words)),
    };
    const contextBridge = { exposeInMainWorld: (name: string, api: never) => (exposed[name] = api) };
    await new AsyncFunction('require', codeOf('preload.cjs'))(() => ({ contextBridge, ipcRenderer }));
    const { check, activate, release } = exposed['license'] ?? {};
    expect((await check!())['check']).to.include({ state: 'unlicensed' });
    expect((await activate!(LICENSE_KEY))['check']).to.include({ state: 'licensed' });
    const mistyped = await activate!({ not: 'a text' });
    expect(mistyped['error']).to.deep.include({ code: 'license_key_malformed' });
    expect(mistyped['check']).to.include({ state: 'licensed' });
    expect((await release!())['check']).to.include({ state: 'unlicensed', reason: 'released' });
    await server.close();
  });
});

describe('the faults of an answer file in the README', () => {
  it('are those of the code', () => {
    const text = readFileSync(new URL('client-sdk/typescript/README.md', ROOT), 'utf8');
    const [, table = ''] = /\| This answer … +\|\n\|[-| ]+\|\n((?:\|.*\|\n)+)/.exec(text) ?? [];
    const rows = [...table.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, fault, words]) => [
      fault,
      words,
    ]);
    expect(rows).to.deep.equal(Object.entries(OFFLINE_ANSWER_FAULTS));
  });
});
