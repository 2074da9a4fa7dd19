/**
 * The HTML of every page of the portal in every state: planted markup stays text, all words come from the catalogue, and
 * keyboards and screen readers have what they need.
 */

import { expect } from 'chai';
import { madeUpRecipients } from '../../../scripts/preview/personal-data-states.ts';
import { showStates } from '../../../scripts/preview/states.ts';
import { previewAssets } from '../../../scripts/preview/vendor-states.ts';
import type { Form } from '../../../server/domain/inventory/declaration.ts';
import { INVENTORY, type TableName } from '../../../server/domain/inventory/inventory.ts';
import { personalDataPage } from '../../../server/portal/pages/personal-data.ts';
import { ALONE } from '../../../server/portal/html/pager.ts';
import { personalDataOf } from '../../../server/portal/route/view-models.ts';
import { actionText, keptText } from '../../../server/texts/inventory-texts.ts';
import { ENGLISH, LANGUAGES } from '../../../server/texts/texts.ts';
import { DELAY_BASES, PURPOSE_KINDS } from '../../../server/domain/kernel/purpose.ts';
import { toDay, toHour } from '../../../server/domain/kernel/day.ts';
import { write } from '../../../server/web/html.ts';
import { tagsOf, wordsOf, type Tag } from '../../support/page-tags.ts';
import { given, PSEUDO, unformattedIn, unmarkedIn } from '../../support/pseudo-texts.ts';

const PAGE_BYTES_MAX = 64_000;
const PLANTED = `<script>x</script>"onx='1'&lt;`;

const STATES = showStates();

describe('a text that somebody planted', () => {
  for (const { name, page } of showStates({ typed: (text) => `${PLANTED}${text}` })) {
    it(`is inert in ${name}`, () => {
      const tags = tagsOf(page);
      expect(tags.map((tag) => tag.name)).not.to.include('script');
      const attributes = tags.flatMap((tag) => Object.keys(tag.attributes));
      expect(attributes.filter((attribute) => /^on|^style$/.test(attribute))).to.deep.equal([]);
      expect(page).to.include('&lt;script&gt;x&lt;/script&gt;&quot;onx=&#39;1&#39;&amp;lt;');
    });
  }
});

describe('a word that the language of the page did not write', () => {
  const ISOLATED = /<bdi>[^<]*<\/bdi>|<(\w+)[^>]* dir="ltr"[^>]*>[^<]*<\/\1>/g;
  for (const { name, page } of showStates({ typed: (text) => `§${text}§` })) {
    it(`has a direction of its own in ${name}`, () => {
      const rest = page.replace(/<title>[^<]*<\/title>/, '').replaceAll(ISOLATED, '');
      const bare = rest.replaceAll(/<[^>]*>/g, ' ');
      expect(bare).not.to.contain('§');
      const inputs = tagsOf(page).filter(
        (tag) => tag.name === 'input' && tag.attributes['value']?.includes('§'),
      );
      for (const { attributes } of inputs) {
        if ('hidden' in attributes || ['hidden', 'checkbox'].includes(attributes['type'] ?? '')) continue;
        expect(attributes['dir'], attributes['name']).to.be.oneOf(['auto', 'ltr']);
      }
    });
  }
});

describe('every word of a page', () => {
  for (const { name, page } of showStates({ texts: PSEUDO, typed: given })) {
    it(`of ${name} is the catalogue’s, or was given by somebody`, () => {
      expectPseudo(page);
    });
  }

  it('of the catalogue is shown on some page, but for faults, deeds, mails, documents and what is stored', () => {
    const all = STATES.map(({ page }) => wordsOf(page).join('\n')).join('\n');
    const { faults: _faults, done: _done, mail: _mail, documents: _documents, ...rest } = ENGLISH;
    const { inventory: _inventory, language: _language, direction: _direction, ...shown } = rest;
    expect(plainTexts(shown).filter((text) => !all.includes(text))).to.deep.equal([]);
  });

  it('of personal data is the catalogue’s: each table and purpose of the inventory, each form and look', () => {
    const forms = Object.keys(ENGLISH.inventory.form) as Form[];
    const tables = Object.entries(INVENTORY).map(([table, { basis, sources = [], columns }]) => ({
      table: table as TableName,
      basis,
      sources,
      values: Object.values(columns).map(({ purpose }) =>
        forms.map((form) => ({
          purpose,
          form,
          value: form === 'day' || form === 'hour' || form === 'count' ? 20_783 : null,
          keptUntil: form === 'day' ? '2026-12-25' : null,
        })),
      ),
    }));
    const actions = Object.keys(ENGLISH.inventory.actions);
    const looks = actions.map((action, nth) => ({
      action,
      by: nth % 2 === 0 ? ('staff' as const) : ('program' as const),
      purpose: PURPOSE_KINDS[nth] === undefined ? null : `${PURPOSE_KINDS[nth]}: ${given('T-1017')}`,
      reason: DELAY_BASES[nth] === undefined ? null : `${DELAY_BASES[nth]} until 2026-11-20`,
      heldUntilDay: DELAY_BASES[nth] === undefined ? null : toDay(20_777),
      hour: toHour(498_777),
    }));
    const model = personalDataOf(
      { lives: {}, tables, looks, recipients: madeUpRecipients(given), disclosures: 2, ...ALONE },
      PSEUDO,
    );
    const frame = { texts: PSEUDO, site: given('Sonar'), username: given('ada') };
    expectPseudo(write(personalDataPage(model, frame)));
    for (const { life } of Object.values(INVENTORY)) {
      const kept = keptText({ life }, PSEUDO.inventory) ?? '';
      expect([unmarkedIn(kept), unformattedIn(kept)]).to.deep.equal(['', '']);
    }
    expect(actionText('of a later version', PSEUDO.inventory)).to.equal('of a later version');
  });
});

/** The document is in the pseudo-language, and every word and number in it is too. */
function expectPseudo(page: string): void {
  const { lang, dir } = tagsOf(page).find(({ name }) => name === 'html')?.attributes ?? {};
  expect([lang, dir]).to.deep.equal([PSEUDO.language, PSEUDO.direction]);
  const words = wordsOf(page);
  expect(words.flatMap((text) => unmarkedIn(text) || [])).to.deep.equal([]);
  expect(words.flatMap((text) => unformattedIn(text) || [])).to.deep.equal([]);
}

describe('each page', () => {
  for (const { name, page } of STATES) {
    it(`${name} is whole`, () => {
      const tags = tagsOf(page);
      const named = (tag: string): Tag[] => tags.filter((found) => found.name === tag);
      expect(bytesOf(page)).to.be.at.most(PAGE_BYTES_MAX);
      expect(named('html')[0]?.attributes['lang']).to.equal('en');
      expect([named('h1').length, named('main').length, named('title').length]).to.deep.equal([1, 1, 1]);
      const isFaulty = page.includes('aria-invalid') || page.includes('role="alert"');
      expect(/<title>Error: /.test(page), 'the title says that something is wrong').to.equal(isFaulty);
      expectTied(tags);
      expectSafeForms(tags);
    });
  }
});

const LOADED = Object.entries(previewAssets());

/** The bytes of a page with everything that it loads, which is not what it links to. */
function bytesOf(page: string): number {
  return LOADED.filter(([path]) => page.includes(`="${path}"`) && !page.includes(`<a href="${path}"`)).reduce(
    (bytes, [, { text }]) => bytes + Buffer.byteLength(text),
    Buffer.byteLength(page),
  );
}

describe('each page in another language', () => {
  for (const texts of LANGUAGES.slice(1)) {
    it(`${texts.language} is as small`, () => {
      const large = showStates({ texts }).filter(({ page }) => bytesOf(page) > PAGE_BYTES_MAX);
      expect(large.map(({ name }) => name)).to.deep.equal([]);
    });
  }
});

/** Labels, hints and faults belong to controls that are there. */
function expectTied(tags: readonly Tag[]): void {
  const ids = tags.flatMap(({ attributes }) => attributes['id'] ?? []);
  expect(new Set(ids).size, 'ids are unique').to.equal(ids.length);
  const labelled = tags.flatMap(({ name, attributes }) =>
    name === 'label' ? [attributes['for'] ?? ''] : [],
  );
  const controls = tags.filter(
    ({ name, attributes }) =>
      name === 'textarea' ||
      (name === 'input' && attributes['type'] !== 'hidden' && !('hidden' in attributes)),
  );
  expect(controls.map(({ attributes }) => attributes['id'])).to.have.members(labelled);
  const pointed = tags.flatMap(({ attributes }) => [
    ...(attributes['aria-describedby'] ?? '').split(' '),
    ...(attributes['aria-labelledby'] ?? '').split(' '),
    ...[attributes['href'] ?? ''].filter((href) => href.startsWith('#')).map((href) => href.slice(1)),
  ]);
  expect(ids).to.include.members(pointed.filter((id) => id !== ''));
  for (const { attributes } of controls) {
    if (!['checkbox', 'radio', 'file'].includes(attributes['type'] ?? ''))
      expect(attributes['autocomplete']).to.be.a('string').and.not.equal('');
    expect(attributes).not.to.have.property('placeholder');
  }
}

/** The addresses of the vendor and of its app, to which only links lead. */
const VENDORS =
  /^(?:com\.example\.sonar:\/released$|https:\/\/example\.com\/|mailto:help%40example\.com\?subject=)/;

/** Forms and what a page loads stay here, and so do links, but to the vendor; passwords are never written back into a field. */
function expectSafeForms(tags: readonly Tag[]): void {
  for (const { name, attributes } of tags) {
    for (const to of [attributes['action'], attributes['href'], attributes['src']]) {
      if (to !== undefined && !(name === 'a' && VENDORS.test(to))) expect(to).to.match(/^(?:\/(?!\/)|#)/);
    }
    const isSecret = attributes['type'] === 'password';
    if (name === 'input' && isSecret) expect(attributes['value']).to.equal('');
    if (name === 'button') expect(attributes['type']).to.equal('submit');
  }
}

function plainTexts(part: unknown): string[] {
  if (typeof part === 'string') return [part];
  return typeof part === 'object' ? Object.values(part as object).flatMap(plainTexts) : [];
}
