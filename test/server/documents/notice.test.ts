/** The privacy notice has every stated column in every language, and its page and its text say the same. */

import { expect } from 'chai';
import { writeMarkdown, writePage } from '../../../server/documents/document.ts';
import { privacyNotice, type Facts } from '../../../server/documents/notice.ts';
import type { Category } from '../../../server/domain/inventory/declaration.ts';
import { INVENTORY } from '../../../server/domain/inventory/inventory.ts';
import { personalTables } from '../../../server/domain/inventory/personal-tables.ts';
import { policyContent } from '../../../server/domain/inventory/policy-content.ts';
import { ENGLISH, LANGUAGES } from '../../../server/texts/texts.ts';

const FACTS: Facts = {
  vendor: { name: 'A & <b>Sons', support: 'help@example.com', authority: 'The Authority' },
  lives: {},
  recipients: [
    {
      disclosure: 'd',
      recipient: 'Hosting <1>',
      classes: ['all'],
      ground: 'processor',
      disclosedOn: '2026-11-30',
      endedOn: null,
    },
  ],
  years: [{ year: 2026, disclosures: 2 }],
  versions: [
    { version: 2, releasedOn: '2026-11-30', effectiveOn: '2026-12-15', standing: 'waiting', changes: [] },
    { version: 1, releasedOn: '2026-11-01', effectiveOn: '2026-11-01', standing: 'in force', changes: [] },
  ],
};

interface NoticeJson {
  readonly bindingLanguage: string;
  readonly roles: readonly object[];
  readonly tables: readonly {
    readonly table: string;
    readonly columns: readonly { readonly column: string; readonly ccpa: { readonly code: Category } }[];
  }[];
}

for (const texts of LANGUAGES) {
  it(`the notice in ${texts.language} names every stated column of customers, with a category`, () => {
    const { bindingLanguage, tables } = privacyNotice(FACTS, texts).json as NoticeJson;
    expect(bindingLanguage).to.equal('en');
    const named = tables.flatMap(({ table, columns }) =>
      columns.map(({ column, ccpa }) => {
        expect(texts.documents.categories).to.have.property(ccpa.code);
        return `${table}.${column}`;
      }),
    );
    const stated = Object.keys(policyContent({}, []).columns);
    const ofCustomers = stated.filter((name) => INVENTORY[name.split('.')[0] ?? '']?.whose !== undefined);
    expect(named).to.include.members(ofCustomers);
  });

  it(`the notice in ${texts.language} has the same words as text and as page`, () => {
    const notice = privacyNotice(FACTS, texts);
    const [text, page] = [writeMarkdown(notice), writePage(notice)];
    expect(text).to.contain('Hosting <1>').and.to.contain('A & <b>Sons').and.not.to.contain('undefined');
    expect(page).to.contain('Hosting &lt;1&gt;').and.not.to.contain('<b>').and.not.to.contain('<script');
    expect(page).to.contain(`<html lang="${texts.language}"`);
    const words = notice.sections.flatMap(({ heading, paragraphs, items }) => [
      heading,
      ...paragraphs,
      ...items.flatMap(({ name, lines }) => [name, ...lines]),
    ]);
    const unescaped = page.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'");
    const plain = unescaped.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
    for (const word of words)
      expect([text.includes(word), plain.includes(word)], word).to.deep.equal([true, true]);
  });
}

it('the notice names who is responsible, and who processes data for them', () => {
  const { roles } = privacyNotice(FACTS, ENGLISH).json as NoticeJson;
  expect(roles).to.deep.equal([
    { role: 'controller', name: 'A & <b>Sons', contact: 'help@example.com', notice: null },
    { role: 'processor', name: 'Hosting <1>', classes: ['all'] },
  ]);
});

it('every table with values of persons has a category', () => {
  for (const { table, columns } of personalTables()) {
    expect(INVENTORY[table], table).to.have.property('category');
    for (const { category } of columns) expect(ENGLISH.documents.categories).to.have.property(category);
  }
});
