/** Which invisible characters a text may contain: those of a spelling, beside the letters of its script, and no other. */

import { expect } from 'chai';
import { maskUnseen, ORTHOGRAPHY, unseenIn } from '../../../../server/domain/kernel/printable.ts';

const SPELLED: readonly (readonly [what: string, text: string])[] = [
  ['Persian', 'می‌خواهم'],
  ['Persian after a Latin word', 'PDF‌ها'],
  ['Persian, an abbreviation', '۱۴۰۲ ه‍.ش'],
  ['Urdu', 'کتاب‌خانہ'],
  ['Kurdish', 'ده‌نگ'],
  ['Nepali', 'गर्‍यो'],
  ['Hindi', 'क्‍ष'],
  ['Marathi', 'दुसर्‍या'],
  ['Bengali', 'র‍্যাব'],
  ['Malayalam', 'അവന്‍'],
  ['Sinhala', 'ශ්‍රී ලංකා'],
  ['Kannada', 'ರ‍್ಯ'],
  ['Telugu', 'సాఫ్ట్‌వేర్'],
  ['Tamil', 'க்‌ஷ'],
  ['Gujarati', 'ક્‍ષ'],
  ['Punjabi', 'ਸ‍੍ਯ'],
  ['Khmer with a word space', 'ភាសា​ខ្មែរ'],
  ['Thai with a word space', 'ภาษา​ไทย'],
  ['Burmese with a word space', 'မြန်မာ​စာ'],
  ['Mongolian', 'ᠨᠠᠭᠤᠷ᠎ᠠ'],
  ['Arabic number sign', '؀١٢'],
  ['emoji', 'Studio 👩‍💻'],
  ['emoji with a tone', '👩🏽‍💻'],
  ['emoji with a selector', '🏳️‍🌈'],
  ['no such character', 'Sonar Pro – „Größe“'],
];

const REFUSED: readonly (readonly [text: string, named: string])[] = [
  ['So\u200Cnar', 'U+200C (zero-width non-joiner)'],
  ['So\u200Dnar', 'U+200D (zero-width joiner)'],
  ['So\u200Bnar', 'U+200B (zero-width space)'],
  ['می\u200C\u200Cخواهم', 'U+200C (zero-width non-joiner)'],
  ['می\u200Bخواهم', 'U+200B (zero-width space)'],
  ['\u202Eranos', 'U+202E (right-to-left override)'],
  ['a\u2066b', 'U+2066'],
  ['קול\u200F', 'U+200F (right-to-left mark)'],
  ['So\u00ADnar', 'U+00AD (soft hyphen)'],
  ['So\u2060nar', 'U+2060 (word joiner)'],
  ['\uFEFFSonar', 'U+FEFF (byte order mark)'],
  ['a\nb', 'U+000A (line end)'],
  ['a\tb', 'U+0009 (tab)'],
  ['a\0b', 'U+0000'],
  ['a\u2028b', 'U+2028 (line separator)'],
  ['\uE000', 'U+E000'],
  ['a\uD83E', 'U+D83E'],
  ['\u{E0067}', 'U+E0067'],
  ['می‌خواهم\u202E', 'U+202E (right-to-left override)'],
];

describe('visible text', () => {
  for (const [what, text] of SPELLED) {
    it(`has the spelling of ${what}`, () => {
      expect(unseenIn(text)).to.equal(undefined);
      expect(maskUnseen(text, '?')).to.equal(text);
    });
  }
  for (const [text, named] of REFUSED) {
    it(`has no ${named} in ${JSON.stringify(text)}`, () => {
      expect(unseenIn(text)).to.equal(named);
      expect(maskUnseen(text, '?')).to.contain('?');
    });
  }
  for (const { character, scripts } of ORTHOGRAPHY) {
    it(`has U+${character.codePointAt(0)?.toString(16)} beside a letter of each of its scripts`, () => {
      for (const script of scripts) {
        const letter = letterOf(script);
        expect(unseenIn(letter + character), script).to.equal(undefined);
        expect(unseenIn(character + letter), script).to.equal(undefined);
        expect(unseenIn(`a${character}b${letter}`), script).not.to.equal(undefined);
      }
    });
  }
});

function letterOf(script: string): string {
  const letter = new RegExp(`^(?=\\p{L})\\p{Script=${script}}$`, 'u');
  for (let point = 0x600; point < 0x20000; point++) {
    if (letter.test(String.fromCodePoint(point))) return String.fromCodePoint(point);
  }
  throw new Error(`no letter of ${script}`);
}
