/** The template tag `html`: inserted values are text, never markup. */

import { expect } from 'chai';
import fc from 'fast-check';
import { html, write, type Part } from '../../../server/web/html.ts';
import { rounds } from '../../support/rounds.ts';

describe('html', () => {
  it('escapes values in text and attributes', () => {
    const planted = `</p><script>alert(1)</script>" onx='1' & "`;
    expect(write(html`<p title="${planted}">${planted}</p>`)).to.equal(
      '<p title="&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onx=&#39;1&#39; &amp; &quot;">' +
        '&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onx=&#39;1&#39; &amp; &quot;</p>',
    );
  });

  it('inserts other templates unchanged, also in lists', () => {
    const rows = ['a', '<b>'].map((text) => html`<i>${text}</i>`);
    expect(write(html`<p>${rows}</p>`)).to.equal('<p><i>a</i><i>&lt;b&gt;</i></p>');
  });

  it('writes nothing for undefined and false, and numbers unchanged', () => {
    expect(write(html`${undefined}${false}${0}`)).to.equal('0');
  });

  it('takes no parsed JSON for markup', () => {
    const forged = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}') as Part;
    expect(() => write(html`${forged}`)).to.throw(TypeError);
  });

  it('leaves no character that could begin a tag or entity, or end an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(write(html`${text}`)).to.match(/^(?:[^<>"'&]|&(?:amp|lt|gt|quot|#39);)*$/u);
      }),
      { numRuns: rounds(1000) },
    );
  });
});
