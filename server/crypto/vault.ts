/**
 * The keyed functions of the two secrets: what is stored of a key, an email or a machine comes from here. Each use has
 * a key of its own (HKDF-SHA-256 with a label) and input that is length-prefixed and begins with its purpose, so that
 * no value of one use is ever a value of another. Frozen by test/vectors/vault.json. Leaves signing to `signer.ts`.
 */

import { createHmac, hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { writeLicenseKey } from '../../client-sdk/license-key.ts';
import type { Vault } from '../domain/ports.ts';
import type { DayKeys } from './day-keys.ts';
import { lengthPrefixed } from './fields.ts';
import type { Tombstones } from './tombstones.ts';

const KEY_BYTES = 32;
const DIGEST_BYTES = 16;
/** The generation of the issue secret: the first symbol of every license key that it makes. */
const ISSUE_GENERATION = 1;

export interface VaultKeys {
  /** 32 bytes: `QUIETKEY_SECRET`. */
  readonly secret: Uint8Array;
  /** 32 bytes: `QUIETKEY_ISSUE_SECRET`; undefined on a node that does not issue. */
  readonly issueSecret: Uint8Array | undefined;
  readonly dayKeys: DayKeys;
  readonly tombstones: Tombstones;
}

/** The vault over two secrets. @throws RangeError where a secret is not 32 bytes */
export function openVault({ secret, issueSecret, dayKeys, tombstones }: VaultKeys): Vault {
  const lookUp = digestOf(subkey(secret, 'look-up'), 'license key');
  const email = digestOf(subkey(secret, 'email index'), 'email');
  const device = digestOf(subkey(secret, 'device'), 'device tag');
  const other = subkey(secret, 'digest');
  const renew = subkey(secret, 'renew');
  const issue = issueSecret === undefined ? undefined : subkey(issueSecret, 'issue');
  const digest: Vault['digest'] = (purpose, fields) => shorten(mac(other, ['digest v1', purpose, ...fields]));

  return {
    canIssue: issue !== undefined,
    domainToAscii: domainToASCII,
    licenseKey: ({ product, email: buyer, nonce, prefix }) => {
      if (issue === undefined) throw new Error('a license key was asked of a node without the issue secret');
      const payload = mac(issue, ['license key v1', product, buyer, nonce]);
      return writeLicenseKey({ generation: ISSUE_GENERATION, payload, prefix: prefix ?? undefined });
    },
    keyVerifier: (canonicalKey) => lookUp([canonicalKey]),
    emailIndex: (canonicalEmail) => email([canonicalEmail]),
    deviceTag: (license, clientTag) => device([license, clientTag]),
    renewSecret: (activation, epoch) =>
      mac(renew, ['renew secret v1', activation, String(epoch)]).toString('base64url'),
    proofHolds: (proof, renewSecret, fields) => same(proof, proofOf(renewSecret, fields)),
    digest,
    same,
    sealNetwork: (prefix, day) => dayKeys.seal(prefix, day),
    openNetwork: (sealed, day) => dayKeys.open(sealed, day),
    bury: (kind, id, day) => tombstones.raise(digest('tombstone', [kind, id]), day),
    isBuried: (kind, id) => tombstones.stands(digest('tombstone', [kind, id])),
  };
}

/** The key of one use. @throws RangeError where the secret is not 32 bytes */
export function subkey(secret: Uint8Array, use: string): Buffer {
  if (secret.length !== KEY_BYTES) throw new RangeError(`a secret has ${KEY_BYTES} bytes`);
  return Buffer.from(hkdfSync('sha256', secret, '', `quietkey v1 ${use}`, KEY_BYTES));
}

function digestOf(key: Buffer, purpose: string): (fields: readonly string[]) => string {
  return (fields) => shorten(mac(key, [`${purpose} v1`, ...fields]));
}

/** Buffers, not KeyObjects: for HMAC they are the faster of the two. */
function mac(key: Buffer, fields: readonly string[]): Buffer {
  return createHmac('sha256', key).update(lengthPrefixed(fields)).digest();
}

function shorten(bytes: Buffer): string {
  return bytes.toString('base64url', 0, DIGEST_BYTES);
}

function proofOf(renewSecret: string, fields: readonly string[]): string {
  return mac(Buffer.from(renewSecret, 'base64url'), fields).toString('base64url');
}

/** Hashed first, so that neither content nor length shows in the time. */
function same(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
