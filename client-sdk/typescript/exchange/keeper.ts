/**
 * Keeps what one client holds: reads it from the store, verifies it, and changes it only from what is stored at that
 * moment. It remembers the last good reading and what was verified of it, so that a check is fast and outlives a failing
 * disk; an app gets copies of that, never the thing itself. What a change should be is left to `holding.ts` and
 * `request.ts`.
 */
import type { Instant } from '../primitives/clock.ts';
import type { Question } from './answer.ts';
import { readHeld, rememberingReader, type HeldState, type KeySetReader } from './holding.ts';
import type { Trust } from '../lease/key-set.ts';
import { parseState, withDaySeen, type SavedState } from '../state/state.ts';
import { changeState, type Store } from '../state/store.ts';

export class Keeper {
  readonly #store: Store;
  readonly #trust: Trust;
  readonly #keySetOf: KeySetReader;
  readonly #verified = new WeakMap<SavedState, HeldState>();
  /** The last reading, and the text it was read from. */
  #lastRead: SavedState | undefined;
  #lastText: string | undefined;

  constructor({ store, trust }: { store: Store; trust: Trust }) {
    this.#store = store;
    this.#trust = trust;
    this.#keySetOf = rememberingReader(trust);
  }

  /** The state now; where the disk fails, as it was read last; undefined where it never was. */
  read(): SavedState | undefined {
    try {
      const text = this.#store.read();
      if (this.#lastRead === undefined || text !== this.#lastText) this.#lastRead = parseState(text);
      this.#lastText = text;
    } catch {
      // The last reading stands: a disk that fails for a moment takes nobody's license.
    }
    return this.#lastRead;
  }

  /** @throws StateUnwritable */
  change(change: (before: SavedState) => SavedState): SavedState {
    return changeState(this.#store, change);
  }

  /** What a state holds, every token verified. No signature depends on the time, so each reading is verified once. */
  held(saved: SavedState): HeldState {
    const known = this.#verified.get(saved);
    if (known) return known;
    const held = readHeld(saved, this.#trust, this.#keySetOf);
    this.#verified.set(saved, held);
    return held;
  }

  /** What an answer has to fit, for a request that sent these tags. */
  question(saved: SavedState, tags: readonly string[]): Question {
    const { keySet, lease } = this.held(saved);
    return { trust: this.#trust, keySet, tags, holding: saved.holding, lease };
  }

  /** Remembers the day that the machine's clock shows, so that a clock set back later is noticed. */
  rememberDay(saved: SavedState, now: Instant): void {
    if (withDaySeen(saved, now) === saved) return;
    try {
      this.change((before) => withDaySeen(before, now));
    } catch {
      // A full or read-only disk is no reason to stop the app; the day is remembered another time.
    }
  }
}
