/**
 * Every page of the portal in every state, read as text: what is planted is inert, all words are the catalogue's, and
 * what a reader of any kind needs is there.
 */

import { expect } from 'chai';
import { showStates } from '../../../scripts/preview/states.ts';
import { ASSETS } from '../../../server/portal/html/assets.ts';
import { ENGLISH, type Texts } from '../../../server/portal/texts/en/catalogue.ts';
import { tagsOf, wordsOf, type Tag } from '../../support/page-tags.ts';

const PAGE_BYTES_MAX = 50_000;
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

describe('every word of a page', () => {
  const texts = marked(ENGLISH);
  const shown = showStates({ texts, typed: (text) => `⟦${text}⟧` });
  for (const { name, page } of shown) {
    it(`of ${name} is the catalogue’s, or was typed by somebody`, () => {
      const strange = wordsOf(page)
        .map((text) => withoutMarked(text))
        .filter((text) => /\p{L}/u.test(text));
      expect(strange).to.deep.equal([]);
    });
  }

  it('of the catalogue is shown on some page, but for faults and deeds', () => {
    const all = STATES.map(({ page }) => wordsOf(page).join('\n')).join('\n');
    const { faults: _faults, done: _done, language: _language, ...rest } = ENGLISH;
    // a week is the form of what is counted, and of no datum of a customer
    const { week } = rest.held.form;
    expect(plainTexts(rest).filter((text) => !all.includes(text))).to.deep.equal([week]);
  });
});

describe('each page', () => {
  const styles = Object.values(ASSETS).reduce((bytes, { text }) => bytes + Buffer.byteLength(text), 0);
  for (const { name, page } of STATES) {
    it(`${name} is whole`, () => {
      const tags = tagsOf(page);
      const named = (tag: string): Tag[] => tags.filter((one) => one.name === tag);
      expect(Buffer.byteLength(page) + styles).to.be.at.most(PAGE_BYTES_MAX);
      expect(named('html')[0]?.attributes['lang']).to.equal('en');
      expect([named('h1').length, named('main').length, named('title').length]).to.deep.equal([1, 1, 1]);
      const isFaulty = page.includes('aria-invalid') || page.includes('role="alert"');
      expect(/<title>Error: /.test(page), 'the title says that something is wrong').to.equal(isFaulty);
      expectTied(tags);
      expectSafeForms(tags);
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
      name === 'input' && attributes['type'] !== 'hidden' && !('hidden' in attributes),
  );
  expect(controls.map(({ attributes }) => attributes['id'])).to.have.members(labelled);
  const pointed = tags.flatMap(({ attributes }) => [
    ...(attributes['aria-describedby'] ?? '').split(' '),
    ...(attributes['aria-labelledby'] ?? '').split(' '),
    ...[attributes['href'] ?? ''].filter((href) => href.startsWith('#')).map((href) => href.slice(1)),
  ]);
  expect(ids).to.include.members(pointed.filter((id) => id !== ''));
  for (const { attributes } of controls) {
    if (attributes['type'] !== 'checkbox')
      expect(attributes['autocomplete']).to.be.a('string').and.not.equal('');
    expect(attributes).not.to.have.property('placeholder');
  }
}

/** Forms and links stay here; secrets are never written back into a field. */
function expectSafeForms(tags: readonly Tag[]): void {
  for (const { name, attributes } of tags) {
    for (const to of [attributes['action'], attributes['href'], attributes['src']]) {
      if (to !== undefined) expect(to).to.match(/^(?:\/(?!\/)|#)/);
    }
    const isSecret = attributes['type'] === 'password' || attributes['name'] === 'licenseKey';
    if (name === 'input' && isSecret) expect(attributes['value']).to.equal('');
    if (name === 'button') expect(attributes['type']).to.equal('submit');
  }
}

/** The catalogue with brackets around each text. */
function marked(texts: Texts): Texts {
  const mark = (value: unknown, name: string): unknown => {
    if (name === 'language') return value;
    if (typeof value === 'string') return `⟦${value}⟧`;
    if (typeof value === 'function') {
      return (...given: unknown[]) => `⟦${(value as (...of: unknown[]) => string)(...given)}⟧`;
    }
    if (Array.isArray(value)) return value.map((one) => mark(one, name));
    return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, mark(one, key)]));
  };
  return mark(texts, '') as Texts;
}

/** What is left when the innermost brackets are taken away until there are none. */
function withoutMarked(text: string): string {
  const less = text.replace(/⟦[^⟦⟧]*⟧/g, '');
  return less === text ? text : withoutMarked(less);
}

function plainTexts(part: unknown): string[] {
  if (typeof part === 'string') return [part];
  return typeof part === 'object' ? Object.values(part as object).flatMap(plainTexts) : [];
}
