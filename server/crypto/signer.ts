/**
 * Signs leases and statements with the current keys of the key set. The signer returns each signed token together with
 * the key set under which its signature verifies. A rotation takes effect in every thread of every running server
 * within seconds. The domain decides what is signed; `rotate-signing-keys.ts` manages the keys.
 */

import { statSync } from 'node:fs';
import { TOKEN_TYPES } from '../../client-sdk/typescript/contract/wire.ts';
import type { Signer } from '../domain/kernel/ports.ts';
import { compactSigner, type Sign } from './compact-jws.ts';
import { BEGIN_OR_RESTORE, KeyFault } from './key-fault.ts';
import { currentKey, keySetPath, readKeySet, stampOf, type KeySet } from './key-set.ts';
import { auditSigner, receiptSigner } from './receipt.ts';
import { readRoot, type Root } from './root.ts';
import { readSigningKey, type KeyUse } from './signing-key.ts';

/**
 * The longest time for which a rotation may go unnoticed, in seconds. A check for a new key set costs one `stat` call.
 */
const KEY_SET_CHECK_SECONDS = 2;

export interface SignerOptions {
  /**
   * Returns monotonic seconds, used only to time the checks for a new key set; by default the seconds since the process
   * began.
   */
  readonly uptime?: () => number;
  /** Called after each check for a new key set, with the error if the new keys cannot be used. */
  readonly onCheck?: (error: unknown) => void;
}

interface Keyring {
  readonly keySet: KeySet;
  readonly lease: Sign;
  readonly statement: Sign;
}

/**
 * Opens a signer that uses the keys in a folder.
 * @throws KeyFault if the key set, the root or a private key is absent, damaged or does not match
 */
export function openSigner(
  folder: string,
  { uptime = sinceStart, onCheck = () => undefined }: SignerOptions = {},
): Signer {
  const root = readRoot(folder);
  let ring = readKeyring(folder, root);
  let checked = uptime();
  // The signer of receipts is opened on first use, because it is seldom needed, and not by every process.
  let receipt: ReturnType<typeof receiptSigner> | undefined;
  let audit: ReturnType<typeof auditSigner> | undefined;

  function current(): Keyring {
    const now = uptime();
    if (now - checked < KEY_SET_CHECK_SECONDS) return ring;
    checked = now;
    try {
      ring = readChanged(folder, root, ring);
      onCheck(undefined);
    } catch (error) {
      // the old keys are still good, so a running server continues with them
      onCheck(error);
    }
    return ring;
  }

  return {
    get issuer() {
      return ring.keySet.claims.iss;
    },
    get keySet() {
      return current().keySet.token;
    },
    signLease: (claims) => {
      const { keySet, lease } = current();
      const { iss, version } = keySet.claims;
      return { lease: lease({ iss, ...claims, key_set: version }), keySet: keySet.token };
    },
    signStatement: (claims) => {
      const { keySet, statement } = current();
      return { statement: statement({ iss: keySet.claims.iss, ...claims }), keySet: keySet.token };
    },
    signAuditHead: (claims) =>
      (audit ??= auditSigner(folder)).head({ iss: ring.keySet.claims.iss, ...claims }),
    signRestored: (claims) =>
      (audit ??= auditSigner(folder)).restored({ iss: ring.keySet.claims.iss, ...claims }),
    signReceipt: (claims) => (receipt ??= receiptSigner(folder))(claims),
  };
}

function sinceStart(): number {
  return performance.now() / 1000;
}

/**
 * Reads the keys again if the key set changed.
 * @throws KeyFault if the new keys are damaged or older; node's own error if they cannot be read
 */
function readChanged(folder: string, root: Root, ring: Keyring): Keyring {
  if (stampAt(folder) === ring.keySet.stamp) return ring;
  const changed = readKeyring(folder, root);
  const [version, used] = [changed.keySet.claims.version, ring.keySet.claims.version];
  if (version > used) return changed;
  throw new KeyFault(
    `the key set in ${folder} has version ${version}, and version ${used} is in use`,
    'Restore the newest one, or make new signing keys: quietkey key rotate',
  );
}

function readKeyring(folder: string, root: Root): Keyring {
  const keySet = readKeySet(folder, root);
  if (keySet === undefined) throw new KeyFault(`there is no key set in ${folder}`, BEGIN_OR_RESTORE);
  const sign = (use: KeyUse) => {
    const { kid, x } = currentKey(keySet.claims, use);
    const key = readSigningKey(folder, { kid, use, x });
    return compactSigner({ type: TOKEN_TYPES[use], kid, key, repeats: use === 'lease' });
  };
  try {
    return { keySet, lease: sign('lease'), statement: sign('statement') };
  } catch (error) {
    // If the key set changed between the two reads, a rotation removed the private half. The new key set already
    // exists, so the keys are read again.
    if (stampAt(folder) === keySet.stamp) throw error;
    return readKeyring(folder, root);
  }
}

function stampAt(folder: string): string {
  return stampOf(statSync(keySetPath(folder), { bigint: true }));
}
