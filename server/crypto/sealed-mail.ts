/**
 * Encryption to the mailer: compact JWE (RFC 7516), ECDH-ES over X25519 (RFC 8037) with A256GCM. It uses synchronous
 * functions of node:crypto, since operations cannot await. Support bundles are encrypted in the same way, unpadded. Tests compare the result with that of the library jose,
 * which the mailer uses to decrypt. The content is padded before encryption, so that all encrypted addresses have the
 * same length, and all encrypted mails have the same length. `mail-key.ts` manages the keys.
 */

import { createCipheriv, diffieHellman, hash, randomBytes } from 'node:crypto';
import { makeKeyPair } from '../../client-sdk/typescript/primitives/key-pair.ts';
import type { Mail, OpenedAddress } from '../domain/kernel/letter.ts';
import { readMailKey, type MailKey, type PrivateMailKey } from './mail-key.ts';

/**
 * The padded sizes of an address and of a mail, in bytes: the longest address has 254 bytes, and the longest mail lists
 * some hundred keys.
 */
const PADDED_BYTES = { address: 320, mail: 16_384 } as const;
type Padded = keyof typeof PADDED_BYTES;
type Sealed = Padded | 'bundle';

const KEY_BITS = 256;
const NONCE_BYTES = 12;
const KEY_AGREEMENT = 'ECDH-ES';
const ENCRYPTION = 'A256GCM';

/**
 * The server's functions of encryption to the mailer: the server can encrypt and never decrypt. The result is undefined
 * if there is no key of a mailer.
 */
export interface Sealing {
  /** Whether there is a key of a mailer. */
  isReady(): boolean;
  sealMail(mail: Mail): string | undefined;
  /**
   * Encrypts an email address in its canonical form to the mailer, with the language for its notices. The length does not
   * show whether there is a language.
   */
  sealAddress(address: OpenedAddress): string | undefined;
  /** Encrypts a support bundle to the support key; undefined if there is none. @param zip base64 */
  sealBundle(zip: string): string | undefined;
}

/**
 * Opens the encryption to the mailer. It reads the public half of the mailer's key each time, so that a new key is used
 * at once; mails are rare.
 */
export function openSealing(keysFolder: string): Sealing {
  const sealAs = (what: Padded, content: unknown): string | undefined => {
    const key = readMailKey(keysFolder);
    return key === undefined ? undefined : seal(what, padded(what, content), key);
  };
  return {
    isReady: () => readMailKey(keysFolder) !== undefined,
    sealMail: (mail) => sealAs('mail', mail),
    // without a language as before, so that an older mailer can read it
    sealAddress: ({ email, language }) =>
      sealAs('address', language === undefined ? email : { email, language }),
    sealBundle: (zip) => {
      const key = readMailKey(keysFolder, 'support');
      return key === undefined ? undefined : seal('bundle', Buffer.from(zip, 'base64'), key);
    },
  };
}

/** Decrypts a mail. @throws if the mail was encrypted to another key, or is damaged */
export async function openSealedMail(sealed: string, key: PrivateMailKey): Promise<Mail> {
  return (await open('mail', sealed, key)) as Mail;
}

/** Decrypts an email address. @throws if the address was encrypted to another key, or is damaged */
export async function openSealedAddress(sealed: string, key: PrivateMailKey): Promise<OpenedAddress> {
  const content = (await open('address', sealed, key)) as string | OpenedAddress;
  return typeof content === 'string' ? { email: content } : content;
}

/** Decrypts a support bundle: the zip, byte for byte. @throws if it was encrypted to another key, or is damaged */
export function openSealedBundle(sealed: string, key: PrivateMailKey): Promise<Uint8Array> {
  return decrypt('bundle', sealed, key);
}

async function open(what: Padded, sealed: string, key: PrivateMailKey): Promise<unknown> {
  return JSON.parse(Buffer.from(await decrypt(what, sealed, key)).toString('utf8')) as unknown;
}

async function decrypt(what: Sealed, sealed: string, { key }: PrivateMailKey): Promise<Uint8Array> {
  // The library jose is imported on first use, because otherwise every command and every server would load it.
  const { compactDecrypt } = await import('jose');
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
    keyManagementAlgorithms: [KEY_AGREEMENT],
    contentEncryptionAlgorithms: [ENCRYPTION],
  });
  if (protectedHeader.typ !== typeOf(what)) throw new Error(`a sealed ${what} was expected`);
  return plaintext;
}

/** Pads a content. JSON allows trailing white space, so spaces are the padding. @throws RangeError if it is too long */
function padded(what: Padded, content: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(content));
  const bytes = PADDED_BYTES[what];
  if (text.length > bytes) throw new RangeError(`a sealed ${what} has at most ${bytes} bytes`);
  const plain = Buffer.alloc(bytes, ' ');
  text.copy(plain);
  return plain;
}

function seal(what: Sealed, plain: Uint8Array, { kid, key }: MailKey): string {
  const ephemeral = makeKeyPair('x25519');
  const { kty, crv, x } = ephemeral.publicKey.export({ format: 'jwk' });
  const header = { alg: KEY_AGREEMENT, enc: ENCRYPTION, typ: typeOf(what), kid, epk: { kty, crv, x } };
  const head = Buffer.from(JSON.stringify(header)).toString('base64url');
  const nonce = randomBytes(NONCE_BYTES);
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: key });
  const cipher = createCipheriv('aes-256-gcm', contentKey(secret), nonce).setAAD(Buffer.from(head));
  const closed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return [head, '', ...[nonce, closed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join(
    '.',
  );
}

function typeOf(what: Sealed): string {
  return `quietkey-${what}`;
}

/**
 * Derives the key of the content by RFC 7518, section 4.6.2, for one block of SHA-256 and without party information.
 */
function contentKey(secret: Buffer): Buffer {
  const fields = [number(1), secret, number(ENCRYPTION.length), Buffer.from(ENCRYPTION)];
  return hash('sha256', Buffer.concat([...fields, number(0), number(0), number(KEY_BITS)]), 'buffer');
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
