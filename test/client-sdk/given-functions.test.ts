/**
 * What an app's own functions return: anything else than the option says is a mistake in the app, which the first call
 * that meets it names. It is never reported as a full disk or a missing network.
 */

import { expect } from 'chai';
import {
  BadOptions,
  type Quietkey,
  type QuietkeyError,
  type QuietkeyOptions,
  type Store,
  type TelemetryOptions,
} from '../../client-sdk/typescript/index.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.ts';
import { makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, MemoryStore, makeMachine, type TestMachine } from './support/machine.ts';

/** The names of the functions among some options. What `notify` returns is not used. */
type FunctionsOf<Options> = {
  [Name in keyof Options]-?: NonNullable<Options[Name]> extends (...given: never[]) => unknown ? Name : never;
}[keyof Options];
type Given = Exclude<FunctionsOf<QuietkeyOptions>, 'notify'> | `store.${FunctionsOf<Store>}`;

const rejected = (): Promise<never> => Promise.reject(new Error('an app that forgot to await'));

/** Wrong results of each function: a new option that is a function does not compile without its row. */
const WRONG: Readonly<Record<Given, readonly (() => unknown)[]>> = {
  clock: [
    () => Number.NaN,
    () => Infinity,
    () => '2026',
    () => undefined,
    () => ({ valueOf: () => 5 }),
    () => 5n,
    rejected,
  ],
  random: [() => undefined, () => 'abcd', () => [1, 2, 3, 4], () => new Uint8Array(3), rejected],
  fetch: [
    () => undefined,
    () => 'ok',
    async () => ({}),
    async () => ({ status: 200 }),
    async () => ({ status: 200, headers: { 'content-type': 'application/json' } }),
    async () => ({ statusCode: 200, headers: new Headers() }),
  ],
  interfaces: [
    () => undefined,
    () => ({ eth0: [{ mac: '02:00:00:00:00:01' }] }),
    () => [null],
    () => [{ name: 'eth0', mac: 5, builtIn: true }],
    () => [{ mac: '00:1b:21:aa:bb:01', builtIn: true }],
    () => [{ name: 'eth0', mac: '00:1b:21:aa:bb:01' }],
    () => [{ name: 'eth0', mac: '00:1b:21:aa:bb:01', class: 'mine' }],
    rejected,
  ],
  'store.read': [() => 5, () => ({}), () => Buffer.from('{}'), async () => undefined, rejected],
  'store.write': [async () => undefined, rejected],
  'store.exclusively': [async () => undefined, rejected],
};

describe("an app's own function", () => {
  const issuer = makeIssuer();
  let server: FakeServer;
  let machine: TestMachine;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): unknown => unhandled.push(reason);
  before(async () => {
    server = await startFakeServer(issuer);
    process.on('unhandledRejection', note);
  });
  after(async () => {
    process.off('unhandledRejection', note);
    await server.close();
  });
  beforeEach(() => {
    machine = makeMachine(issuer, server.url);
    unhandled.length = 0;
  });

  const start = (name: Given, wrong: () => unknown): Quietkey => {
    const [option, method] = name.split('.') as [keyof QuietkeyOptions, string?];
    if (method === undefined) return machine.start({ [option]: wrong });
    const store = new MemoryStore();
    const read = (): string | undefined => store.read();
    const write = (text: string): void => store.write(text);
    return machine.start({ store: { read, write, [method]: wrong } });
  };

  for (const [name, results] of Object.entries(WRONG) as [Given, (typeof WRONG)[Given]][]) {
    it(`that returns something else is named: ${name}`, async () => {
      for (const wrong of results) {
        const run = async (): Promise<unknown> => start(name, wrong).activate(LICENSE_KEY);
        const error = await run().catch((thrown: unknown) => thrown);
        expect(error, String(wrong)).to.be.instanceOf(BadOptions);
        expect((error as Error).message).to.match(
          new RegExp(`^${name.replace('.', '\\.')} must return .+\\.$`),
        );
      }
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).to.deep.equal([]);
    });
  }

  it('never makes check() or keepFresh() throw on an activated machine', async () => {
    await machine.start().activate(LICENSE_KEY);
    for (const name of ['fetch', 'interfaces'] as const) {
      for (const wrong of WRONG[name]) {
        const app = machine.start({ [name]: wrong });
        expect(app.check().state, `${name} ${String(wrong)}`).to.equal('licensed');
        expect((await app.keepFresh()).check.state).to.equal('licensed');
        expect(await app.renew().catch((thrown: unknown) => thrown)).to.be.instanceOf(BadOptions);
      }
    }
  });

  it('may have no state yet, and return what it likes from a write', async () => {
    const texts = new Map<string, string>();
    const store = {
      read: () => texts.get('state') ?? null,
      write: (text: string) => texts.set('state', text),
    } as unknown as Store;
    expect((await machine.start({ store }).activate(LICENSE_KEY)).state).to.equal('licensed');
    expect(machine.start({ store }).check().state).to.equal('licensed');
  });

  it('that throws is reported as before: a store as unwritable, a list of adapters as empty', async () => {
    const fails = (): never => {
      throw new Error('no');
    };
    const store = { read: () => undefined, write: fails };
    const error: unknown = await machine
      .start({ store })
      .activate(LICENSE_KEY)
      .catch((thrown: unknown) => thrown);
    expect((error as QuietkeyError).code).to.equal('state_unwritable');
    expect((await machine.start({ interfaces: fails }).activate(LICENSE_KEY)).state).to.equal('licensed');
  });

  it('of telemetry is checked too', () => {
    const store = {
      read: async () => undefined,
      write: () => undefined,
    } as unknown as TelemetryOptions['store'];
    expect(() => machine.start({ telemetry: { store } }).telemetry.on()).to.throw(BadOptions, 'store.read');
  });
});
