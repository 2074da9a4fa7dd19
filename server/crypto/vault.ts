/**
 * The keyed functions of the two secrets, which compute every value that is stored for a key, an email or a machine.
 * Each use has its own key (HKDF-SHA-256 with a label). The input of each function is length-prefixed and begins with
 * its purpose, so that a value of one use is never equal to a value of another use. The functions are frozen by
 * test/vectors/vault.json. `signer.ts` signs; the code that reads the secret files chooses the live generations.
 */

import { createHmac, hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { writeLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { isAnswerKey, sealAnswer } from '../../client-sdk/typescript/primitives/answer-box.ts';
import type { Buried, Vault } from '../domain/kernel/ports.ts';
import type { DayKeys } from './day-keys.ts';
import { keyedDigest, type KeyedDigest } from './keyed-digest.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import type { Sealing } from './sealed-mail.ts';
import type { Tombstones } from './tombstones.ts';
import type { TrialSecret } from './trial-secret.ts';
import type { Generation } from '../domain/kernel/generation.ts';

const KEY_BYTES = 32;
const DIGEST_BYTES = 16;

/** A secret of 32 bytes and the number of its generation. */
interface GenerationBytes {
  readonly generation: number;
  readonly bytes: Uint8Array;
}

/** The live generations of both secrets, the current one first. */
export interface VaultKeys {
  /** The generations of `QUIETKEY_SECRET`; at least one. */
  readonly lookUp: readonly GenerationBytes[];
  /** The generations of `QUIETKEY_ISSUE_SECRET`; none on a node that does not issue license keys. */
  readonly issue: readonly GenerationBytes[];
}

/** The parts of a vault that are stored in files beside the secrets. */
export interface VaultFiles {
  readonly dayKeys: DayKeys;
  readonly tombstones: Tombstones;
  readonly trials: TrialSecret;
  /** The encryption to the mailer; absent: nothing is encrypted to a mailer. */
  readonly sealing?: Sealing;
}

/** A vault whose generations can be replaced while it is used. */
export interface OpenVault extends Vault {
  hold(keys: VaultKeys): void;
}

/**
 * Opens the vault of the two secrets. @throws RangeError if a secret is not 32 bytes, or if there is no
 * `QUIETKEY_SECRET`
 */
export function openVault({
  dayKeys,
  tombstones,
  trials,
  sealing,
  ...keys
}: VaultKeys & VaultFiles): OpenVault {
  let derived = derive(keys);
  return {
    hold: (other) => {
      derived = derive(other);
    },
    get current() {
      return derived.current;
    },
    get live() {
      return derived.live;
    },
    get issueGenerations() {
      return derived.issueGenerations;
    },
    licenseKey: ({ generation, product, email, nonce, prefix }) => {
      const issue = derived.issue.get(generation);
      if (issue === undefined) throw new Error('a license key was asked of a node without the issue secret');
      const payload = mac(issue, ['license key v1', product, email, nonce]);
      return writeLicenseKey({ generation, payload, prefix: prefix ?? undefined });
    },
    domainToAscii: domainToASCII,
    proofHolds: (proof, renewSecret, fields) => same(proof, proofOf(renewSecret, fields)),
    codeDigest: (fields) =>
      hash('sha256', lengthPrefixed(['code v1', ...fields]), 'buffer').toString('base64url', 0, DIGEST_BYTES),
    hash: (fields) => hash('sha256', lengthPrefixed(fields), 'buffer').toString('base64url'),
    same,
    sealNetwork: (prefix, day) => dayKeys.seal(prefix, day),
    openNetwork: (sealed, day) => dayKeys.open(sealed, day),
    trialDigest: (purpose, fields) => trials.digest(purpose, fields),
    sealMail: (mail) => sealing?.sealMail(mail),
    sealAddress: (address) => sealing?.sealAddress(address),
    sealBundle: (zip) => sealing?.sealBundle(zip),
    get folder() {
      return tombstones.folder;
    },
    canSealTo: isAnswerKey,
    sealAnswer: (answer, to) => sealAnswer(answer, to),
    bury: (kind, id, day) => tombstones.add(tombstoneOf(derived.current, kind, id), day),
    refreshTombstones: () => tombstones.refresh(),
    isBuried: (kind, id) =>
      derived.live.some((generation) => tombstones.has(tombstoneOf(generation, kind, id))),
  };
}

const tombstoneOf = (generation: Generation, kind: Buried, id: string): string =>
  generation.digest('tombstone', [kind, id]);

interface DerivedKeys {
  readonly current: Generation;
  readonly live: readonly Generation[];
  readonly issueGenerations: readonly number[];
  readonly issue: ReadonlyMap<number, Buffer>;
}

function derive({ lookUp, issue }: VaultKeys): DerivedKeys {
  const opened = lookUp.map(openGeneration);
  const [current] = opened;
  if (current === undefined) throw new RangeError('a vault holds at least one secret');
  return {
    current,
    live: opened.toSorted((a, b) => a.number - b.number),
    issueGenerations: issue.map(({ generation }) => generation),
    issue: new Map(issue.map(({ generation, bytes }) => [generation, subkey(bytes, 'issue')])),
  };
}

function openGeneration({ generation, bytes }: GenerationBytes): Generation {
  const lookUp = digestOf(subkey(bytes, 'look-up'), 'license key');
  const emailKey = subkey(bytes, 'email index');
  const email = digestOf(emailKey, 'email');
  const wrapped = digestOf(emailKey, 'wrapped email');
  const device = digestOf(subkey(bytes, 'device'), 'device tag');
  const other = keyedDigest(subkey(bytes, 'digest'), DIGEST_BYTES);
  const renew = keyedDigest(subkey(bytes, 'renew'), KEY_BYTES);

  return {
    number: generation,
    keyVerifier: (canonicalKey) => lookUp([canonicalKey]),
    emailIndex: (canonicalEmail) => email([canonicalEmail]),
    wrapEmailIndex: (index) => wrapped([index]),
    deviceTag: (license, clientTag) => device([license, clientTag]),
    renewSecret: (activation, epoch) => renew(['renew secret v1', activation, String(epoch)]),
    digest: (purpose, fields) => other(['digest v1', purpose, ...fields]),
  };
}

/** Derives the key of one use from a secret. @throws RangeError if the secret is not 32 bytes */
export function subkey(secret: Uint8Array, use: string): Buffer {
  if (secret.length !== KEY_BYTES) throw new RangeError(`a secret has ${KEY_BYTES} bytes`);
  return Buffer.from(hkdfSync('sha256', secret, '', `quietkey v1 ${use}`, KEY_BYTES));
}

function digestOf(key: Buffer, purpose: string): KeyedDigest {
  const digest = keyedDigest(key, DIGEST_BYTES);
  return (fields) => digest([`${purpose} v1`, ...fields]);
}

/** HMAC-SHA-256 over length-prefixed fields, under a key that is used once. */
function mac(key: Buffer, fields: readonly string[]): Buffer {
  return createHmac('sha256', key).update(lengthPrefixed(fields)).digest();
}

function proofOf(renewSecret: string, fields: readonly string[]): string {
  return keyedDigest(Buffer.from(renewSecret, 'base64url'), KEY_BYTES)(fields);
}

/**
 * Whether two texts are equal. Their content does not show in the timing. Whether they have the same length does: what is
 * compared are digests and tokens, whose lengths anyone may know.
 */
function same(value: string, other: string): boolean {
  const [bytes, otherBytes] = [Buffer.from(value), Buffer.from(other)];
  return bytes.length === otherBytes.length && timingSafeEqual(bytes, otherBytes);
}
