/** The parts of a client, for an entry of this package whose functions take the client. */
import { BadOptions } from './primitives/errors.ts';
import { isFunction } from './primitives/option-rules.ts';
import type { Quietkey } from './quietkey.ts';

/**
 * Asks for the method, since `instanceof` fails between ESM and CommonJS.
 *
 * @param call - the function that takes the client, for the error
 * @throws BadOptions
 */
export function partsOf(quietkey: unknown, call: string): ReturnType<Quietkey['parts']> {
  const { parts } = Object(quietkey) as Partial<Quietkey>;
  if (!isFunction(parts)) throw new BadOptions(`${call} takes the client that new Quietkey(…) made.`);
  return (quietkey as Quietkey).parts();
}
