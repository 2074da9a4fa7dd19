/**
 * Faults of the keys on disk, worded so that an operator can act on them. A fault names files and kids, never key
 * material. `server/composition/world.ts` decides how a fault ends the process.
 */

/** The remedy for a data folder that was never initialised, or whose keys are missing. */
export const BEGIN_OR_RESTORE =
  'A new folder begins with: quietkey init. In an old one, restore the folder "keys" as a whole from its backup.';

/** Thrown if a key, a key file or the key set cannot be used. `message` and `remedy` are one line each. */
export class KeyFault extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'KeyFault';
    this.remedy = remedy;
  }
}

/**
 * Thrown if the content of a file cannot be used. Like a fault of the file system, it has a code and names the file.
 */
export class KeyFileFault extends KeyFault {
  readonly code = 'EFTYPE';
  readonly path: string;

  /** @param clause the cause, which follows the path in the message */
  constructor(path: string, clause: string, remedy: string) {
    super(`${path} ${clause}`, remedy);
    this.path = path;
  }
}
