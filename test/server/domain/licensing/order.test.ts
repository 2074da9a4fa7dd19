/**
 * A repeated order: what it may ask for again, and what it may not. The license was changed since, so a field has two
 * right values: as it was ordered, and as it is. Also the references of orders.
 */

import { expect } from 'chai';
import { writeDate } from '../../../../server/domain/kernel/day.ts';
import type { OrderRow } from '../../../../server/domain/licensing/license.ts';
import { orderFault, orderFaults, type AskedOrder } from '../../../../server/domain/licensing/order.ts';
import type { Plain } from '../../../support/plain.ts';
import { licenseRow, TODAY } from '../../../support/rows.ts';

const END = TODAY + 100;
const THEN = TODAY + 30;
const dateOf = (day: number): string => writeDate(day as never);

const ORDER: Plain<OrderRow> = {
  reference: 'A-1017',
  product: 'sonar',
  license: licenseRow().id,
  day: TODAY,
  terms: null,
  formerLicense: null,
  seats: null,
  severedDay: null,
};
const LICENSE = { product: 'sonar', seats: 5, endsDay: END };
const MOVED = { product: 'atlas', seats: 7, endsDay: null };

type Row = readonly [
  title: string,
  order: Plain<Partial<OrderRow>>,
  license: object,
  asked: Partial<AskedOrder>,
  faults: Readonly<Record<string, string>>,
];

const ROWS: readonly Row[] = [
  ['the same', {}, LICENSE, { seats: 5, endsOn: dateOf(END) }, {}],
  ['the same, with nothing named', {}, LICENSE, {}, {}],
  ['other seats', {}, LICENSE, { seats: 9 }, { '/seats': 'is 5 in this order' }],
  ['another end', {}, LICENSE, { endsOn: dateOf(THEN) }, { '/endsOn': `is ${dateOf(END)} in this order` }],
  ['perpetual', {}, LICENSE, { endsOn: null }, { '/endsOn': `is ${dateOf(END)} in this order` }],
  ['no date', {}, LICENSE, { endsOn: '2027-02-30' }, { '/endsOn': `is ${dateOf(END)} in this order` }],
  [
    'an end of a perpetual one',
    {},
    { ...LICENSE, endsDay: null },
    { endsOn: dateOf(END) },
    { '/endsOn': 'is perpetual in this order' },
  ],
  ['another product', {}, LICENSE, { product: 'atlas' }, { '/product': 'is sonar in this order' }],
  ['another email', {}, LICENSE, { isEmail: false }, { '/email': 'is not the email of this order' }],
  [
    'everything else',
    {},
    LICENSE,
    { product: 'atlas', isEmail: false, seats: 1, endsOn: null },
    {
      '/email': 'is not the email of this order',
      '/product': 'is sonar in this order',
      '/seats': 'is 5 in this order',
      '/endsOn': `is ${dateOf(END)} in this order`,
    },
  ],
  [
    'as ordered, after a change',
    { terms: `5 ${END}` },
    MOVED,
    { product: 'sonar', seats: 5, endsOn: dateOf(END) },
    {},
  ],
  [
    'as it is, after a change',
    { terms: `5 ${END}` },
    MOVED,
    { product: 'atlas', seats: 7, endsOn: null },
    {},
  ],
  ['some of both', { terms: `5 ${END}` }, MOVED, { product: 'sonar', seats: 7, endsOn: dateOf(END) }, {}],
  ['neither, after a change', { terms: `5 ${END}` }, MOVED, { seats: 6 }, { '/seats': 'is 5 in this order' }],
  ['perpetual as ordered', { terms: '5 never' }, LICENSE, { endsOn: null }, {}],
];

describe('a repeated order', () => {
  for (const [title, order, license, asked, faults] of ROWS) {
    it(`that asks for ${title}: ${Object.keys(faults).join(', ') || 'no difference'}`, () => {
      const found = orderFaults(
        { product: 'sonar', isEmail: true, ...asked },
        { ...ORDER, ...order } as OrderRow,
        licenseRow(license),
      );
      expect(Object.fromEntries(found.map(({ pointer, message }) => [pointer, message]))).to.deep.equal(
        faults,
      );
    });
  }

  it('that is known by its idempotency key is compared by its email alone', () => {
    const asked = { product: 'atlas', seats: 9, isEmail: true };
    expect(orderFaults(asked, undefined, licenseRow(LICENSE))).to.deep.equal([]);
    expect(orderFaults({ ...asked, isEmail: false }, undefined, licenseRow(LICENSE))).to.have.lengthOf(1);
  });
});

describe('the reference of an order', () => {
  for (const reference of [
    'A-1017',
    '5678901234567',
    '104e18a2-d755-4d4b-80c4-a6c1dcbe1c10',
    'tGXeVGV8Ffgb0Ngd5CJgwA==',
    'x'.repeat(100),
  ]) {
    it(`may be ${reference.slice(0, 30)}`, () => expect(orderFault(reference)).to.equal(undefined));
  }
  for (const reference of [
    '',
    'two words',
    'ada@example.com',
    'x'.repeat(101),
    'ä',
    'a\0b',
    '\u200b',
    '4111111111111111',
    '+49301234567',
    '00:1a:2b:3c:4d:5e',
    '203.0.113.7',
  ]) {
    it(`may not be ${JSON.stringify(reference.slice(0, 30))}`, () =>
      expect(orderFault(reference)).to.be.a('string'));
  }
});
