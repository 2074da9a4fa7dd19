/**
 * Makes the edge cases of Ed25519 in test/vectors/ed25519.json: keys of small order and in non-canonical encodings,
 * mixed-order keys, and signatures whose parts are out of range. Each verdict is declared here from the construction of
 * the point, and never taken from a verifier. The same texts give the same bytes each time.
 */

import { createHash } from 'node:crypto';
import {
  add,
  answerTo,
  GENERATOR,
  challenge,
  encodePoint,
  encodeY,
  fromLittleEndian,
  IDENTITY,
  isSame,
  L,
  littleEndian,
  multiply,
  P,
  pointAt,
  scalarOf,
  type Point,
} from './ed25519-points.ts';

/** One encoding of one of the eight points whose order divides 8. Bytes in hex. */
export interface SmallPoint {
  readonly publicKey: string;
  readonly order: number;
  readonly canonical: boolean;
}

/**
 * A signature with the verdicts on it: `imported`, whether the product imports the key; `equation`, whether the
 * signature fits by the verifier below, which is given the key anyway. The product accepts it if both are true. Bytes
 * in hex.
 */
export interface EdgeCase {
  readonly name: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
  readonly imported: boolean;
  readonly equation: boolean;
}

interface Made {
  readonly publicKey: Buffer;
  readonly message: Buffer;
  readonly signature: Buffer;
}

const seedOf = (word: string): Buffer => createHash('sha256').update(`quietkey edge case: ${word}`).digest();
const SECRET = scalarOf(seedOf('key'));
const HONEST = multiply(SECRET, GENERATOR);
const NONCE = fromLittleEndian(seedOf('nonce')) % L;
const Y_OF_ORDER_8 = fromLittleEndian(
  Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex'),
);
const TORSION = pointAt(Y_OF_ORDER_8, 0)!;
const MIXED = add(HONEST, TORSION);

/** The fourteen encodings: eight canonical ones, y + p where that is below 2^255, and x = 0 with its lowest bit set. */
export function smallPoints(): SmallPoint[] {
  const ys = [0n, 1n, P - 1n, Y_OF_ORDER_8, P - Y_OF_ORDER_8, P, P + 1n];
  return ys.flatMap((y) =>
    [0, 1].map((sign) => {
      const point = pointAt(y, sign)!;
      const publicKey = encodeY(y, sign);
      const canonical = y < P && publicKey.equals(encodePoint(point));
      return { publicKey: publicKey.toString('hex'), order: orderOf(point), canonical };
    }),
  );
}

/** All encodings of a y that is not below the prime, whether or not the curve has a point there. */
export function secondSpellings(): string[] {
  const ys = Array.from({ length: 19 }, (_, above) => P + BigInt(above));
  return ys.flatMap((y) => [0, 1].map((sign) => encodeY(y, sign).toString('hex')));
}

export function edgeCases(): EdgeCase[] {
  const taken = { imported: true, equation: true };
  const outOfRange = { imported: true, equation: false };
  const badKey = { imported: false, equation: true };
  const plain = signed('plain', { key: HONEST });
  const s = fromLittleEndian(plain.signature.subarray(32));
  return [
    written('an honest signature', plain, taken),
    written('S + L', withS(plain, s + L), outOfRange),
    written('S + 8 L', withS(plain, s + 8n * L), outOfRange),
    written('S with its three highest bits set', withS(plain, s | (7n << 253n)), outOfRange),
    written('S = 0', withS(plain, 0n), outOfRange),
    written('S = L', withS(plain, L), outOfRange),
    written('R = the identity and S = 0', withR(withS(plain, 0n), encodePoint(IDENTITY)), outOfRange),
    written('all bytes 0', { ...plain, signature: Buffer.alloc(64) }, outOfRange),
    written('all bits 1', { ...plain, signature: Buffer.alloc(64, 255) }, outOfRange),
    written('the sign of R turned', flipped(plain, 31), outOfRange),
    written('the sign of A turned', signFlipped(plain), outOfRange),
    written('R = the identity, S to it', signed('small R', { key: HONEST, nonce: 0n }), taken),
    written('R = the identity as y = p + 1, S to it', respelt('y = p + 1', encodeY(P + 1n, 0)), outOfRange),
    written('R = the identity with the sign of x, S to it', respelt('sign', encodeY(1n, 1)), outOfRange),
    written('R of order 8, key of mixed order', fitting('small R, mixed A', 0n), taken),
    written('R and key of mixed order, fits without the cofactor', fitting('mixed', NONCE), taken),
    written('R and key of mixed order, fits only times 8', unfitting('mixed times 8', NONCE), outOfRange),
    written('key of mixed order, R of prime order, fits only times 8', primeR(), outOfRange),
    written('key of order 1, this message', fixed(encodePoint(IDENTITY), 'this'), badKey),
    written(
      'key of order 1, the same signature, another message',
      fixed(encodePoint(IDENTITY), 'other'),
      badKey,
    ),
    written('key of order 1 as y = p + 1', fixed(encodeY(P + 1n, 0), 'p + 1'), badKey),
    written('key of order 1 with the sign of x', fixed(encodeY(1n, 1), 'sign'), badKey),
    written('key and R of order 8, S = 0', smallKeyAndR(), badKey),
    written(
      'key that is no point',
      { ...plain, publicKey: encodeY(2n, 0) },
      { imported: true, equation: false },
    ),
  ];
}

function written(name: string, made: Made, verdict: Pick<EdgeCase, 'imported' | 'equation'>): EdgeCase {
  const { publicKey, message, signature } = made;
  return {
    name,
    publicKey: publicKey.toString('hex'),
    message: message.toString('hex'),
    signature: signature.toString('hex'),
    ...verdict,
  };
}

/** Signs with the honest secret under a key that may have a small part, with an R that may have one. */
function signed(
  word: string,
  { key, nonce = NONCE, small = IDENTITY }: { key: Point; nonce?: bigint; small?: Point },
): Made {
  return signedAs(word, {
    publicKey: encodePoint(key),
    nonce,
    r: encodePoint(add(multiply(nonce, GENERATOR), small)),
  });
}

function signedAs(
  word: string,
  { publicKey, nonce, r }: { publicKey: Buffer; nonce: bigint; r: Buffer },
): Made {
  const message = Buffer.from(word);
  const s = answerTo(challenge(r, publicKey, message), nonce, SECRET);
  return { publicKey, message, signature: Buffer.concat([r, littleEndian(s)]) };
}

const respelt = (word: string, r: Buffer): Made =>
  signedAs(word, { publicKey: encodePoint(HONEST), nonce: 0n, r });

/** The small part that is left of S·B − h·A under the mixed key. */
function remainder({ publicKey, message, signature }: Made): Point {
  const h = challenge(signature.subarray(0, 32), publicKey, message);
  return multiply(8n - (h % 8n), TORSION);
}

/** A message whose remainder is the small part of R: the equation holds without a cofactor. */
function fitting(word: string, nonce: bigint): Made {
  const small = multiply(3n, TORSION);
  for (let index = 0; ; index += 1) {
    const made = signed(`${word} ${index}`, { key: MIXED, nonce, small });
    if (isSame(remainder(made), small)) return made;
  }
}

/** A message with another remainder: only eight times the equation holds. */
function unfitting(word: string, nonce: bigint): Made {
  const small = multiply(3n, TORSION);
  for (let index = 0; ; index += 1) {
    const made = signed(`${word} ${index}`, { key: MIXED, nonce, small });
    if (!isSame(remainder(made), small)) return made;
  }
}

function primeR(): Made {
  for (let index = 0; ; index += 1) {
    const made = signed(`prime R ${index}`, { key: MIXED });
    if (!isSame(remainder(made), IDENTITY)) return made;
  }
}

/** Under the identity h·A is zero: R = S·B fits every message. */
function fixed(publicKey: Buffer, word: string): Made {
  const signature = Buffer.concat([encodePoint(multiply(NONCE, GENERATOR)), littleEndian(NONCE)]);
  return { publicKey, message: Buffer.from(word), signature };
}

function smallKeyAndR(): Made {
  const publicKey = encodePoint(TORSION);
  for (let index = 0; ; index += 1) {
    const message = Buffer.from(`small ${index}`);
    const signature = Buffer.concat([publicKey, littleEndian(0n)]);
    if (isSame(remainder({ publicKey, message, signature }), TORSION))
      return { publicKey, message, signature };
  }
}

const withS = (made: Made, s: bigint): Made =>
  withParts(made, made.signature.subarray(0, 32), littleEndian(s));
const withR = (made: Made, r: Buffer): Made => withParts(made, r, made.signature.subarray(32));
const withParts = (made: Made, r: Uint8Array, s: Uint8Array): Made => ({
  ...made,
  signature: Buffer.concat([r, s]),
});

function flipped(made: Made, index: number): Made {
  const signature = Buffer.from(made.signature);
  signature[index]! ^= 0x80;
  return { ...made, signature };
}

function signFlipped(made: Made): Made {
  const publicKey = Buffer.from(made.publicKey);
  publicKey[31]! ^= 0x80;
  return { ...made, publicKey };
}

function orderOf(point: Point): number {
  return [1, 2, 4, 8].find((order) => isSame(multiply(BigInt(order), point), IDENTITY))!;
}
