/**
 * The one error with which opening a store fails for a reason that an operator can mend: no folder, no permission, a
 * file of another program, a schema of a newer program. Its message is one readable line. Every other error while
 * opening is a bug.
 */

/** Thrown by every function that opens a store; `message` is a line for the operator, with the path and the remedy. */
export class StoreUnusable extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'StoreUnusable';
  }
}
