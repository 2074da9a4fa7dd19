/**
 * Seals the answer to a request file, so that only the machine that asked can read it, and opens it. X25519 (RFC 7748),
 * HKDF-SHA-256 (RFC 5869) and AES-256-GCM, as `contract/offline.ts` describes it; `test/vectors/offline.json` has an
 * example with every step.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { answerHeader, type SealedAnswer } from '../contract/offline.ts';
import { decodeExact } from './bytes.ts';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const INFO = 'quietkey offline answer v1';
/** The DER encodings (RFC 8410) of X25519 keys, before the 32 bytes of the key. */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

/** Makes a private key: 32 bytes, base64url. */
export const makeAnswerKey = (random: (bytes: number) => Uint8Array = randomBytes): string =>
  Buffer.from(random(KEY_BYTES)).toString('base64url');

/** The public half of a private key. */
export function publicAnswerKey(privateKey: string): string {
  const der = createPublicKey(privateKeyOf(privateKey)).export({ format: 'der', type: 'spki' });
  return der.subarray(PUBLIC_PREFIX.length).toString('base64url');
}

/** Whether a text is a public key to which an answer can be sealed. Points of small order are refused. */
export function isAnswerKey(key: string): boolean {
  return secretOf(makeAnswerKey(), key) !== undefined;
}

/**
 * Seals a text to a public key. @throws RangeError for a key that `isAnswerKey` refuses
 *
 * @param ephemeral - the private half of the ephemeral key, which must be new for each answer
 */
export function sealAnswer(
  text: string,
  { key, nonce }: { key: string; nonce: string },
  ephemeral = makeAnswerKey(),
): SealedAnswer {
  const secret = secretOf(ephemeral, key);
  if (secret === undefined) throw new RangeError('no answer can be sealed to this key');
  const ephemeralKey = publicAnswerKey(ephemeral);
  const { cipherKey, iv } = derive(secret, ephemeralKey, key);
  const cipher = createCipheriv('aes-256-gcm', cipherKey, iv).setAAD(header({ nonce, ephemeralKey }));
  const box = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { nonce, ephemeralKey, box: box.toString('base64url') };
}

/** Opens an answer; undefined if it was edited, or sealed to another key. */
export function openAnswer({ box, ...head }: SealedAnswer, privateKey: string): string | undefined {
  const secret = secretOf(privateKey, head.ephemeralKey);
  const bytes = decodeExact(box);
  if (secret === undefined || bytes === undefined || bytes.length < TAG_BYTES) return undefined;
  const { cipherKey, iv } = derive(secret, head.ephemeralKey, publicAnswerKey(privateKey));
  const decipher = createDecipheriv('aes-256-gcm', cipherKey, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(header(head)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const header = (head: Omit<SealedAnswer, 'box'>): Buffer => Buffer.from(answerHeader(head), 'ascii');

function derive(secret: Buffer, ephemeralKey: string, key: string): { cipherKey: Buffer; iv: Buffer } {
  const info = [Buffer.from(INFO), Buffer.from(ephemeralKey, 'base64url'), Buffer.from(key, 'base64url')];
  const derived = Buffer.from(
    hkdfSync('sha256', secret, Buffer.alloc(0), Buffer.concat(info), KEY_BYTES + IV_BYTES),
  );
  return { cipherKey: derived.subarray(0, KEY_BYTES), iv: derived.subarray(KEY_BYTES) };
}

/** The shared secret; undefined for a malformed key or a point of a small order. */
function secretOf(privateKey: string, publicKey: string): Buffer | undefined {
  const bytes = decodeExact(publicKey, KEY_BYTES);
  if (bytes === undefined || decodeExact(privateKey, KEY_BYTES) === undefined) return undefined;
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, bytes]), format: 'der', type: 'spki' });
  try {
    return diffieHellman({ privateKey: privateKeyOf(privateKey), publicKey: key });
  } catch {
    return undefined;
  }
}

function privateKeyOf(privateKey: string): KeyObject {
  const bytes = Buffer.from(privateKey, 'base64url');
  return createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, bytes]), format: 'der', type: 'pkcs8' });
}
