/**
 * Receipts and the key that signs them. The key is created once in the folder `keys`. The key is not part of a key set,
 * since apps do not need it. It is not rotated, since its public half alone must be enough to verify a receipt years
 * later. A receipt in any encoding other than this program's is refused. The key also signs heads and restored leaves of the audit
 * chain. The domain defines what these texts state.
 */

import { hash } from 'node:crypto';
import { join } from 'node:path';
import {
  TOKEN_CHARACTERS_MAX,
  TOKEN_TYPES,
  type ReceiptClaims,
} from '../../client-sdk/typescript/contract/wire.ts';
import {
  AUDIT_TOKEN_TYPES,
  type AuditHead,
  type AuditHeadClaims,
  type RestoredClaims,
} from '../../client-sdk/typescript/contract/audit.ts';
import { INVENTORY } from '../domain/inventory/inventory.ts';
import { compactSigner, publicKey, readCompact, thumbprint, type Sign } from './compact-jws.ts';
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
  const sign = signerByReceiptKey(keysFolder, TOKEN_TYPES.receipt);
  const inventory = inventoryHash();
  return (claims) => sign({ ...claims, inventory });
}

/** Creates a signer of one type of text under the key of receipts. @throws KeyFault if the key is damaged */
function signerByReceiptKey(keysFolder: string, type: string): Sign {
  prepareReceiptKey(keysFolder);
  const path = keyPath(keysFolder);
  const file = readKeyFile(path);
  if (file?.d === undefined)
    throw new KeyFileFault(path, 'holds no private key', 'Restore the folder "keys".');
  return compactSigner({ type, kid: file.kid, key: privateHalf(path, { x: file.x, d: file.d }) });
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
  const claims = readByReceiptKey(token, TOKEN_TYPES.receipt, keyText);
  return isReceipt(claims) ? claims : undefined;
}

/** The claims of a text of one type; undefined if this key did not sign the text. */
function readByReceiptKey(token: string, type: string, keyText: string): unknown {
  const x = KEY_TEXT.exec(keyText)?.[1];
  if (x === undefined || token.length > TOKEN_CHARACTERS_MAX || !isSpelled(token)) return undefined;
  return readCompact(token, { type, kid: thumbprint(x), key: publicKey(x) });
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
  const { counts, audit } = receipt ?? {};
  return (
    [receipt?.iss, receipt?.jti, receipt?.inventory].every((text) => typeof text === 'string') &&
    [receipt?.iat, receipt?.policy].every(Number.isSafeInteger) &&
    (receipt?.kind === 'purge' || receipt?.kind === 'erasure') &&
    (receipt.engine === 'sqlite' || receipt.engine === 'postgresql') &&
    [receipt.bytes_scanned, receipt.residue_bytes].every(
      (count) => count === null || Number.isSafeInteger(count),
    ) &&
    typeof counts === 'object' &&
    Object.values(counts).every(Number.isSafeInteger) &&
    (audit === undefined || isAuditHead(audit))
  );
}

/** Whether a value has the form of a state of the audit chain. */
function isAuditHead(value: unknown): value is AuditHead {
  const { leaves, head } = (value ?? {}) as Partial<AuditHead>;
  return Number.isSafeInteger(leaves) && typeof head === 'string';
}

/** Creates the signers of heads and of restored leaves. @throws KeyFault if the key of receipts is damaged */
export function auditSigner(keysFolder: string): {
  head: (claims: AuditHeadClaims) => string;
  restored: (claims: RestoredClaims) => string;
} {
  return {
    head: onceEach(signerByReceiptKey(keysFolder, AUDIT_TOKEN_TYPES.head)),
    restored: signerByReceiptKey(keysFolder, AUDIT_TOKEN_TYPES.restored),
  };
}

/** Signs the same claims once, since anybody may ask for the head again and again. */
function onceEach(sign: (claims: AuditHeadClaims) => string): (claims: AuditHeadClaims) => string {
  let latest = { text: '', token: '' };
  return (claims) => {
    const text = JSON.stringify(claims);
    if (latest.text !== text) latest = { text, token: sign(claims) };
    return latest.token;
  };
}

/** A state of the chain as it was signed, and the day, in seconds since 1970. */
export type SignedHead = AuditHead & { iat: number };

/**
 * Reads the state of the chain from a signed head or from a receipt; undefined if this key signed neither, or the
 * receipt states none.
 * @param keyText the public key, `qkreceipt_…`
 */
export function readAuditHead(token: string, keyText: string): SignedHead | undefined {
  const claims = readByReceiptKey(token, AUDIT_TOKEN_TYPES.head, keyText);
  const { iat } = (claims ?? {}) as { iat?: unknown };
  if (isAuditHead(claims) && typeof iat === 'number')
    return { leaves: claims.leaves, head: claims.head, iat };
  const receipt = readReceipt(token, keyText);
  return receipt?.audit === undefined ? undefined : { ...receipt.audit, iat: receipt.iat };
}

/** The claims of a restored leaf; undefined if this key did not sign it. */
export function readRestored(token: string, keyText: string): RestoredClaims | undefined {
  const claims = readByReceiptKey(token, AUDIT_TOKEN_TYPES.restored, keyText);
  const { iat, leaf, previous, lost } = (claims ?? {}) as Partial<RestoredClaims>;
  const isRestored =
    [iat, leaf].every(Number.isSafeInteger) &&
    typeof previous === 'string' &&
    (lost === null || isAuditHead(lost));
  return isRestored ? (claims as RestoredClaims) : undefined;
}

function keyPath(keysFolder: string): string {
  return join(keysFolder, 'receipt.json');
}
