/**
 * Where the state is kept: a small port that an app may implement itself, and the one way in which this SDK changes it,
 * always from what is stored at that moment, so that two instances of an app do not undo each other's work.
 */
import { StateUnwritable } from '../primitives/errors.ts';
import { formatState, parseState, type SavedState } from './state.ts';

/** A place for one text. `fileStore` is the one to use; an app with its own vault may bring another. */
export interface Store {
  /** The text last written, or undefined where there is none. */
  read(): string | undefined;
  /** Keeps the text, so that a crash leaves either the old or the new one. Throws where it cannot. */
  write(text: string): void;
  /** Runs `work`, which reads and writes, without another process in between. Absent: `work` runs at once. */
  exclusively?<T>(work: () => T): T;
}

/**
 * Changes the state and answers the new one. Nothing is written where `change` answers the very object it got.
 *
 * @throws StateUnwritable
 */
export function changeState(store: Store, change: (saved: SavedState) => SavedState): SavedState {
  return changeText(store, { parse: parseState, format: formatState }, change);
}

/** The same for whatever is kept as a text. @throws StateUnwritable */
export function changeText<Kept>(
  store: Store,
  { parse, format }: { parse: (text: string | undefined) => Kept; format: (kept: Kept) => string },
  change: (kept: Kept) => Kept,
): Kept {
  const readChangeWrite = (): Kept => {
    const kept = parse(store.read());
    const changed = change(kept);
    if (changed !== kept) store.write(format(changed));
    return changed;
  };
  try {
    return store.exclusively ? store.exclusively(readChangeWrite) : readChangeWrite();
  } catch (cause) {
    throw new StateUnwritable(cause);
  }
}
