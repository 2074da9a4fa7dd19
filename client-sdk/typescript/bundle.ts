/**
 * The entry `@quietkey/client/bundle`: a support bundle, which is a plain zip for the person at the machine. They open
 * it, change it as they like, and decide whether it is sent.
 */
import { BadOptions } from './primitives/errors.ts';
import { isFunction } from './primitives/option-rules.ts';
import type { Quietkey } from './quietkey.ts';
import { bundleFiles } from './support/contents.ts';
import { writeZip } from './support/zip.ts';

/**
 * Makes a support bundle: facts of the system, the stored state without secrets, the log of this client, and the days
 * and paths of what was sent. Home folders, names of accounts and computers, addresses, emails and keys are taken out.
 * Sends and stores nothing. Reads adapters only on an activated machine.
 *
 * @returns a zip without compression, for the app to save where the person wants it
 * @throws BadOptions
 */
export function supportBundle(quietkey: Quietkey): Uint8Array {
  return writeZip(
    bundleFiles(partsOf(quietkey), { check: quietkey.check(), telemetry: quietkey.telemetry.status() }),
  );
}

/** Asks for the method, since `instanceof` fails between ESM and CommonJS. */
function partsOf(quietkey: unknown): ReturnType<Quietkey['parts']> {
  const { parts } = Object(quietkey) as Partial<Quietkey>;
  if (!isFunction(parts))
    throw new BadOptions('A support bundle is of the client that new Quietkey(…) made.');
  return (quietkey as Quietkey).parts();
}
