/**
 * A document that is generated from the inventory and the configuration: one model, which is written as text, as a page,
 * or as JSON. The text is Markdown, for a terminal and for the folder of `quietkey evidence`.
 */

import { html, write, type Html } from '../web/html.ts';
import type { Texts } from '../texts/texts.ts';

/** A thing with what is said of it. */
export interface Item {
  readonly name: string;
  readonly lines: readonly string[];
}

export interface Section {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly items: readonly Item[];
}

export interface Document {
  /** The language of its words. */
  readonly texts: Pick<Texts, 'language' | 'direction'>;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly sections: readonly Section[];
  /** The same for programs, with a code beside each text that is one of a closed list. */
  readonly json: object;
}

/** The document as Markdown. @param wrap breaks a long text; its further lines begin with the indent */
export function writeMarkdown(
  { title, paragraphs, sections }: Document,
  wrap: (text: string, indent: string) => string = (text) => text,
): string {
  const paragraph = (text: string) => wrap(text, '');
  const item = ({ name, lines }: Item) =>
    [`- ${wrap(name, '  ')}`, ...lines.map((line) => `  - ${wrap(line, '    ')}`)].join('\n');
  const parts = sections.flatMap(({ heading, paragraphs: own, items }) => [
    `## ${wrap(heading, '   ')}`,
    ...own.map(paragraph),
    ...(items.length === 0 ? [] : [items.map(item).join('\n')]),
  ]);
  return [`# ${wrap(title, '  ')}`, ...paragraphs.map(paragraph), ...parts].join('\n\n');
}

const STYLE = 'body{font:1rem/1.5 sans-serif;max-width:48rem;margin:auto;padding:1rem}li{margin:.25rem 0}';

/** The document as a page of its own: it loads nothing and runs nothing. */
export function writePage({ texts, title, paragraphs, sections }: Document): string {
  const page = html`<html lang="${texts.language}" dir="${texts.direction}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title}</title>
      <style>
        ${STYLE}
      </style>
    </head>
    <body>
      <h1>${title}</h1>
      ${paragraphs.map((text) => html`<p>${text}</p>`)} ${sections.map(writeSection)}
    </body>
  </html>`;
  return `<!doctype html>\n${write(page)}`;
}

function writeSection({ heading, paragraphs, items }: Section): Html {
  return html`<h2>${heading}</h2>
    ${paragraphs.map((text) => html`<p>${text}</p>`)}
    ${
      items.length > 0 &&
      html`<ul>
        ${items.map(writeItem)}
      </ul>`
    }`;
}

function writeItem({ name, lines }: Item): Html {
  return html`<li>
    ${name}
    ${
      lines.length > 0 &&
      html`<ul>
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`
    }
  </li>`;
}
