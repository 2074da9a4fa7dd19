/**
 * The one error for a store that cannot be opened for a reason that an operator can fix: no folder, no permission, a
 * file of another program, a schema of a newer program. Its message is one readable line. Every other error while
 * opening is a bug.
 */

/**
 * Thrown by every function that opens a store. `message` is one line for the operator, with the path of the store and
 * the remedy.
 */
export class StoreUnusable extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'StoreUnusable';
  }
}
