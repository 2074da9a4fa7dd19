/**
 * The interface of the store, which an app may implement itself, and the only functions with which the SDK changes a
 * store. Every change starts from the state that is stored at that moment, so two instances of an app do not undo each
 * other's changes.
 */
import { BadOptions, StateUnwritable } from '../primitives/errors.ts';
import { formatState, parseState, type SavedState } from './state.ts';

/**
 * A place that stores one text. `fileStore` is the usual implementation; an app with its own vault may provide another
 * one.
 */
export interface Store {
  /** Returns the text that was written last; undefined if there is none. */
  read(): string | undefined;
  /** Stores the text atomically: after a crash, either the old or the new text remains. Throws on failure. */
  write(text: string): void;
  /**
   * Runs `work`, which reads and writes the text, under a lock against other processes. If an app's store does not have
   * this function, `work` runs without a lock.
   */
  exclusively?<T>(work: () => T): T;
}

/**
 * Changes the stored state and returns the new state. Nothing is written if `change` returns the same object.
 *
 * @throws StateUnwritable, BadOptions if the app's own store returns a value of the wrong kind
 */
export function changeState(store: Store, change: (saved: SavedState) => SavedState): SavedState {
  return changeText(store, { parse: parseState, format: formatState }, change);
}

/** Changes any content that a store contains as text. @throws StateUnwritable */
export function changeText<Content>(
  store: Store,
  { parse, format }: { parse: (text: string | undefined) => Content; format: (content: Content) => string },
  change: (content: Content) => Content,
): Content {
  const readChangeWrite = (): Content => {
    const content = parse(store.read());
    const changed = change(content);
    if (changed !== content) store.write(format(changed));
    return changed;
  };
  try {
    return store.exclusively ? store.exclusively(readChangeWrite) : readChangeWrite();
  } catch (cause) {
    throw cause instanceof BadOptions ? cause : new StateUnwritable(cause);
  }
}
