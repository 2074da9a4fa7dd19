/**
 * Receipts and the key that signs them. The key is created once in the folder `keys`. The key is not part of a key set,
 * since apps do not need it. It is not rotated, since its public half alone must be enough to verify a receipt years
 * later. A receipt in any encoding other than this program's is refused. The domain defines what a receipt states.
 */

import { hash } from 'node:crypto';
import { join } from 'node:path';
import {
  TOKEN_CHARACTERS_MAX,
  TOKEN_TYPES,
  type ReceiptClaims,
} from '../../client-sdk/typescript/contract/wire.ts';
import { INVENTORY } from '../domain/inventory/inventory.ts';
import { compactSigner, publicKey, readCompact, thumbprint } from './compact-jws.ts';
import { createOnce } from './durable-file.ts';
import { KeyFileFault } from './key-fault.ts';
import { makeKey, privateHalf, readKeyFile, writeKeyFile } from './signing-key.ts';

const KEY_TEXT_PREFIX = 'qkreceipt_';
const KEY_TEXT = /^qkreceipt_([A-Za-z0-9_-]{43})$/;
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/;

/** Creates the key of receipts unless it exists. */
export function prepareReceiptKey(keysFolder: string): void {
  createOnce(keyPath(keysFolder), writeKeyFile(makeKey()));
}

/**
 * The public key that verifies receipts: `qkreceipt_` and 43 base64url characters; undefined before the first receipt.
 */
export function receiptKeyText(keysFolder: string): string | undefined {
  const file = readKeyFile(keyPath(keysFolder));
  return file === undefined ? undefined : KEY_TEXT_PREFIX + file.x;
}

/**
 * Creates a signer of receipts, which adds the hash of the current inventory. @throws KeyFault if the key is damaged
 */
export function receiptSigner(keysFolder: string): (claims: Omit<ReceiptClaims, 'inventory'>) => string {
  prepareReceiptKey(keysFolder);
  const path = keyPath(keysFolder);
  const file = readKeyFile(path);
  if (file?.d === undefined)
    throw new KeyFileFault(path, 'holds no private key', 'Restore the folder "keys".');
  const key = privateHalf(path, { x: file.x, d: file.d });
  const sign = compactSigner({ type: TOKEN_TYPES.receipt, kid: file.kid, key });
  const inventory = inventoryHash();
  return (claims) => sign({ ...claims, inventory });
}

/**
 * The SHA-256 hash of the inventory, in base64url. Two receipts with the same hash were signed under the same rules.
 * The inventory contains each purpose as a key, not as a text: another purpose changes the hash, but another wording or
 * language of a purpose does not.
 */
function inventoryHash(): string {
  return hash('sha256', JSON.stringify(INVENTORY), 'buffer').toString('base64url');
}

/**
 * Reads the claims of a receipt; undefined if this key did not sign the receipt.
 * @param keyText the public key, `qkreceipt_…`
 */
export function readReceipt(token: string, keyText: string): ReceiptClaims | undefined {
  const x = KEY_TEXT.exec(keyText)?.[1];
  if (x === undefined || token.length > TOKEN_CHARACTERS_MAX || !isSpelled(token)) return undefined;
  const claims = readCompact(token, { type: TOKEN_TYPES.receipt, kid: thumbprint(x), key: publicKey(x) });
  return isReceipt(claims) ? claims : undefined;
}

/**
 * Whether a receipt consists of three parts in their canonical encoding; a receipt in any other encoding is refused.
 */
function isSpelled(token: string): boolean {
  return (
    COMPACT.test(token) &&
    token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}

/** Whether claims have the form of a receipt. The signature proves only that the owner of the key signed them. */
function isReceipt(claims: unknown): claims is ReceiptClaims {
  const receipt = claims as Partial<ReceiptClaims> | null | undefined;
  const { counts } = receipt ?? {};
  return (
    [receipt?.iss, receipt?.jti, receipt?.inventory].every((text) => typeof text === 'string') &&
    [receipt?.iat, receipt?.policy].every(Number.isSafeInteger) &&
    (receipt?.kind === 'purge' || receipt?.kind === 'erasure') &&
    (receipt.engine === 'sqlite' || receipt.engine === 'postgresql') &&
    [receipt.bytes_scanned, receipt.residue_bytes].every(
      (count) => count === null || Number.isSafeInteger(count),
    ) &&
    typeof counts === 'object' &&
    Object.values(counts).every(Number.isSafeInteger)
  );
}

function keyPath(keysFolder: string): string {
  return join(keysFolder, 'receipt.json');
}
