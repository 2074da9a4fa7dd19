/**
 * The store of an app that names none: the product's folder on this platform, and memory where nothing can be written.
 * Node's own warning says so once, unless the app takes the event itself.
 */
import type { Store } from '../state/store.ts';
import { fileStore } from '../state/state-file.ts';
import { orMemory, type StorageEvent } from './memory.ts';
import type { SharedBy } from './platform-folder.ts';

/** The code of the event if the person has no home folder. The others are the system's. */
const NO_HOME = 'no_home';
const WARNING = { type: 'QuietkeyWarning', code: 'QUIETKEY_IN_MEMORY' };

/** @param folder - undefined if the person has no home */
export function defaultStore(
  folder: string | undefined,
  sharedBy: SharedBy,
  notify: (event: StorageEvent) => void = warn,
): Store {
  return orMemory(folder === undefined ? NOWHERE : fileStore(folder, { sharedBy }), notify);
}

const NOWHERE: Store = {
  read: () => undefined,
  write: () => {
    throw Object.assign(new Error('This person has no home folder.'), { code: NO_HOME });
  },
};

/** The path is not in it: it has the name of the account. */
function warn(event: StorageEvent): void {
  if (event.kind === 'in_memory')
    process.emitWarning(
      `The license is kept in memory until the app ends, because it cannot be stored (${event.code}). See the option store.`,
      WARNING,
    );
}
