/**
 * Holds canonical email v1 to its frozen vectors, with Node's own IDNA tables, and to what must be true of any text:
 * nothing throws, a canonical form is its own canonical form, and no header or second address slips through.
 */

import { domainToASCII } from 'node:url';
import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  canonicalEmail,
  EMAIL_BYTES_MAX,
  EMAIL_TYPED_CHARACTERS_MAX,
} from '../../../../server/domain/licensing/email.ts';
import { ANY_CHARACTER } from '../../../support/any-character.ts';
import { rounds } from '../../../support/rounds.ts';
import { readVectors } from '../../../support/vectors.ts';
import { cpuMilliseconds } from '../../../support/cpu-time.ts';

interface EmailVectors {
  readonly accepted: readonly { readonly typed: string; readonly email: string; readonly why: string }[];
  readonly refused: readonly { readonly typed: string; readonly fault: string; readonly why: string }[];
}

const vectors = readVectors<EmailVectors>('emails');
const read = (typed: string) => canonicalEmail(typed, domainToASCII);

describe('canonical email v1', () => {
  for (const { typed, email, why } of vectors.accepted) {
    it(`accepts ${JSON.stringify(typed)}: ${why}`, () => {
      expect(read(typed)).to.deep.equal({ ok: true, email });
    });
  }

  for (const { typed, fault, why } of vectors.refused) {
    it(`refuses ${JSON.stringify(typed)}: ${why}`, () => {
      expect(read(typed)).to.deep.equal({ ok: false, fault });
    });
  }

  it('refuses lone surrogates, which no JSON file should have to carry', () => {
    expect(read('a\ud800b@example.com')).to.deep.equal({ ok: false, fault: 'ill_formed' });
    expect(read('ab@exam\udc00ple.com')).to.deep.equal({ ok: false, fault: 'ill_formed' });
  });

  describe('limits', () => {
    const label = (characters: number) => 'x'.repeat(characters);
    const long = `${label(63)}.${label(63)}.${label(58)}.com`; // 190 characters

    it('takes 254 bytes and refuses 255', () => {
      const whole = `${'a'.repeat(63)}@${long}`;
      expect(whole).to.have.length(EMAIL_BYTES_MAX);
      expect(read(whole)).to.deep.equal({ ok: true, email: whole });
      expect(read(`a${whole}`)).to.deep.equal({ ok: false, fault: 'too_long' });
    });

    it('counts bytes, not characters, of the local part', () => {
      expect(read(`${'é'.repeat(32)}@example.com`).ok).to.equal(true);
      expect(read(`${'é'.repeat(32)}e@example.com`)).to.deep.equal({ ok: false, fault: 'local_part' });
    });

    it('takes a local part of 64 bytes and refuses 65', () => {
      expect(read(`${'a'.repeat(64)}@example.com`).ok).to.equal(true);
      expect(read(`${'a'.repeat(65)}@example.com`)).to.deep.equal({ ok: false, fault: 'local_part' });
    });

    it('takes a label of 63 characters and refuses 64', () => {
      expect(read(`a@${label(63)}.com`).ok).to.equal(true);
      expect(read(`a@${label(64)}.com`)).to.deep.equal({ ok: false, fault: 'domain' });
    });

    it('refuses a label that grows past 63 in its ASCII form', () => {
      expect(read(`a@${'ü'.repeat(62)}.com`)).to.deep.equal({ ok: false, fault: 'domain' });
    });

    it('refuses a canonical form past 254 bytes although the typed one was shorter', () => {
      const wide = Array.from({ length: 9 }, () => 'xxxxxxxxxxxxxxxxü').join('.');
      const typed = `${'a'.repeat(64)}@${wide}.com`;
      expect(Buffer.byteLength(typed)).to.be.at.most(EMAIL_BYTES_MAX);
      expect(read(typed)).to.deep.equal({ ok: false, fault: 'too_long' });
    });

    it('refuses more typed text than its limit without reading it', () => {
      const spaces = ' '.repeat(EMAIL_TYPED_CHARACTERS_MAX);
      expect(read(`${spaces}a@example.com`)).to.deep.equal({ ok: false, fault: 'too_long' });
    });

    it('answers 100 kB of hostile text within 10 ms', async () => {
      for (const piece of ['a', '.', '@', '\u0301', 'ü', ' ', 'a.']) {
        const typed = piece.repeat(100_000 / piece.length);
        expect(read(typed).ok).to.equal(false);
        expect(await cpuMilliseconds(() => read(typed))).to.be.below(10);
      }
    });
  });

  it('asks the tables only about a domain beyond ASCII, and does not believe an answer that is no mail domain', () => {
    const never = () => expect.fail('asked about an ASCII domain');
    expect(canonicalEmail('a@XN--A.Example.com', never)).to.deep.equal({
      ok: true,
      email: 'a@xn--a.example.com',
    });
    for (const answer of ',com,a b.com,127.0.0.1,A.com,exämple.com,x.com.,x@y.com'.split(',')) {
      expect(canonicalEmail('a@exämple.com', () => answer)).to.deep.equal({ ok: false, fault: 'domain' });
    }
  });

  describe('properties', () => {
    const ascii = 'a Z 9 . - _ + @ " ( \\ , ; < [ % xn-- .com'.split(' ');
    const foreign =
      'é e\u0301 J\u030c \u030c ß \u1e9e σ ς İ ı \u212a \uff20 \u3002 \u200b \u00ad 例 א ٣'.split(' ');
    const interesting = fc.constantFrom(' ', '\r\n', ...ascii, ...foreign);
    const text = fc.oneof(
      fc.string({ unit: ANY_CHARACTER, maxLength: 40 }),
      fc
        .array(fc.oneof(interesting, fc.string({ unit: 'grapheme', maxLength: 2 })), { maxLength: 20 })
        .map((all) => all.join('')),
    );
    const address = fc.oneof(
      text,
      fc.tuple(text, text).map(([local, domain]) => `${local}@${domain}.com`),
      fc.emailAddress(),
      fc.tuple(fc.emailAddress(), interesting).map(([email, odd]) => email.replace('@', `@${odd}`)),
      fc.tuple(fc.emailAddress(), interesting).map(([email, odd]) => email.replace('@', `${odd}@`)),
    );

    it('never throws; a canonical form is plain, bounded and its own canonical form', () => {
      fc.assert(
        fc.property(address, (typed) => {
          const reading = read(typed);
          if (!reading.ok) return;
          const [local, domain, ...more] = reading.email.split('@');
          expect(more).to.deep.equal([]);
          expect(local).to.match(/^[^\p{C}\p{Z}A-Z"(),:;<>\\[\]]+$/u);
          expect(domain).to.match(/^[a-z0-9.-]+\.[a-z][a-z0-9-]*$/);
          expect(Buffer.byteLength(reading.email)).to.be.at.most(EMAIL_BYTES_MAX);
          expect(read(reading.email)).to.deep.equal(reading);
        }),
        { numRuns: rounds(50_000), seed: 20_261 },
      );
    });

    it('reads an everyday address in any ASCII case and any white space around it alike', () => {
      const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\u00a0', '\ufeff'), maxLength: 3 });
      fc.assert(
        fc.property(fc.emailAddress(), space, space, (email, before, after) => {
          const plain = read(email);
          expect(read(`${before}${email.toUpperCase()}${after}`)).to.deep.equal(plain);
        }),
        { numRuns: rounds(5_000), seed: 20_262 },
      );
    });

    it('accepts no ASCII look-alike: each character outside ASCII stays outside it in the local part', () => {
      fc.assert(
        fc.property(fc.string({ unit: ANY_CHARACTER, minLength: 1, maxLength: 1 }), (character) => {
          const reading = read(`${character}@example.com`);
          if (!reading.ok || character.charCodeAt(0) < 0x80) return;
          expect(reading.email).to.match(/^\P{ASCII}+@example\.com$/u);
        }),
        { numRuns: rounds(50_000), seed: 20_263 },
      );
    });
  });
});
