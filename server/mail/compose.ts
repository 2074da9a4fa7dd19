/**
 * A worded mail as a message: plain text and simple HTML with the same content, without pictures, styles or tracked
 * links. Guarantees that no text can begin a header, add a recipient or become markup: subjects are one line, and every
 * text is escaped. Leaves encoding to the mail library, and the words to `word.ts`.
 */

import type { Texts } from '../texts/texts.ts';
import type { Paragraph, Worded } from './word.ts';

const LINE_COLUMNS = 76;
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** @param texts names the language of the words */
export function compose(
  { subject, paragraphs }: Worded,
  { language, direction }: Pick<Texts, 'language' | 'direction'>,
): Message {
  const body = paragraphs.map(asHtml).join('\n');
  return {
    subject: oneLine(subject),
    text: `${paragraphs.map(asText).join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="${language}" dir="${direction}"><body>\n${body}\n</body></html>\n`,
  };
}

function asText(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return wrap(oneLine(paragraph));
  return `  ${oneLine('copy' in paragraph ? paragraph.copy : paragraph.follow)}`;
}

function asHtml(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return `<p>${escaped(paragraph)}</p>`;
  if ('copy' in paragraph) return `<p><code>${escaped(paragraph.copy)}</code></p>`;
  const address = escaped(paragraph.follow);
  return `<p><a href="${address}">${address}</a></p>`;
}

/** Controls become spaces: one in a subject would begin a header, one in a text could hide what follows. */
function oneLine(text: string): string {
  return text.replace(CONTROLS, ' ').trim();
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return oneLine(text).replace(/[&<>"']/g, (character) => `&${names[character] ?? ''};`);
}

function wrap(text: string): string {
  const lines = [''];
  for (const part of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + part.length >= LINE_COLUMNS) lines.push(part);
    else lines[lines.length - 1] = line === '' ? part : `${line} ${part}`;
  }
  return lines.join('\n');
}
