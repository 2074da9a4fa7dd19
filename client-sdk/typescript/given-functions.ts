/**
 * The functions that an app gives in its options, each with a check of what it returns. A function that returns a value
 * of the wrong kind, such as a promise instead of a text, is a mistake in the app. The check therefore throws
 * `BadOptions` with the function's name, and not an error that tells the person to check the disk or the network.
 */
import type { Fetch } from './network/transport.ts';
import { givenAdapters, type AdapterList, type GivenAdapter } from './machine/adapter.ts';
import { checkReturned, isFunction, isObject, isText, type OptionRule } from './primitives/option-rules.ts';
import type { Store } from './state/store.ts';

const TIME: OptionRule = { accepts: Number.isFinite, must: 'a number of milliseconds since 1970' };
const TEXT_OR_NONE: OptionRule = {
  accepts: (value) => value === undefined || value === null || isText(value),
  must: 'a text, or undefined if there is none',
};
const AT_ONCE: OptionRule = {
  accepts: (value) => !(value instanceof Promise),
  must: 'when its work is done',
};
const RESPONSE: OptionRule = {
  accepts: (value) =>
    isObject(value) &&
    'status' in value &&
    typeof value.status === 'number' &&
    'headers' in value &&
    isObject(value.headers) &&
    'get' in value.headers &&
    isFunction(value.headers.get),
  must: 'a promise of a Response',
};
const ADAPTERS: OptionRule = {
  accepts: (value) => Array.isArray(value) && value.every(isAdapter),
  must: 'a list of adapters, each with the texts name and mac, and with builtIn or class',
};
const CLASSES: readonly unknown[] = ['own', 'foreign', 'unknown'];

function isAdapter(value: unknown): boolean {
  if (!isObject(value) || !('name' in value) || !('mac' in value)) return false;
  const isClassed = 'class' in value ? CLASSES.includes(value.class) : 'builtIn' in value;
  return isText(value.name) && isText(value.mac) && isClassed;
}

/** The app's clock. It is called once here, so that a faulty clock is found at the start. @throws BadOptions */
export function givenClock(clock: () => number): () => number {
  checkReturned('clock', clock(), TIME);
  return clock;
}

/**
 * The app's source of random bytes. It is called once here, so that a faulty source is found at the start.
 * @throws BadOptions
 */
export function givenRandom(random: (bytes: number) => Uint8Array): (bytes: number) => Uint8Array {
  const accepts = (value: unknown): boolean => value instanceof Uint8Array && value.length === 4;
  checkReturned('random', random(4), { accepts, must: 'a Uint8Array of the length that it is asked for' });
  return random;
}

/** The app's store. Its functions throw `BadOptions` if they return a value of the wrong kind. */
export function givenStore(store: Store): Store {
  const now = <Value>(name: string, value: Value, rule: OptionRule = AT_ONCE): Value => {
    checkReturned(`store.${name}`, value, rule);
    return value;
  };
  return {
    read: () => now('read', store.read(), TEXT_OR_NONE) ?? undefined,
    write: (text) => {
      now('write', store.write(text));
    },
    exclusively: (work) => now('exclusively', store.exclusively ? store.exclusively(work) : work()),
  };
}

/** The app's fetch. It rejects with `BadOptions` if it does not return a response. */
export const givenFetch =
  (fetch: Fetch): Fetch =>
  async (url, init) => {
    const response: unknown = await fetch(url, init);
    checkReturned('fetch', response, RESPONSE);
    return response as Response;
  };

/** The app's list of adapters. @throws BadOptions */
export function readGivenAdapters(interfaces: () => readonly GivenAdapter[]): AdapterList {
  const given = interfaces();
  checkReturned('interfaces', given, ADAPTERS);
  return givenAdapters(given);
}
