/**
 * Two vendors for the same story of an app: the test kit, and the real server over HTTP. The machines are the kit's, so
 * what differs is the vendor alone.
 */

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { QuietkeyOptions } from '../../../client-sdk/typescript/index.ts';
import {
  TestKit,
  type Fault,
  type MachineKind,
  type TestMachine,
} from '../../../client-sdk/typescript/testing/index.ts';
import type { Terms } from '../../../client-sdk/typescript/contract/product-terms.ts';
import { DAY_SECONDS, toInstant } from '../../../server/domain/kernel/day.ts';
import { openAccounts } from '../../../server/accounts/accounts.ts';
import { operations } from '../../../server/domain/operations.ts';
import { PASSWORD, quickPasswords } from '../../support/accounts.ts';
import { movableClock, startTestServer, UNLIMITED, type TestServer } from '../../support/world.ts';

const { licensing, activation } = operations;

/** A license in the hands of a vendor. */
interface Sold {
  readonly key: string;
  used: () => Promise<number>;
  suspend: () => Promise<void>;
  reinstate: () => Promise<void>;
  revoke: () => Promise<void>;
  setSeats: (seats: number) => Promise<void>;
  endOn: (day: string) => Promise<void>;
  releaseAll: () => Promise<void>;
}

interface Sale {
  endsOn?: string;
  owner?: string;
}

export interface Vendor {
  issue: (sale?: Sale) => Promise<Sold>;
  machine: (kind?: MachineKind) => TestMachine;
  /** The options of an app on a machine. */
  options: (machine: TestMachine) => QuietkeyOptions;
  pass: (days: number) => void;
  day: (daysAfter: number) => string;
  /** Everything between the app and the vendor's server fails in one way. */
  fail: (fault: Fault) => Promise<void>;
  recover: () => Promise<void>;
  answerFile: (text: string) => Promise<string>;
}

export function kitVendor(terms: Partial<Terms>): Vendor {
  const kit = new TestKit({ product: 'sonar', prefix: 'SONAR', terms, start: '2026-11-24T02:30:00Z' });
  return {
    issue: async (sale) => {
      const license = kit.issue(sale);
      return {
        key: license.key,
        used: async () => license.used,
        suspend: async () => license.suspend(),
        reinstate: async () => license.reinstate(),
        revoke: async () => license.revoke(),
        setSeats: async (seats) => license.setSeats(seats),
        endOn: async (day) => license.endOn(day),
        releaseAll: async () => license.releaseAll(),
      };
    },
    machine: (kind) => kit.machine(kind),
    options: (machine) => machine.options,
    pass: (days) => kit.clock.pass({ days }),
    day: (daysAfter) => kit.clock.dayAfter(daysAfter),
    fail: async (fault) => kit.fail(fault),
    recover: async () => kit.recover(),
    answerFile: async (text) => kit.answerFile(text),
  };
}

/** A real server for many stories: each gets a product of its own. */
export interface RealServer {
  vendor: (terms: Partial<Terms>) => Promise<Vendor>;
  end: () => Promise<void>;
}

export async function startRealServer(): Promise<RealServer> {
  const start = new TestKit({ product: 'sonar', start: '2026-11-24T02:30:00Z' }).clock.now() / 1_000;
  const clock = movableClock(toInstant(start));
  const server = await startTestServer({}, UNLIMITED, clock);
  let stories = 0;
  return {
    vendor: async (terms) => {
      clock.move(start - clock.now());
      stories += 1;
      const product = `sonar-${stories}`;
      await server.run(licensing.addProduct, { product, name: 'Sonar', prefix: 'SONAR', terms });
      return realVendor(server, product);
    },
    end: () => server.end(),
  };
}

function realVendor(server: TestServer, product: string): Vendor {
  const { clock } = server;
  const kit = new TestKit({ product });
  const { url, world } = server.running();
  const seconds = (): number => clock.now();
  let between: Between | undefined;
  const vendor: Vendor = {
    issue: (sale) => sell(server, product, sale),
    machine: (kind) => kit.machine(kind),
    options: (machine) => ({
      ...machine.options,
      rootKey: world.rootKey,
      clock: () => (machine.options.clock?.() ?? 0) - kit.clock.now() + seconds() * 1_000,
      server: between?.url ?? url,
      fetch: (address, init) => fetch(address, init),
    }),
    pass: (days) => clock.move(days * DAY_SECONDS),
    day: (daysAfter) => new Date((seconds() + daysAfter * DAY_SECONDS) * 1_000).toISOString().slice(0, 10),
    fail: async (fault) => {
      await vendor.recover();
      between = await startBetween(fault, url);
    },
    recover: async () => {
      await between?.close();
      between = undefined;
    },
    answerFile: async (text) => (await server.run(activation.answerOffline, { request: text })).answer,
  };
  return vendor;
}

async function sell(server: TestServer, product: string, { endsOn, owner }: Sale = {}): Promise<Sold> {
  const sale = { product, email: 'ada@example.com', ...(endsOn !== undefined && { endsOn }) };
  const { licenseKey, license: issued } = await server.run(licensing.issueLicense, sale);
  const { license } = issued;
  if (owner !== undefined) {
    const accounts = openAccounts(server.running().world, { passwords: quickPasswords() });
    await accounts.signUp({ username: owner, password: PASSWORD, licenseKey, terms: '1', remember: false });
  }
  const run = (operation: typeof licensing.suspendLicense) => async () =>
    void (await server.run(operation, { license }));
  return {
    key: licenseKey,
    used: async () => (await server.run(licensing.showLicense, { license })).used,
    suspend: run(licensing.suspendLicense),
    reinstate: run(licensing.reinstateLicense),
    revoke: run(licensing.revokeLicense),
    setSeats: async (seats) => void (await server.run(licensing.setSeats, { license, seats })),
    endOn: async (endsOn_) => void (await server.run(licensing.renewLicense, { license, endsOn: endsOn_ })),
    releaseAll: async () => {
      for (const { activation: id, status } of (await server.run(activation.listActivations, { license }))
        .items)
        if (status !== 'released')
          await server.run(activation.releaseByOperator, { license, activation: id });
    },
  };
}

/** A server between the app and the real one, which makes real what a fault of the kit imitates. */
interface Between {
  url: string;
  close: () => Promise<void>;
}

const PAGE = '<!doctype html><title>Welcome</title>';
const HTML = { 'content-type': 'text/html' };
const JSON_TYPE = { 'content-type': 'application/json' };

type Meet = (passing: { response: ServerResponse; forward: () => Promise<unknown> }) => unknown;

/** How each fault is made on a real wire; a text says why it is not. */
const REAL_FAULTS: Readonly<Record<Fault, Meet | string>> = {
  offline: 'a name that is not found takes seconds where a resolver is asked in vain',
  unreachable: 'it is a server that was closed',
  cut: ({ response }) => response.destroy(),
  answer_lost: async ({ response, forward }) => {
    await forward();
    response.destroy();
  },
  silent: () => undefined,
  proxy_down: 'the fetch of Node.js uses no proxy',
  proxy_password: ({ response }) => response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end(),
  tls_inspection: 'it needs a certificate',
  captive_portal: ({ response }) => response.writeHead(302, { location: 'http://portal.example/' }).end(),
  captive_page: ({ response }) => response.writeHead(200, HTML).end(PAGE),
  sign_in_required: ({ response }) => response.writeHead(511, HTML).end(PAGE),
  blocked: 'it needs a firewall',
  not_http: ({ response }) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'),
  too_large: ({ response }) => response.writeHead(200, JSON_TYPE).end(JSON.stringify('x'.repeat(100_000))),
  gateway: ({ response }) => response.writeHead(502, HTML).end(PAGE),
  maintenance: ({ response }) => response.writeHead(503, { ...HTML, 'retry-after': '120' }).end(PAGE),
  garbage: ({ response }) => response.writeHead(200, JSON_TYPE).end('{"lease":'),
  untrusted: 'it is in test/client-sdk/exchange/hostile-server.test.ts',
};

/** The faults that the real vendor can make. */
export const REAL_FAULT_NAMES = (Object.keys(REAL_FAULTS) as Fault[]).filter(
  (fault) => fault === 'unreachable' || typeof REAL_FAULTS[fault] !== 'string',
);

async function startBetween(fault: Fault, url: string): Promise<Between> {
  const meet = REAL_FAULTS[fault];
  const http = createServer((request, response) => {
    void text(request).then((body) => {
      const headers = { 'content-type': 'application/json' };
      const forward = (): Promise<unknown> =>
        fetch(`${url}${request.url}`, { method: 'POST', headers, body });
      return typeof meet === 'string' ? undefined : meet({ response, forward });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    });
  if (fault === 'unreachable') await close();
  return { url: `http://127.0.0.1:${port}`, close };
}
