/**
 * An environment that may not be read, as in Deno without `--allow-env`: every call works, telemetry stays off, and the
 * environment is not asked for as long as the person has not opted in.
 */

import { expect } from 'chai';
// Node itself reads the environment when it loads a module, so those that are loaded when needed are loaded here
import '../../../client-sdk/typescript/exchange/calls.ts';
import '../../../client-sdk/typescript/network/route.ts';
import { forcedOffBy } from '../../../client-sdk/typescript/telemetry/forced-off.ts';
import { startFakeServer, type FakeServer } from '../support/fake-server.ts';
import { makeIssuer } from '../support/issuer.ts';
import { LICENSE_KEY, MemoryStore, makeMachine, type TestMachine } from '../support/machine.ts';

const issuer = makeIssuer();

describe('an environment that may not be read', () => {
  const { env } = process;
  const asked: string[] = [];
  const denied = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_target, name) => {
        asked.push(String(name));
        throw new Error(`NotCapable: Requires env access to "${String(name)}"`);
      },
    },
  );
  let server: FakeServer;
  let machine: TestMachine;
  const start = (store: MemoryStore) => machine.start({ telemetry: { store }, fetch: sendOutside });
  /** Node itself reads the environment when it sends a request. */
  const sendOutside = async (url: string, init: RequestInit): Promise<Response> => {
    process.env = env;
    try {
      return await fetch(url, init);
    } finally {
      process.env = denied;
    }
  };

  /** Denies the environment to the test only: mocha reads it too when a test has ended. */
  const denying = (test: () => Promise<void>) => async (): Promise<void> => {
    process.env = denied;
    try {
      await test();
    } finally {
      process.env = env;
    }
  };

  beforeEach(async () => {
    server = await startFakeServer(issuer);
    machine = makeMachine(issuer, server.url);
    asked.length = 0;
  });
  afterEach(() => server.close());

  it(
    'is not asked by any call while telemetry is off',
    denying(async () => {
      const app = start(new MemoryStore());
      app.check();
      await app.activate(LICENSE_KEY);
      await app.keepFresh();
      await app.renew();
      app.telemetry.used('scan');
      expect(await app.telemetry.report()).to.equal('off');
      app.telemetry.preview();
      await app.release();
      expect(asked).to.deep.equal([]);
    }),
  );

  it(
    'forces telemetry off after an opt-in, and is named',
    denying(async () => {
      const app = start(new MemoryStore());
      app.telemetry.on();
      expect(app.telemetry.status()).to.deep.equal({ on: false, wanted: true, forcedOffBy: 'environment' });
      expect(await app.telemetry.report()).to.equal('off');
      expect((await app.activate(LICENSE_KEY)).state).to.equal('licensed');
      expect(forcedOffBy(denied)).to.equal('environment');
    }),
  );
});
