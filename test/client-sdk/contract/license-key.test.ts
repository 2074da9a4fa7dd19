/**
 * Tests the license key against its frozen vectors, its tolerance for what people and programs do to a copied key, and
 * its check symbols: every error in up to three symbols and every transposition is detected. A second, independent
 * implementation checks the code from its definition.
 */

import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  formatLicenseKey,
  isLicenseKeyPrefix,
  LICENSE_KEY_GENERATION_MAX,
  LICENSE_KEY_PAYLOAD_BYTES_MIN,
  LICENSE_KEY_PREFIX_CHARACTERS_MAX,
  LICENSE_KEY_SYMBOLS,
  readLicenseKey,
  writeLicenseKey,
} from '../../../client-sdk/typescript/contract/license-key.ts';
import { ANY_CHARACTER } from '../../support/any-character.ts';
import { rounds } from '../../support/rounds.ts';
import { readVectors } from '../../support/vectors.ts';

interface LicenseKeyVectors {
  readonly written: readonly {
    readonly generation: number;
    readonly payload_hex: string;
    readonly prefix?: string;
    readonly key: string;
  }[];
  readonly read: readonly {
    readonly typed: string;
    readonly canonical: string;
    readonly generation: number;
    readonly why: string;
  }[];
  readonly refused: readonly { readonly typed: string; readonly fault: string; readonly why: string }[];
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const vectors = readVectors<LicenseKeyVectors>('license-keys');
const generation = fc.integer({ min: 0, max: LICENSE_KEY_GENERATION_MAX });
const payload = fc.uint8Array({ minLength: LICENSE_KEY_PAYLOAD_BYTES_MIN, maxLength: 40 });
const canonicalKey = fc
  .record({ generation, payload })
  .map((parts) => writeLicenseKey(parts).replaceAll('-', ''));

describe('license key', () => {
  describe('vectors', () => {
    for (const { generation, payload_hex, prefix, key } of vectors.written) {
      it(`writes ${key}`, () => {
        expect(writeLicenseKey({ generation, payload: Buffer.from(payload_hex, 'hex'), prefix })).to.equal(
          key,
        );
        const canonical = key.replaceAll('-', '').slice(-LICENSE_KEY_SYMBOLS);
        expect(readLicenseKey(key)).to.deep.equal({ ok: true, canonical, generation });
        expect(formatLicenseKey(canonical, prefix)).to.equal(key);
      });
    }

    for (const { typed, canonical, generation, why } of vectors.read) {
      it(`reads ${JSON.stringify(typed)}: ${why}`, () => {
        expect(readLicenseKey(typed)).to.deep.equal({ ok: true, canonical, generation });
      });
    }

    for (const { typed, fault, why } of vectors.refused) {
      it(`refuses ${JSON.stringify(typed)}: ${why}`, () => {
        expect(readLicenseKey(typed)).to.deep.equal({ ok: false, fault });
      });
    }
  });

  describe('writer', () => {
    it('refuses a malformed generation, payload or prefix, without repeating it in the error', () => {
      const enough = new Uint8Array(LICENSE_KEY_PAYLOAD_BYTES_MIN);
      for (const generation of [-1, 32, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => writeLicenseKey({ generation, payload: enough })).to.throw(RangeError, 'generation');
      }
      expect(() => writeLicenseKey({ generation: 0, payload: enough.subarray(1) })).to.throw(
        RangeError,
        'payload',
      );
      for (const prefix of ['', 'sonar', 'SONAR-', 'SÖNAR', 'SONAR 2', 'S'.repeat(17), 'SONAR\n']) {
        expect(isLicenseKeyPrefix(prefix)).to.equal(false);
        expect(() => writeLicenseKey({ generation: 0, payload: enough, prefix })).to.throw(
          RangeError,
          'prefix',
        );
      }
      expect(isLicenseKeyPrefix('U'.repeat(LICENSE_KEY_PREFIX_CHARACTERS_MAX))).to.equal(true);
    });

    it('formats only a canonical key', () => {
      const [first] = vectors.written;
      const canonical = first!.key.replaceAll('-', '').slice(-LICENSE_KEY_SYMBOLS);
      for (const wrong of [
        canonical.slice(1),
        `${canonical}0`,
        canonical.toLowerCase(),
        first!.key,
        flip(canonical, 4, 1),
      ]) {
        expect(() => formatLicenseKey(wrong))
          .to.throw(RangeError)
          .that.satisfies((error: Error) => !error.message.includes(wrong));
      }
    });

    it('uses exactly the first 130 bits', () => {
      const zero = new Uint8Array(20);
      const blank = writeLicenseKey({ generation: 3, payload: zero });
      const seen = new Set([blank]);
      for (let bit = 0; bit < 160; bit += 1) {
        const flipped = zero.slice();
        flipped[bit >> 3] = 0x80 >> (bit & 7);
        const key = writeLicenseKey({ generation: 3, payload: flipped });
        if (bit >= 130) expect(key).to.equal(blank);
        else seen.add(key);
      }
      expect(seen.size).to.equal(131);
    });
  });

  describe('reader', () => {
    const between = fc.string({
      unit: fc.constantFrom(
        ...Array.from(
          ' \t\r\n\u00a0\u2009\u202f\u3000-\u2010\u2011\u2013\u2014\u2212\u00ad\u200b\u200d\u2060\ufeff\u200e"\'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb',
        ),
      ),
      maxLength: 3,
    });
    const prefix = fc.string({
      unit: fc.constantFrom(...Array.from('ABCUILO0189')),
      minLength: 0,
      maxLength: 16,
    });

    it('reads every written key, however it was copied', () => {
      fc.assert(
        fc.property(
          canonicalKey,
          prefix,
          fc.array(between, { minLength: 31, maxLength: 31 }),
          fc.infiniteStream(fc.nat(5)),
          (canonical, prefix, gaps, choices) => {
            const typed = Array.from(
              canonical,
              (symbol, index) => `${gaps[index]}${disguise(symbol, choices.next().value ?? 0)}`,
            );
            expect(readLicenseKey(`${prefix}${typed.join('')}${gaps[30]}`)).to.deep.equal({
              ok: true,
              canonical,
              generation: ALPHABET.indexOf(canonical.charAt(0)),
            });
          },
        ),
        { numRuns: rounds(20_000), seed: 30_001 },
      );
    });

    it('never throws and returns only canonical keys, whatever the text', () => {
      const text = fc.oneof(
        fc.string({ unit: ANY_CHARACTER, maxLength: 300 }),
        fc.string({ unit: fc.constantFrom(...Array.from(`${ALPHABET}UOIL-`)), minLength: 25, maxLength: 60 }),
      );
      fc.assert(
        fc.property(text, (typed) => {
          const reading = readLicenseKey(typed);
          if (reading.ok) expect(readLicenseKey(formatLicenseKey(reading.canonical))).to.deep.equal(reading);
        }),
        { numRuns: rounds(20_000), seed: 30_002 },
      );
    });

    it('accepts no letter that only upper-casing would turn into a symbol', () => {
      const [canonical] = sampleKeys(1);
      for (const odd of [
        '\u017f',
        '\u0131',
        '\u0130',
        '\u212a',
        '\u00df',
        '\ud835\udfce',
        '\u0660',
        '\u0410',
        '\u2460',
      ]) {
        for (const index of [0, 17, 29]) {
          const typed = canonical!.slice(0, index) + odd + canonical!.slice(index + 1);
          expect(readLicenseKey(typed), JSON.stringify(odd)).to.deep.equal({
            ok: false,
            fault: 'bad_symbol',
          });
        }
      }
    });
  });

  describe('check symbols', () => {
    it('catch every error in one symbol', () => {
      for (const key of sampleKeys(8)) {
        for (let index = 0; index < LICENSE_KEY_SYMBOLS; index += 1) {
          for (let error = 1; error < 32; error += 1) expectCaught(flip(key, index, error));
        }
      }
    });

    it('catch every transposition of two symbols', () => {
      for (const key of sampleKeys(40)) {
        for (let a = 0; a < LICENSE_KEY_SYMBOLS; a += 1) {
          for (let b = a + 1; b < LICENSE_KEY_SYMBOLS; b += 1) {
            if (key[a] !== key[b]) expectCaught(swap(key, a, b));
          }
        }
      }
    });

    it('catch every error in two symbols (all of them in the full run)', () => {
      const [key] = sampleKeys(1);
      const all = 435 * 31 * 31;
      const step = Math.floor(all / rounds(all)); // 10 and 961 are coprime: a tenth still covers every pair of places
      for (let number = 0; number < all; number += step) {
        const [a, b] = pair(Math.floor(number / 961));
        expectCaught(flip(flip(key!, a, 1 + (Math.floor(number / 31) % 31)), b, 1 + (number % 31)));
      }
    });

    it('catch errors in three symbols', () => {
      const error = fc.integer({ min: 1, max: 31 });
      const places = fc.uniqueArray(fc.nat(LICENSE_KEY_SYMBOLS - 1), { minLength: 3, maxLength: 3 });
      fc.assert(
        fc.property(
          canonicalKey,
          places,
          fc.array(error, { minLength: 3, maxLength: 3 }),
          (key, places, errors) => {
            expectCaught(places.reduce((wrong, place, index) => flip(wrong, place, errors[index]!), key));
          },
        ),
        { numRuns: rounds(100_000), seed: 30_003 },
      );
    });

    it('catch a key shifted by one symbol: the last one lost after a prefix, or one added at the end', () => {
      for (const key of [...sampleKeys(100), ...sampleKeys(100, 0)]) {
        for (const symbol of ALPHABET) {
          expectCaught(symbol + key.slice(0, -1));
          expectCaught(key.slice(1) + symbol);
        }
      }
    });

    it('reject a key of one repeated symbol', () => {
      for (const symbol of ALPHABET) expectCaught(symbol.repeat(LICENSE_KEY_SYMBOLS));
    });
  });

  describe('the code, from its definition', () => {
    it('has each key, minus the offset, vanish at three consecutive powers of the primitive element', () => {
      fc.assert(
        fc.property(canonicalKey, (key) => {
          const word = Array.from(key, (symbol) => ALPHABET.indexOf(symbol));
          const offset = Array.from('QK1', (symbol) => ALPHABET.indexOf(symbol));
          const code = word.map((symbol, index) => symbol ^ (offset[index - 27] ?? 0));
          for (const power of [1, 2, 3]) expect(valueAt(code, power)).to.equal(0);
        }),
        { numRuns: rounds(5_000), seed: 30_004 },
      );
    });

    it('has distance 4: no three columns of its parity check depend on each other', () => {
      const column = (index: number) => [1, 2, 3].map((power) => EXP[(power * (29 - index)) % 31]!);
      for (let a = 0; a < 30; a += 1) {
        for (let b = a + 1; b < 30; b += 1) {
          for (let c = b + 1; c < 30; c += 1) {
            expect(determinant(column(a), column(b), column(c))).to.not.equal(0);
          }
        }
      }
    });
  });
});

/** Powers of α in GF(32), by the recurrence α⁵ = α² + 1 on a shift register; LOG is its inverse. */
const EXP: number[] = [];
for (let power = 0, element = 1; power < 31; power += 1) {
  EXP.push(element);
  element = element & 16 ? ((element << 1) & 31) ^ 5 : element << 1;
}
const LOG = new Map(EXP.map((element, power) => [element, power]));

function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : EXP[(LOG.get(a)! + LOG.get(b)!) % 31]!;
}

function valueAt(word: readonly number[], power: number): number {
  return word.reduce(
    (sum, symbol, index) => sum ^ times(symbol, EXP[(power * (word.length - 1 - index)) % 31]!),
    0,
  );
}

function determinant(a: number[], b: number[], c: number[]): number {
  const minor = (i: number, j: number) => times(b[i]!, c[j]!) ^ times(b[j]!, c[i]!);
  return times(a[0]!, minor(1, 2)) ^ times(a[1]!, minor(0, 2)) ^ times(a[2]!, minor(0, 1));
}

/** Canonical keys from a seed; with `generation`, all of that generation. */
function sampleKeys(count: number, generation?: number): string[] {
  const keys = fc.sample(payload, { numRuns: count, seed: 30_005 });
  return keys.map((payload, index) =>
    writeLicenseKey({ generation: generation ?? index % 32, payload }).replaceAll('-', ''),
  );
}

function expectCaught(key: string): void {
  const reading = readLicenseKey(key);
  if (reading.ok || reading.fault !== 'checksum')
    expect.fail(`${key} was read as ${JSON.stringify(reading)}`);
}

function flip(key: string, index: number, error: number): string {
  return (
    key.slice(0, index) + ALPHABET.charAt(ALPHABET.indexOf(key.charAt(index)) ^ error) + key.slice(index + 1)
  );
}

function swap(key: string, a: number, b: number): string {
  const symbols = Array.from(key);
  [symbols[a], symbols[b]] = [symbols[b]!, symbols[a]!];
  return symbols.join('');
}

/** The pair of places with this number, 0 to 434. */
function pair(number: number): [number, number] {
  let [first, left] = [0, number];
  while (left >= 29 - first) {
    left -= 29 - first;
    first += 1;
  }
  return [first, first + 1 + left];
}

/** A symbol as another keyboard, font or reader might write it. */
function disguise(symbol: string, choice: number): string {
  const fullWidth = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
  const twins: Record<string, string> = { '0': '0OoO', '1': '1IiLl' };
  const twin = twins[symbol]?.charAt(choice) || symbol;
  if (choice === 5) return fullWidth(twin);
  return choice === 4 ? fullWidth(twin.toLowerCase()) : choice % 2 === 1 ? twin.toLowerCase() : twin;
}
