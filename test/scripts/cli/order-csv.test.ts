/**
 * Files of orders as shops and spreadsheets write them: every encoding with every delimiter, the columns that a mapping
 * names, and the exports of shops (`test/vectors/shop-orders.json`).
 */

import { expect } from 'chai';
import { InvalidArgumentError } from 'commander';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireForm } from '../../../scripts/cli/csv.ts';
import { countOrders, readOrders, type OrderRow } from '../../../scripts/cli/order-csv.ts';
import { mappingOf, readMap, readPairs, shopNames } from '../../../scripts/cli/order-mapping.ts';
import { orderFault } from '../../../server/domain/licensing/order.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { readVectors } from '../../support/vectors.ts';

interface ShopVector {
  readonly shop: string;
  readonly product?: string;
  readonly file: string;
  readonly leftOut: number;
  readonly orders: readonly Record<string, unknown>[];
}

const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  // of the letters below both have the same byte
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
};
const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', bar: '|' };
const LINE_ENDS = ['\n', '\r\n', '\r'];

describe('a file of orders', () => {
  let folder: string;
  let files = 0;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-csv-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const write = (content: string | Buffer): string => {
    const path = join(folder, `${++files}.csv`);
    writeFileSync(path, content);
    return path;
  };
  const fileOf = async (content: string | Buffer, options: Parameters<typeof mappingOf>[0] = {}) => {
    const path = write(content);
    return { path, form: await requireForm(path), mapping: mappingOf(options) };
  };
  const read = async (
    content: string | Buffer,
    options: Parameters<typeof mappingOf>[0] = {},
  ): Promise<OrderRow[]> => {
    const rows: OrderRow[] = [];
    for await (const row of readOrders(await fileOf(content, options)))
      if (row !== 'left out') rows.push(row);
    return rows;
  };
  const refusedWith = async (
    content: string | Buffer,
    options: Parameters<typeof mappingOf>[0] = {},
  ): Promise<string> => {
    const error = await read(content, options).then(
      () => undefined,
      (caught: unknown) => caught,
    );
    return error instanceof Refusal ? (error.parts.fields?.[0]?.message ?? '') : '';
  };

  for (const [encoding, encode] of Object.entries(ENCODINGS)) {
    for (const [name, delimiter] of Object.entries(DELIMITERS)) {
      it(`in ${encoding} with the delimiter ${name}, with and without a first line sep=`, async () => {
        for (const end of LINE_ENDS) {
          for (const first of ['', `sep=${delimiter}${end}`]) {
            const lines = [
              ['product', 'email', 'order'],
              ['sonar', 'jörg@example.com', 'Ä'],
              ['sonar', '"a""b;,c"', 'B-1'],
            ];
            const text = first + lines.map((cells) => cells.join(delimiter)).join(end) + end;
            const rows = (await read(encode(text))).map(({ row, asked }) => [
              row,
              'email' in asked ? asked.email : '',
            ]);
            expect(rows, JSON.stringify([end, first])).to.deep.equal([
              [2, 'jörg@example.com'],
              [3, 'a"b;,c'],
            ]);
          }
        }
      });
    }
  }

  it('with the columns that a mapping names, and others that are dropped', async () => {
    const text = 'Item;Buyer email;Ref;Line;Qty;Secret\nSonar Pro;ada@example.com;17;2;3.00;x\n';
    const map = readMap('product=Item,email="Buyer email",order=Ref,order=Line,seats=Qty');
    const item = readPairs('"Sonar Pro"=sonar,Atlas=atlas');
    expect((await read(text, { map, item }))[0]!.asked).to.deep.equal({
      product: 'sonar',
      email: 'ada@example.com',
      order: '17/2',
      seats: 3,
      endsOn: undefined,
    });
    const other = text.replace('Sonar Pro', 'Nova');
    expect((await read(other, { map, item }))[0]!.asked).to.include({ code: 'product_unknown' });
    expect((await read(other, { map, product: 'sonar' }))[0]!.asked).to.include({ product: 'sonar' });
  });

  it('keeps our names for fields that a mapping leaves out', async () => {
    const map = readMap('product=Item,email="Buyer email"');
    const [row] = await read('Item,Buyer email,order,Colour\nsonar,ada@example.com,A-1,red\n', { map });
    expect(row!.asked).to.include({ product: 'sonar', email: 'ada@example.com', order: 'A-1' });
  });

  it('leaves out rows with other values', async () => {
    const text =
      'product,email,order,Status\nsonar,a@example.com,A-1,Paid\nsonar,b@example.com,A-2,Refunded\nsonar,c@example.com,A-3,open\n';
    const only = readPairs('Status=paid,Status=open');
    expect((await read(text, { only })).map(({ row }) => row)).to.deep.equal([2, 4]);
    expect(await countOrders(await fileOf(text, { only }))).to.deep.equal({ orders: 2, leftOut: 1 });
  });

  it('is refused where a column is missing, unknown or there twice', async () => {
    const header = 'product,email,order';
    expect(await refusedWith(`${header},colour\n`)).to.match(/unknown or repeated column 4/);
    expect(await refusedWith('product,email\n')).to.match(/no column order/);
    expect(await refusedWith(`${header}\n`, { map: readMap('seats=Qty') })).to.match(/no column "Qty"/);
    expect(await refusedWith(`${header},Qty,qty\n`, { map: readMap('seats=Qty') })).to.match(/"Qty" twice/);
    expect(await refusedWith(`${header}\n`, { only: readPairs('Status=paid') })).to.match(
      /no column "Status"/,
    );
    expect(await refusedWith('email,order\n'), 'without a product').to.match(/no column product/);
    expect(await read('email,order\na@example.com,A-1\n', { product: 'sonar' })).to.have.lengthOf(1);
  });

  it('does not report an order that looks like an address or a number of a person', async () => {
    for (const order of ['ada@example.com', '4111111111111111', '203.0.113.7', '+49301234567']) {
      const [row] = await read(`product,email,order,seats\nsonar,a@example.com,${order},many\n`);
      expect([row!.order, 'code' in row!.asked]).to.deep.equal(['', true]);
    }
  });

  describe('of a shop', () => {
    const { files: vectors } = readVectors<{ files: ShopVector[] }>('shop-orders');

    it('has a vector', () => {
      expect(vectors.map(({ shop }) => shop).toSorted()).to.deep.equal(shopNames().toSorted());
    });
    for (const { shop, product, file, orders, leftOut } of vectors) {
      it(`${shop}: orders, and rows that are left out`, async () => {
        const rows = await read(file, { shop, product });
        const asked = rows.map(({ row, asked: order }) => ({ row, ...order }));
        expect(JSON.parse(JSON.stringify(asked))).to.deep.equal(orders);
        expect((await countOrders(await fileOf(file, { shop, product }))).leftOut).to.equal(leftOut);
        for (const { order } of rows) expect(orderFault(order), order).to.equal(undefined);
      });
    }
    it('can be mapped otherwise on the command line', async () => {
      const stripe = vectors.find(({ shop }) => shop === 'stripe')!;
      const map = readMap('product=Description,order=Invoice ID');
      const [row] = await read(stripe.file, { shop: 'stripe', map, item: readPairs('"Sonar Pro"=sonar') });
      expect(row!.asked).to.include({ product: 'sonar', order: 'in_1MtHbELkdIwHu7ix' });
    });
  });
});

describe('a mapping', () => {
  for (const [typed, read] of [
    ['a=b', { a: ['b'] }],
    ['a=b,c=d', { a: ['b'], c: ['d'] }],
    [' a = b , c = d ', { a: ['b'], c: ['d'] }],
    ['a="b, c=d"', { a: ['b, c=d'] }],
    ['"a=1"="b ""c"""', { 'a=1': ['b "c"'] }],
    ['a=b,a=c', { a: ['b', 'c'] }],
    ['Fully Refunded?=0', { 'Fully Refunded?': ['0'] }],
    ['sku=sku (metadata)', { sku: ['sku (metadata)'] }],
    ['a=b,', { a: ['b'] }],
    ['größe=Größe', { größe: ['Größe'] }],
    ['a=b=c', { a: ['b=c'] }],
  ] as const) {
    it(`is read from ${typed}`, () => expect(Object.fromEntries(readPairs(typed))).to.deep.equal(read));
  }
  for (const typed of ['a', '=b', 'a=', 'a="b', 'a="b"c', ',a=b', 'a=b c"']) {
    it(`is not read from ${typed}`, () => expect(() => readPairs(typed)).to.throw(InvalidArgumentError));
  }
});
