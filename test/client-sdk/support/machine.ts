/**
 * A machine of the SDK's tests: its adapters, its clock and its store, with the client that runs on it.
 */

import {
  Quietkey,
  type Adapter,
  type QuietkeyOptions,
  type Store,
} from '../../../client-sdk/typescript/index.ts';
import { DAY, PRODUCT, TODAY, type TestIssuer } from './issuer.ts';
import { writeLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';

export const LICENSE_KEY = writeLicenseKey({
  generation: 0,
  payload: Buffer.alloc(17, 0x5a),
  prefix: 'SONAR',
});
/** The key of another license. */
export const OTHER_KEY = writeLicenseKey({ generation: 0, payload: Buffer.alloc(17, 0x33) });
export const CARDS: Adapter[] = [
  { name: 'eth0', mac: '00:1b:21:aa:bb:01', builtIn: true },
  { name: 'wlan0', mac: '00:1b:21:aa:bb:02', builtIn: true },
  { name: 'eth1', mac: '00:1b:21:aa:bb:03', builtIn: true },
];

export interface TestMachine {
  store: MemoryStore;
  adapters: Adapter[];
  /** Seconds since 1970. */
  now: number;
  /** A client on this machine. Each call simulates a new start of the app. */
  start: (changes?: Partial<QuietkeyOptions>) => Quietkey;
}

export class MemoryStore implements Store {
  text: string | undefined;
  writes: string[] = [];
  read(): string | undefined {
    return this.text;
  }
  write(text: string): void {
    this.text = text;
    this.writes.push(text);
  }
  /** The stored state, which a test may change. */
  get members(): Record<string, unknown> {
    return JSON.parse(this.text ?? '{}') as Record<string, unknown>;
  }
  set members(members: Record<string, unknown>) {
    this.text = JSON.stringify(members);
  }
}

export function makeMachine(issuer: TestIssuer, server: string): TestMachine {
  const machine: TestMachine = {
    store: new MemoryStore(),
    adapters: CARDS,
    now: TODAY + DAY / 2,
    start: (changes = {}) =>
      new Quietkey({
        server,
        product: PRODUCT,
        rootKey: issuer.rootKey,
        store: machine.store,
        clock: () => machine.now * 1000,
        interfaces: () => machine.adapters,
        fetch: (url, init) => fetch(url, init), // as to a server elsewhere
        ...changes,
      }),
  };
  return machine;
}

/** The error that a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`resolved with ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
