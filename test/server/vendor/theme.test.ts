/** The vendor's colour: which are refused, what they become, and that every text on every ground can be read. */

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { contrast, mix } from '../../../server/vendor/contrast.ts';
import { GROUNDS, inkOn, judgeColor, shadesOf, themeSheet } from '../../../server/vendor/theme.ts';
import { rounds } from '../../support/rounds.ts';

const COLORS = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the contrast of two colours', () => {
  const CASES: [color: string, ground: string, ratio: number][] = [
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    // known from the guidelines' own examples
    ['#767676', '#ffffff', 4.54],
    ['#777777', '#ffffff', 4.48],
    ['#0000ff', '#ffffff', 8.59],
    ['#ff0000', '#ffffff', 4],
    ['#00ff00', '#000000', 15.3],
  ];
  for (const [color, ground, ratio] of CASES)
    it(`of ${color} and ${ground} is ${ratio}`, () => {
      expect(contrast(color, ground)).to.be.closeTo(ratio, 0.01);
      expect(contrast(ground, color)).to.equal(contrast(color, ground));
    });
});

describe('the vendor’s colour', () => {
  const CASES: [color: string, is: 'good' | 'weak', theme?: 'light' | 'dark'][] = [
    ['#17695f', 'weak', 'dark'],
    ['#2a9286', 'good'],
    ['#8a5cc2', 'good'],
    ['#767676', 'good'],
    ['#d0021b', 'weak', 'dark'],
    ['#d9304f', 'good'],
    ['#000000', 'weak', 'dark'],
    ['#003366', 'weak', 'dark'],
    ['#0000ff', 'weak', 'dark'],
    ['#ffffff', 'weak', 'light'],
    ['#ffff00', 'weak', 'light'],
    ['#ff8800', 'weak', 'light'],
    ['#00ff00', 'weak', 'light'],
  ];
  for (const [color, is, theme] of CASES)
    it(`${color} is ${is}${theme === undefined ? '' : ` on the ${theme} pages`}`, () => {
      const judged = judgeColor(color);
      expect(judged.is).to.equal(is);
      if (judged.is === 'weak') expect(judged.theme).to.equal(theme);
    });

  it('is good, or gets a good one as a remedy, which is as near as can be', () => {
    fc.assert(
      fc.property(COLORS, (color) => {
        const judged = judgeColor(color);
        if (judged.is === 'good') return;
        expect(judged.ratio).to.be.lessThan(3);
        expect(judgeColor(judged.nearest).is).to.equal('good');
        const back = mix(judged.nearest, color, 0.2);
        if (back !== judged.nearest)
          expect(contrast(back, color)).to.be.at.most(contrast(judged.nearest, color));
      }),
      { numRuns: rounds(2_000, 200) },
    );
  });

  it('gives shades and inks that can be read in both themes, whatever it is', () => {
    fc.assert(
      fc.property(COLORS, (typed) => {
        const judged = judgeColor(typed);
        const color = judged.is === 'good' ? typed : judged.nearest;
        expect(contrast(inkOn(color), color)).to.be.at.least(4.5);
        for (const theme of ['light', 'dark'] as const) {
          const { accent, 'accent-deep': deep, tint } = shadesOf(color, theme);
          for (const ground of [...GROUNDS[theme], tint]) {
            expect(contrast(accent, ground), `${color} ${theme} accent on ${ground}`).to.be.at.least(4.5);
            expect(contrast(deep, ground), `${color} ${theme} deep on ${ground}`).to.be.at.least(4.5);
          }
        }
      }),
      { numRuns: rounds(2_000, 200) },
    );
  });

  it('is judged on the grounds of the stylesheet, whose variables it sets', () => {
    const style = readFileSync(new URL('../../../server/portal/html/style.css', import.meta.url), 'utf8');
    const [light = '', dark = ''] = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => body ?? '');
    const valuesIn = (body: string): Record<string, string> =>
      Object.fromEntries([...body.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]));
    const themes = { light: valuesIn(light), dark: valuesIn(dark) };
    for (const theme of ['light', 'dark'] as const)
      expect([themes[theme]['raised'], themes[theme]['ground']]).to.deep.equal([...GROUNDS[theme]]);
    const set = [...themeSheet('#8a5cc2').matchAll(/--([\w-]+):/g)].map(([, name]) => name);
    expect(Object.keys(themes.light)).to.include.members(set);
  });
});
