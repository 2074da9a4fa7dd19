/**
 * Watches the signing keys of a running server. A rotation takes effect within seconds. New keys that cannot be read
 * are logged even while nothing is signed. Without that, the fault would show only at the next start, since the server
 * continues with the keys in use.
 */

import { logChanges } from '../config/log.ts';
import { openSigner } from '../crypto/signer.ts';
import type { Signer } from '../domain/kernel/ports.ts';
import { lineOfFault } from './config-fault.ts';

const KEY_CHECK_MILLISECONDS = 2_000;

/** Opens the signer, and logs new keys that cannot be read. @throws KeyFault */
export function openLoggedSigner(keysFolder: string, log: (line: object) => void): Signer {
  const report = logChanges(log);
  return openSigner(keysFolder, {
    onCheck: (error) => report(error === undefined ? undefined : lineOfFault('new keys not read', error)),
  });
}

/** Checks for new keys every two seconds, until it is stopped. */
export function watchKeys(signer: Signer): { stop(): void } {
  const timer = setInterval(() => signer.keySet, KEY_CHECK_MILLISECONDS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
