/**
 * Rows that are remembered across transactions: each change is seen, whether this connection or another made it, and a
 * change that was undone is not.
 */

import { expect } from 'chai';
import { openReader, openWriter, type SqliteConnection } from '../../../db/sqlite/connection.ts';
import { activationQueries } from '../../../server/domain/activation/activation.ts';
import type { Query } from '../../../server/domain/kernel/query.ts';
import { licenseQueries } from '../../../server/domain/licensing/license.ts';
import { productQueries } from '../../../server/domain/licensing/product.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { freshFolder } from '../../support/engines.ts';
import { activationRow, licenseRow, otherTerms, productRow } from '../../support/rows.ts';

const DAY = toDay(20_000);
const FINDERS = {
  'its id': productQueries.findProduct({ product: 'sonar' }),
  'an activation': productQueries.findProductByActivation({ activation: 'activation' }),
};
const rename = (name: string) =>
  productQueries.changeProduct({ id: 'sonar', prefix: null, demo: 0, ...otherTerms(), name });

for (const [by, find] of Object.entries(FINDERS)) {
  describe(`rows that a connection remembers, found by ${by}`, () => rememberedBy(find));
}

function rememberedBy(find: Query): void {
  let folder: ReturnType<typeof freshFolder>;
  let writer: SqliteConnection;
  let other: SqliteConnection;
  let reader: SqliteConnection;

  beforeEach(() => {
    folder = freshFolder();
    [writer, other] = [openWriter(folder.path, DAY), openWriter(folder.path, DAY)];
    writer.run(productQueries.addProduct(productRow({ name: 'first' })));
    writer.run(licenseQueries.addLicense(licenseRow({ id: 'license' })));
    writer.run(activationQueries.addActivation(activationRow({ id: 'activation', license: 'license' })));
    reader = openReader(folder.path);
  });

  afterEach(() => {
    for (const connection of [writer, other, reader]) connection.close();
    folder.remove();
  });

  const nameOf = (row: unknown): unknown => (row as { name: string } | undefined)?.name;
  /** The name as one connection finds it in a transaction. */
  const nameIn = (connection: SqliteConnection, step: 'beginWrite' | 'beginRead' = 'beginWrite'): unknown => {
    connection.step(step);
    const name = nameOf(connection.run(find));
    connection.step('commit');
    return name;
  };

  it('are read once, as one object that nobody can change', () => {
    writer.step('beginWrite');
    const first = writer.run(find);
    writer.step('commit');
    writer.step('beginWrite');
    expect(writer.run(find)).to.equal(first);
    expect(first).to.be.frozen;
    writer.step('commit');
  });

  it('show a change of this connection at once', () => {
    expect(nameIn(writer)).to.equal('first');
    writer.step('beginWrite');
    writer.run(rename('second'));
    expect(nameOf(writer.run(find))).to.equal('second');
    writer.step('commit');
    expect(nameIn(writer)).to.equal('second');
  });

  for (const [undone, begin, undo] of [
    ['a transaction', [], ['rollback']],
    ['a savepoint', ['savepoint'], ['rollbackTo', 'release']],
  ] as const) {
    it(`do not show a change that ${undone} undid`, () => {
      writer.step('beginWrite');
      for (const step of begin) writer.step(step);
      writer.run(rename('undone'));
      expect(nameOf(writer.run(find))).to.equal('undone');
      for (const step of undo) writer.step(step);
      if (writer.inTransaction) {
        expect(nameOf(writer.run(find))).to.equal('first');
        writer.step('commit');
      }
      expect(nameIn(writer)).to.equal('first');
    });
  }

  it('show a change of another connection in the next transaction, on a writer and on a reader', () => {
    expect([nameIn(writer), nameIn(reader, 'beginRead')]).to.deep.equal(['first', 'first']);
    other.run(rename('second'));
    expect([nameIn(writer), nameIn(reader, 'beginRead')]).to.deep.equal(['second', 'second']);
  });

  it('keep one snapshot during a read transaction', () => {
    reader.step('beginRead');
    expect(nameOf(reader.run(find))).to.equal('first');
    other.run(rename('second'));
    expect(nameOf(reader.run(find))).to.equal('first');
    reader.step('rollback');
    expect(nameIn(reader, 'beginRead')).to.equal('second');
  });

  it('do not include a row that is absent, so that guesses fill no memory', () => {
    const absent = productQueries.findProduct({ product: 'absent' });
    writer.step('beginWrite');
    expect(writer.run(absent)).to.equal(undefined);
    writer.step('commit');
    other.run(productQueries.addProduct(productRow({ id: 'absent' })));
    writer.step('beginWrite');
    expect(writer.run(absent)).to.include({ id: 'absent' });
    writer.step('commit');
  });
}
