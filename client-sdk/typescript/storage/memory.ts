/**
 * A store that goes on in memory where the disk does not let it write: a read-only folder, a full disk, a missing right.
 * The app works until it ends, and the next write that succeeds stores everything. What another program stores meanwhile
 * wins over what is only in memory, since a newer state must not be lost.
 */
import type { Store } from '../state/store.ts';

/** What happened to the storage of the license. */
export type StorageEvent =
  /** The state could not be stored, and is kept in memory until the app ends. `code` is the system's, such as `EROFS`. */
  | { kind: 'in_memory'; code: string; error: unknown }
  /** The state is stored again. */
  | { kind: 'stored' };

/** @param notify - notified once when the disk fails, and once when it works again */
export function orMemory(store: Store, notify: (event: StorageEvent) => void): Store {
  const memory = new Memory(store, notify);
  return {
    read: () => memory.read(),
    write: (text) => memory.write(text),
    exclusively: (work) => memory.exclusively(work),
  };
}

class Memory {
  readonly #store: Store;
  readonly #notify: (event: StorageEvent) => void;
  /** The text in memory, and the one that was stored when it was made. */
  #unsaved: { text: string; stored: string | undefined } | undefined;
  #isFailing = false;

  constructor(store: Store, notify: (event: StorageEvent) => void) {
    this.#store = store;
    this.#notify = notify;
  }

  read(): string | undefined {
    if (this.#unsaved === undefined) return this.#isFailing ? this.#readOr(undefined) : this.#store.read();
    const stored = this.#readOr(this.#unsaved.stored);
    if (stored === this.#unsaved.stored) return this.#unsaved.text;
    this.#unsaved = undefined;
    return stored;
  }

  write(text: string): void {
    try {
      this.#store.write(text);
    } catch (error) {
      this.#unsaved = { text, stored: this.#unsaved ? this.#unsaved.stored : this.#readOr(undefined) };
      return this.#failed(error);
    }
    this.#unsaved = undefined;
    if (this.#isFailing) this.#notify({ kind: 'stored' });
    this.#isFailing = false;
  }

  /** Without its lock the work goes on: nobody can write to such a folder, so it needs no lock. */
  exclusively<T>(work: () => T): T {
    let hasBegun = false;
    const begin = (): T => {
      hasBegun = true;
      return work();
    };
    try {
      return this.#store.exclusively ? this.#store.exclusively(begin) : begin();
    } catch (error) {
      if (hasBegun) throw error;
      this.#failed(error);
      return work();
    }
  }

  #failed(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#notify({ kind: 'in_memory', code: codeOf(error), error });
  }

  #readOr(otherwise: string | undefined): string | undefined {
    try {
      return this.#store.read();
    } catch {
      return otherwise;
    }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
