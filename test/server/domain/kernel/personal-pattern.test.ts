/**
 * What free text seems to contain: tables of forms in which people write addresses and numbers, and of what must stay
 * possible: the order numbers of shops, dates, versions, amounts.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  personalIn,
  type PersonalKind,
  type Writing,
} from '../../../../server/domain/kernel/personal-pattern.ts';
import { rounds } from '../../../support/rounds.ts';

const EITHER: Readonly<Record<PersonalKind, readonly string[]>> = {
  mac: [
    '00:1a:2b:3c:4d:5e',
    '00-1A-2B-3C-4D-5E',
    '00.1a.2b.3c.4d.5e',
    '001a.2b3c.4d5e',
    '001a-2b3c-4d5e',
    '001a:2b3c:4d5e',
    '00_1a_2b_3c_4d_5e',
    '001a2b:3c4d5e',
    '001a2b-3c4d5e',
    '001a2b3c4d5e',
    '0:1a:2b:3:4d:5e',
    '00:1a:2b:ff:fe:3c:4d:5e',
    '12-34-56-78-90-12',
    '００:１a:２b:３c:４d:５e',
    '00‑1a‑2b‑3c‑4d‑5e',
    '00:1a:2b:\u200b3c:4d:5e',
  ],
  ip: [
    '203.0.113.7',
    '203.0.113.7:443',
    '203.0.113.0/24',
    '(203.0.113.7)',
    '203[.]0[.]113[.]7',
    '٢٠٣.٠.١١٣.٧',
    '2001:db8::1',
    '2001:DB8:0:0:8:800:200C:417A',
    '[2001:db8::1]:443',
    'fe80::1%eth0',
    '::1',
    '2001:db8::/32',
    '::ffff:203.0.113.7',
  ],
  email: [
    'ada@example.com',
    'ada@localhost',
    'ada＠example.com',
    'ada(at)example.com',
    'ada[AT]example.com',
    'ada%40example.com',
    'mailto:ada@example.com',
    '"ada"@example.com',
    'ada+tag@example.com',
    'ада@пример.рф',
  ],
  phone: [
    '+49301234567',
    '+49-30-1234567',
    '+1(212)555-0123',
    '+44.20.7946.0958',
    '(030)1234567',
    '(212)555-0123',
    '212-555-0123',
    '1-800-555-0199',
    '030-1234567',
    '030/1234567',
    '0151-12345678',
    '+٤٩٣٠١٢٣٤٥٦٧',
  ],
  card: [
    '4111111111111111',
    '4111-1111-1111-1111',
    '5500000000000004',
    '2223003122003222',
    '340000000000009',
    '3400-000000-00009',
    '30000000000004',
    '36000000000008',
    '3600-000000-0008',
    '6011000000000004',
    '3530111333300000',
    '6200000000000005',
    '4１11111111111111',
    '#4111111111111111',
    '№4111111111111111',
  ],
};

const PROSE: Readonly<Record<PersonalKind, readonly string[]>> = {
  mac: ['seen at 00:1a:2b:3c:4d:5e today', 'adapter 00 1a 2b 3c 4d 5e', 'MAC=001A2B3C4D5E.'],
  ip: ['from 203.0.113.7, twice', 'came from 2001:db8::7.', 'ip:203.0.113.7'],
  email: ['write to ada@example.com', 'ada (at) example (dot) com', 'ask ada [at] example.com'],
  phone: [
    'phone 49 30 1234567',
    'tel. 1234567',
    'Tel:030 1234567',
    'call 555 0123 4',
    'fax no 30 12 34 56',
    'Handy: 0151 12345678',
    'тел. 495 123 45 67',
    '电话 13812345678',
    '030 1234567',
    '(030) 1234567',
    '06 12 34 56 78',
    '020 7946 0958',
    '0049 30 1234567',
    '+49 (0) 30 1234567',
    '44 20 7946 0958',
    '91 98765 43210',
    '212 555 0123',
    '1.800.555.0199',
    'seats for 3, phone 212.555.0123',
  ],
  card: [
    'card 4111 1111 1111 1111',
    'paid by 4111 1111 1111 1111 12/27',
    'card4111111111111111',
    'Visa 4222222222222',
    'Amex 3400 000000 00009',
    '6304000000000000',
    '2026-11-24 4111-1111-1111-1111',
    '6205 5000 0000 0000 004',
  ],
};

/** Order references of shops and payment processors, as their documents and exports show them. */
const REFERENCES: readonly string[] = [
  'A-1017',
  '1017',
  '#1001',
  '00042',
  '1E5',
  '2026-000123',
  'INV-2026-000123',
  'INV/20240612/MPL/1234567890',
  // Shopify: order id, WooCommerce, Etsy, eBay, Amazon, Amazon Pay
  '5678901234567',
  '4567890123458',
  '6112345678901',
  '112233',
  '3012345678',
  '12-34567-89012',
  '07-12345-67890',
  '111-1234567-1234567',
  '302-1234567-1234567',
  '026-1234567-1234567',
  'S01-1234567-1234567',
  'P01-1234567-1234567-C012345',
  // Stripe, Paddle, Lemon Squeezy, Gumroad, FastSpring, PayPal, Google Play, Apple
  'cs_test_a1B2c3D4e5F6g7H8i9J0',
  'pi_3MtwBwLkdIwHu7ix28a3tqPa',
  'ch_3MmlLrLkdIwHu7ix0snN0B15',
  'in_1MtHbELkdIwHu7ixl4OzzPMv',
  '8F3C2A1B-0001',
  'txn_01hv8wptq8987qeep44cyrewp9',
  '219233-chre53d41f940e0-58aqh94971',
  '123456-78910',
  '104e18a2-d755-4d4b-80c4-a6c1dcbe1c10',
  '00000000-1111-2222-3333-444444444444',
  'tGXeVGV8Ffgb0Ngd5CJgwA==',
  '524459935',
  'IMG210521-9876-12345',
  'YES240613-5023-31113B',
  '5O190127TN364715T',
  'GPA.3372-4150-8203-17209',
  'GPA.4111-1111-1111-11111',
  'MLYPH64KXQ',
  '490001356789012',
  // Adyen, Mollie, Razorpay, Klarna, Chargebee, Xsolla, Steam, Discord, Tokopedia, Rakuten, Otto, SAP, UUID v7
  '8515131751004933',
  'NC6HT9CRT65ZGN82',
  'tr_WDqYK6vllg',
  'ord_kEn1PlbGa',
  'order_DaZlswtdcn9UNV',
  'K4MADNY',
  'AzZlGwSPTIi8Eu4c',
  '76561198000000001',
  '175928847299117063',
  '123456-20240612-0123456789',
  '0012345678',
  '018f2b6e-7d1c-7a40-9c3e-5b0f2d6a1e77',
  'wc_order_5f3b2c1d9a8e7',
  'D-2024.06.12-17',
  'v10.0.1.2',
  'std::cafe',
  // the remedy that a refusal names
  'order4111111111111111',
  'order203.0.113.7',
  'no001a2b3c4d5e',
  'x030-1234567',
];

const SENTENCES: readonly string[] = [
  'bought two more',
  'payment overdue since 2026-11-24',
  'refund of 24.11.2026',
  'from 2026-11-24 to 2026-12-31',
  'ticket 4711-0815',
  'ticket 12345678',
  'invoice 2026-000123',
  'order 111-1234567-1234567',
  'order 5678901234567',
  'paid 1.234.567,89 EUR',
  'paid 1.234.567.890 Rp',
  'version 10.2.3 (build 19041)',
  'seats 5 to 10',
  'called back at 10:30:45',
  'release v1.2.3.4',
  'see §12.4 of the contract of 01.02.2026',
  'Studio @Home',
  'Sonar 2026 Pro',
  '24/7 support',
  'C++ std::vector',
  '50 % off, 3 seats, 2 years',
  'Sonar 3.14.159',
  'مزيد من المقاعد',
  'می‌خواهم',
  'DE 49 30',
];

const shown = (text: string): string => JSON.stringify(text);

describe('what free text seems to contain', () => {
  for (const [kind, texts] of Object.entries(EITHER)) {
    for (const text of texts) {
      it(`${shown(text)} is ${kind}, alone and in a sentence`, () => {
        for (const writing of ['prose', 'reference'] satisfies Writing[])
          expect(personalIn(text, writing), writing).to.equal(kind);
        expect(personalIn(`seen: ${text} (again)`, 'prose')).to.equal(kind);
      });
    }
  }
  for (const [kind, texts] of Object.entries(PROSE)) {
    for (const text of texts)
      it(`${shown(text)} is ${kind}`, () => expect(personalIn(text, 'prose')).to.equal(kind));
  }
  for (const text of REFERENCES)
    it(`${shown(text)} is a reference`, () => expect(personalIn(text, 'reference')).to.equal(undefined));
  for (const text of SENTENCES)
    it(`${shown(text)} is a sentence`, () => expect(personalIn(text, 'prose')).to.equal(undefined));

  it('takes every number of 5 to 13 and of 17 or 18 digits as a reference', () => {
    const digits = fc.oneof(fc.stringMatching(/^[1-9]\d{4,12}$/), fc.stringMatching(/^[13-57-9]\d{16,17}$/));
    fc.assert(
      fc.property(digits, (text) => personalIn(text, 'reference') === undefined),
      { numRuns: rounds(200, 5_000) },
    );
  });

  it('refuses every number of 16 digits whose check digit is that of a card, and no other', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{14}$/), (text) => {
        const valid = '0123456789'
          .split('')
          .filter((last) => personalIn(text + last, 'reference') === 'card');
        return valid.length === 1;
      }),
      { numRuns: rounds(100, 2_000) },
    );
  });

  it('takes every random id and every UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.stringMatching(/^[a-z]{2,5}_[A-Za-z0-9]{14,24}$/), (uuid, id) => {
        return personalIn(uuid, 'reference') === undefined && personalIn(id, 'reference') === undefined;
      }),
      { numRuns: rounds(200, 5_000) },
    );
  });
});
