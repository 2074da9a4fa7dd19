/**
 * Words that may be in a language other than the page's: names of products, machines and accounts, reasons, keys. Each
 * word is isolated (HTML `bdi`), so that the direction of its script does not affect the text around it.
 */

import { html, type Html, type Part } from '../../web/html.ts';

/**
 * Private-use characters, which no stored text has. While a sentence is written, one of them is a placeholder for each
 * word.
 */
const FIRST_MARK = 0xe000;

export function foreign(word: string): Html {
  return html`<bdi>${word}</bdi>`;
}

/** A sentence of the catalogue with foreign words in it. `write` gets a placeholder for each word. */
export function around(words: readonly string[], write: (...marks: string[]) => string): Part {
  const marks = words.map((_word, index) => String.fromCodePoint(FIRST_MARK + index));
  return write(...marks)
    .split(/([\uE000-\uF8FF])/)
    .map((part) => {
      const word = words[marks.indexOf(part)];
      return word === undefined ? part : foreign(word);
    });
}
