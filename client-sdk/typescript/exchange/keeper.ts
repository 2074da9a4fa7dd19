/**
 * Reads the state of one client from the store, verifies it, and starts every change from the state that is stored at
 * that moment. The last good state and its verification are cached, so a check is fast and survives a failing disk;
 * callers get copies. The changes themselves are computed in `holding.ts` and `request.ts`.
 */
import type { Question } from './answer.ts';
import {
  readVerifiedState,
  cachingKeySetReader,
  type VerifiedStateWithKeys,
  type KeySetReader,
} from './holding.ts';
import type { Trust } from '../lease/key-set.ts';
import { parseState, type SavedState } from '../state/state.ts';
import { changeState, type Store } from '../state/store.ts';

export class Keeper {
  readonly #store: Store;
  readonly #trust: Trust;
  readonly #keySetOf: KeySetReader;
  readonly #verified = new WeakMap<SavedState, VerifiedStateWithKeys>();
  /** The last state that was read, and the text from which it was parsed. */
  #lastRead: SavedState | undefined;
  #lastText: string | undefined;

  constructor({ store, trust }: { store: Store; trust: Trust }) {
    this.#store = store;
    this.#trust = trust;
    this.#keySetOf = cachingKeySetReader(trust);
  }

  /** The current state. If the disk fails: the last state that was read, or undefined if there was none. */
  read(): SavedState | undefined {
    try {
      const text = this.#store.read();
      if (this.#lastRead === undefined || text !== this.#lastText) this.#lastRead = parseState(text);
      this.#lastText = text;
    } catch {
      // The last state that was read is used, so that a brief disk failure does not cost a license.
    }
    return this.#lastRead;
  }

  /** Changes the stored state. @throws StateUnwritable */
  change(change: (before: SavedState) => SavedState): SavedState {
    return changeState(this.#store, change);
  }

  /**
   * The verified content of a state. No signature depends on the time, so each state that is read is verified only
   * once.
   */
  verified(saved: SavedState): VerifiedStateWithKeys {
    const cached = this.#verified.get(saved);
    if (cached) return cached;
    const verified = readVerifiedState(saved, this.#trust, this.#keySetOf);
    this.#verified.set(saved, verified);
    return verified;
  }

  /** The request data that an answer must match, for a request that sent these device tags. */
  question(saved: SavedState, tags: readonly string[]): Question {
    const { keySet, lease } = this.verified(saved);
    return { trust: this.#trust, keySet, tags, holding: saved.holding, lease };
  }

  /**
   * Changes the stored state for a check. A full or read-only disk must not stop the check; a later check makes the
   * change.
   */
  note(change: (before: SavedState) => SavedState): void {
    try {
      this.change(change);
    } catch {
      // The app continues without the change.
    }
  }
}
