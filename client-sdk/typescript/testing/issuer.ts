/**
 * The keys of the fake server: a root that is made for one test and thrown away, and signing keys under it. All tokens
 * are really signed, so the SDK verifies them as it does in the field.
 */
import { createHash, sign, type KeyObject } from 'node:crypto';
import { makeKeyPair } from '../primitives/key-pair.ts';
import { DAY_SECONDS } from '../primitives/clock.ts';
import {
  TOKEN_TYPES,
  type FarewellClaims,
  type KeySetClaims,
  type LeaseClaims,
  type StatementClaims,
} from '../contract/wire.ts';

interface SigningKey {
  kid: string;
  x: string;
  privateKey: KeyObject;
}

type Key = KeySetClaims['keys'][number];

/** The days before and after its creation for which a key set signs, so that a test can move its clock far. */
const KEY_SET_DAYS = 40_000;
const KID_CHARACTERS = 22;

export class Issuer {
  readonly rootKey: string;
  readonly name: string;
  readonly #root: SigningKey;
  #lease = makeKey();
  #statement = makeKey();
  #version = 1;

  /** @param root - the root of another issuer, to sign with it under another name */
  constructor(root = makeKey(), name = `quietkey:${root.kid}`) {
    this.#root = root;
    this.rootKey = `qkroot_${root.x}`;
    this.name = name;
  }

  /** An issuer of another name under the same root. */
  named(name: string): Issuer {
    return new Issuer(this.#root, name);
  }

  /** Replaces the signing keys, as after a theft: a lease of the old keys must be confirmed again. */
  replaceKeys(): void {
    [this.#lease, this.#statement] = [makeKey(), makeKey()];
    this.#version += 1;
  }

  keySet(): string {
    const keys: Key[] = [
      { kid: this.#lease.kid, x: this.#lease.x, use: 'lease' },
      { kid: this.#statement.kid, x: this.#statement.x, use: 'statement' },
    ];
    const claims: KeySetClaims = {
      iss: this.name,
      version: this.#version,
      issued: 0,
      expires: KEY_SET_DAYS * DAY_SECONDS,
      keys,
    };
    return signToken(TOKEN_TYPES.keySet, claims, this.#root);
  }

  signLease(claims: Omit<LeaseClaims, 'iss' | 'key_set'>): { lease: string; keySet: string } {
    const whole = { iss: this.name, ...claims, key_set: this.#version };
    return { lease: signToken(TOKEN_TYPES.lease, whole, this.#lease), keySet: this.keySet() };
  }

  signStatement(claims: Omit<StatementClaims, 'iss'>): { statement: string; keySet: string } {
    const statement = signToken(TOKEN_TYPES.statement, { iss: this.name, ...claims }, this.#statement);
    return { statement, keySet: this.keySet() };
  }

  /** A farewell of the vendor, which ends all license checks of a product. */
  signFarewell(claims: Omit<FarewellClaims, 'iss'>): string {
    return signToken(TOKEN_TYPES.farewell, { iss: this.name, ...claims }, this.#root);
  }
}

function makeKey(): SigningKey {
  const { publicKey, privateKey } = makeKeyPair('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const digest = createHash('sha256').update(Buffer.from(x, 'base64url')).digest('base64url');
  return { kid: digest.slice(0, KID_CHARACTERS), x, privateKey };
}

function signToken(typ: string, claims: object, { kid, privateKey }: SigningKey): string {
  const signed = `${encode({ alg: 'EdDSA', typ, kid })}.${encode(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
