/**
 * Reads the options about storage: a folder, a store of the app's own, or neither, which means the folder of the product
 * on this platform.
 */
import { isAbsolute } from 'node:path';
import { givenStore } from './given-functions.ts';
import { BadOptions } from './primitives/errors.ts';
import { isFunction, isObject, isText, type OptionRule } from './primitives/option-rules.ts';
import { fileStore } from './state/state-file.ts';
import type { Store } from './state/store.ts';
import { defaultStore } from './storage/default-store.ts';
import { orMemory, type StorageEvent } from './storage/memory.ts';
import { folderOfProduct, type SharedBy } from './storage/platform-folder.ts';
import { telemetryStore } from './telemetry/state.ts';

/** The options of an app about storage. */
export interface StoreOptions {
  /**
   * The absolute path of a folder that only this app and this person use; or a store that the app implements. Without
   * it: the folder of the product, by the conventions of the platform.
   */
  store?: string | Store | undefined;
  /** Who shares the license: each person has their own (default), or all persons of the machine have one. */
  sharedBy?: SharedBy | undefined;
  /**
   * Notified when the state can only be kept in memory, and when it is stored again. Absent: a call that cannot write to
   * the folder `store` throws `StateUnwritable`; without `store`, Node's `process.emitWarning` says it.
   */
  notify?: ((event: StorageEvent) => void) | undefined;
}

export const isStore = (value: unknown): boolean =>
  isObject(value) && 'read' in value && isFunction(value.read) && 'write' in value && isFunction(value.write);

const SHARED_BY: readonly unknown[] = ['person', 'machine'];

export const STORE_RULES = {
  store: {
    accepts: (value) => (isText(value) ? isAbsolute(value) : isStore(value)),
    must: 'the absolute path of a folder, or an object with the functions read() and write(text)',
  },
  sharedBy: { accepts: (value) => SHARED_BY.includes(value), must: 'person or machine' },
  notify: { accepts: isFunction, must: 'a function' },
} satisfies Record<keyof StoreOptions, OptionRule>;

/** @throws BadOptions */
export function readStores(
  { store, sharedBy = 'person', notify }: StoreOptions,
  trust: { product: string; issuer: string },
): { store: Store; telemetry: Store | undefined } {
  const own = (): string | undefined => folderOfProduct(trust, 'person');
  const below = (folder: string | undefined): Store | undefined =>
    folder === undefined ? undefined : telemetryStore(folder);
  const isShared = sharedBy === 'machine';
  if (store === undefined) {
    const folder = isShared ? folderOfProduct(trust, sharedBy) : own();
    return { store: defaultStore(folder, sharedBy, notify), telemetry: below(isShared ? own() : folder) };
  }
  if (isText(store)) {
    const files = fileStore(store, { sharedBy });
    return { store: notify ? orMemory(files, notify) : files, telemetry: below(isShared ? own() : store) };
  }
  if (isShared) throw new BadOptions('sharedBy has no effect on a store of the app.', 'Share it there.');
  const given = givenStore(store);
  return { store: notify ? orMemory(given, notify) : given, telemetry: undefined };
}
