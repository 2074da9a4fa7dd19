/** The record, the memo and the breach report have every table of persons that they are about, in every language. */

import { expect } from 'chai';
import { breachReport } from '../../../server/documents/breach.ts';
import { deviceMemo } from '../../../server/documents/devices.ts';
import { writeMarkdown, type Document } from '../../../server/documents/document.ts';
import type { Facts } from '../../../server/documents/notice.ts';
import { processingRecord } from '../../../server/documents/record.ts';
import { personalTables } from '../../../server/domain/inventory/personal-tables.ts';
import { LANGUAGES, type Texts } from '../../../server/texts/texts.ts';

const FACTS: Facts = {
  vendor: { name: 'Sons' },
  lives: { 'network prefixes': 20 },
  recipients: [
    {
      disclosure: 'd',
      recipient: 'Hosting',
      classes: ['orders'],
      ground: 'processor',
      disclosedOn: '2026-11-30',
      endedOn: null,
    },
  ],
  years: [],
  versions: [],
};

interface Tables {
  readonly tables: readonly { readonly table: string }[];
  readonly activities: readonly { readonly table: string; readonly recipients: readonly object[] }[];
  readonly files: readonly {
    readonly file: string;
    readonly columns: readonly { readonly table: string }[];
  }[];
}
const jsonOf = ({ json }: Document) => json as Tables;
const namesOf = (found: readonly { readonly table: string }[]) => [
  ...new Set(found.map(({ table }) => table)),
];
const TABLES = namesOf(personalTables());

const FROM_APPS = namesOf(personalTables().filter(({ sources }) => sources.includes('app')));

for (const texts of LANGUAGES as readonly Texts[]) {
  it(`documents in ${texts.language} have every table that they are about`, () => {
    const record = processingRecord(FACTS, texts);
    expect(namesOf(jsonOf(record).activities)).to.deep.equal(TABLES);
    const given = jsonOf(record).activities.filter(({ recipients }) => recipients.length > 0);
    expect(namesOf(given)).to.deep.equal(['orders']);
    const memo = deviceMemo(FACTS, texts);
    expect(namesOf(jsonOf(memo).tables))
      .to.deep.equal(FROM_APPS)
      .and.not.to.deep.equal([]);
    const breach = breachReport(texts);
    const database = jsonOf(breach).files.find(({ file }) => file === 'quietkey.db');
    expect(namesOf(database?.columns ?? [])).to.deep.equal(TABLES);
    for (const document of [record, memo, breach]) {
      expect(writeMarkdown(document)).to.contain(`# ${document.title}`).and.not.to.contain('undefined');
    }
    expect(writeMarkdown(memo)).to.contain(texts.inventory.until.day(20, '').trim());
  });
}

it('every sealed column names what opens it', () => {
  for (const { table, columns } of personalTables())
    for (const { column, form, opener } of columns)
      if (form === 'sealed' || form === 'keyed') expect(opener, `${table}.${column}`).to.be.a('string');
});
