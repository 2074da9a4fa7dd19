/**
 * What is wrong with the keys on disk, said so that an operator can act on it. A fault names files and kids, never key
 * material. Leaves to `server/composition/world.ts` how a fault ends the process.
 */

/** For a folder that was never begun, or whose keys are gone. */
export const BEGIN_OR_RESTORE =
  'A new folder begins with: quietkey init. In an old one, restore the folder "keys" as a whole from its backup.';

/** Thrown where a key, a key file or the key set cannot be used. `message` and `remedy` are one line each. */
export class KeyFault extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'KeyFault';
    this.remedy = remedy;
  }
}
