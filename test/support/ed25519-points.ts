/**
 * The arithmetic of RFC 8032 section 5.1 in big integers, implemented from its text: enough to make keys and signatures
 * that no honest signer makes. It is slow and leaks its secrets through timing, so it makes only test vectors.
 */

import { createHash } from 'node:crypto';

/** The prime of the field. */
export const P = 2n ** 255n - 19n;
/** The order of the base point. */
export const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** A point by its affine coordinates. */
export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const mod = (value: bigint, by = P): bigint => ((value % by) + by) % by;

function power(value: bigint, exponent: bigint): bigint {
  let [result, square, left] = [1n, mod(value), exponent];
  for (; left > 0n; left >>= 1n) {
    if (left & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

const inverse = (value: bigint): bigint => power(value, P - 2n);
const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

export const IDENTITY: Point = { x: 0n, y: 1n };
export const GENERATOR = pointAt(mod(4n * inverse(5n)), 0)!;

/** The point with this y and this lowest bit of x; undefined if no point of the curve has this y. */
export function pointAt(y: bigint, sign: number): Point | undefined {
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x - square) !== 0n) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(x * x - square) !== 0n) return undefined;
  return { x: Number(x & 1n) === sign ? x : mod(-x), y: mod(y) };
}

/** A point as X/Z, Y/Z and T = XY/Z (RFC 8032 section 5.1.4): addition needs no division. */
type Extended = readonly [X: bigint, Y: bigint, Z: bigint, T: bigint];

const extend = ({ x, y }: Point): Extended => [x, y, 1n, mod(x * y)];

function reduce([X, Y, Z]: Extended): Point {
  const scale = inverse(Z);
  return { x: mod(X * scale), y: mod(Y * scale) };
}

function sum([X1, Y1, Z1, T1]: Extended, [X2, Y2, Z2, T2]: Extended): Extended {
  const a = mod((Y1 - X1) * (Y2 - X2));
  const b = mod((Y1 + X1) * (Y2 + X2));
  const c = mod(2n * D * mod(T1 * T2));
  const d = mod(2n * Z1 * Z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

export const add = (point: Point, other: Point): Point => reduce(sum(extend(point), extend(other)));

export function multiply(times: bigint, point: Point): Point {
  let [result, doubled, left] = [extend(IDENTITY), extend(point), times];
  for (; left > 0n; left >>= 1n) {
    if (left & 1n) result = sum(result, doubled);
    doubled = sum(doubled, doubled);
  }
  return reduce(result);
}

export const isSame = (point: Point, other: Point): boolean => point.x === other.x && point.y === other.y;

/** Thirty-two bytes, little-endian. */
export function littleEndian(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
}

export const fromLittleEndian = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

/** Any y below 2^255, canonical or not, with the bit of x above it. */
export const encodeY = (y: bigint, sign: number): Buffer => littleEndian(y | (BigInt(sign) << 255n));

export const encodePoint = ({ x, y }: Point): Buffer => encodeY(y, Number(x & 1n));

/** The secret scalar of a seed (RFC 8032 section 5.1.5). */
export function scalarOf(seed: Uint8Array): bigint {
  const bytes = createHash('sha512').update(seed).digest().subarray(0, 32);
  bytes[0]! &= 248;
  bytes[31]! &= 127;
  bytes[31]! |= 64;
  return fromLittleEndian(bytes);
}

/** SHA-512(R, A, M) as a number below the order. */
export function challenge(r: Uint8Array, a: Uint8Array, message: Uint8Array): bigint {
  return mod(fromLittleEndian(createHash('sha512').update(r).update(a).update(message).digest()), L);
}

/** S = r + h·a, below the order. */
export const answerTo = (h: bigint, r: bigint, a: bigint): bigint => mod(r + h * a, L);
