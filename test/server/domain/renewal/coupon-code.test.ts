/** The code of a coupon: how it is made and read, and which slips of the fingers its check symbol detects. */

import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { makeCouponCode, readCouponCode } from '../../../../server/domain/renewal/coupon-code.ts';
import { rounds } from '../../../support/rounds.ts';

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODES = rounds(200, 10);
const make = () => makeCouponCode(randomBytes(32).toString('base64url'));

describe('the code of a coupon', () => {
  const [code] = [make()];
  const bare = code.replaceAll('-', '');

  it('has sixteen symbols in four groups', () => {
    expect(code).to.match(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(readCouponCode(code)).to.equal(bare);
  });

  it('has 75 random bits: each of the first fifteen symbols can be any of 32', () => {
    const seen = Array.from({ length: 15 }, () => new Set<string>());
    for (let nth = 0; nth < 2_000; nth += 1)
      for (const [place, symbol] of Array.from(make().replaceAll('-', '').slice(0, 15)).entries())
        seen[place]?.add(symbol);
    for (const symbols of seen) expect(symbols.size).to.equal(32);
  });

  const FORMS: readonly [what: string, typed: (text: string) => string][] = [
    ['in small letters', (text) => text.toLowerCase()],
    ['without dashes', (text) => text.replaceAll('-', '')],
    ['with spaces around and between', (text) => `  ${text.replaceAll('-', ' ')}\n`],
    [
      'in wide letters',
      (text) => text.replaceAll(/[0-9A-Z]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
    ],
    ['with O for 0 and l for 1', (text) => text.replaceAll('0', 'O').replaceAll('1', 'l')],
    ['with dots', (text) => text.replaceAll('-', '.')],
  ];
  for (const [what, typed] of FORMS) {
    it(`is read ${what}`, () => {
      for (let nth = 0; nth < 20; nth += 1) {
        const made = make();
        expect(readCouponCode(typed(made)), made).to.equal(made.replaceAll('-', ''));
      }
    });
  }

  it('is nothing else', () => {
    for (const typed of [
      '',
      '-',
      'none',
      bare.slice(1),
      `${bare}0`,
      `${code}-${code}`,
      '0'.repeat(16),
      'Ü'.repeat(16),
      ' '.repeat(99),
    ])
      expect(readCouponCode(typed), typed).to.equal(undefined);
  });

  it('detects every wrong symbol and every transposition of two', () => {
    for (let nth = 0; nth < CODES; nth += 1) {
      const signs = Array.from(make().replaceAll('-', ''));
      for (const [place, sign] of signs.entries()) {
        for (const wrong of SYMBOLS) {
          if (wrong !== sign) expect(readCouponCode(signs.with(place, wrong).join(''))).to.equal(undefined);
        }
        for (const [other, second] of signs.entries()) {
          if (second === sign) continue;
          const swapped = signs.with(place, second).with(other, sign).join('');
          expect(readCouponCode(swapped)).to.equal(undefined);
        }
      }
    }
  });
});
