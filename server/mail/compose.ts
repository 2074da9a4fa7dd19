/**
 * Makes a message from the words of a mail: plain text and simple HTML with the same content, without pictures or tracked
 * links. Its one style breaks a long link, so that a phone shows it whole. No text can begin a header, add a recipient or
 * become markup, because subjects are one line and every text is escaped. The mail library encodes the message, and
 * `word-mail.ts` provides the words.
 */

import type { Texts } from '../texts/texts.ts';
import type { Paragraph, Worded } from './mail-words.ts';

const LINE_COLUMNS = 76;
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Makes a message from the words of a mail.
 * @param texts the catalogue, which names the language of the words
 */
export function compose(
  { subject, paragraphs }: Worded,
  { language, direction }: Pick<Texts, 'language' | 'direction'>,
): Message {
  const body = paragraphs.map(asHtml).join('\n');
  return {
    subject: oneLine(subject),
    text: `${paragraphs.map(asText).join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="${language}" dir="${direction}"><body style="overflow-wrap:anywhere">\n${body}\n</body></html>\n`,
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

/**
 * Replaces control characters by spaces. A control character in a subject would begin a header; in a text, it could
 * hide what follows.
 */
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
