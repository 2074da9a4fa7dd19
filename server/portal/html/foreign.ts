/**
 * Words that the page's language did not write: names of products, machines and accounts, reasons, keys. Each is isolated
 * (HTML `bdi`), so that the direction of its script changes nothing around it.
 */

import { html, type Html, type Part } from '../../web/html.ts';

/** Private-use characters, which no stored text has; one stands for each word while a sentence is written. */
const FIRST_MARK = 0xe000;

export function foreign(word: string): Html {
  return html`<bdi>${word}</bdi>`;
}

/** A sentence of the catalogue around foreign words: `write` gets a text for each of them. */
export function around(words: readonly string[], write: (...marks: string[]) => string): Part {
  const marks = words.map((_word, index) => String.fromCodePoint(FIRST_MARK + index));
  return write(...marks)
    .split(/([\uE000-\uF8FF])/)
    .map((part) => {
      const word = words[marks.indexOf(part)];
      return word === undefined ? part : foreign(word);
    });
}
