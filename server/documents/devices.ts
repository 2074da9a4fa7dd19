/**
 * The memo on device identifiers (ePrivacy Directive Art. 5(3)): what apps read from a person's machine and keep on it, the
 * portal's cookies, and what the server stores of what apps send, by the inventory.
 */

import { personalTables } from '../domain/inventory/personal-tables.ts';
import type { Texts } from '../texts/texts.ts';
import type { Document, Section } from './document.ts';
import type { Facts } from './notice.ts';
import { describeTable } from './stored-table.ts';

const FORMAT = 'quietkey-device-memo/1';

export function deviceMemo({ lives }: Pick<Facts, 'lives'>, texts: Texts): Document {
  const { privacy } = texts;
  const { devices } = texts.documents;
  const tables = personalTables()
    .filter(({ sources }) => sources.includes('app'))
    .map((table) => describeTable(table, lives, texts));
  const said = [
    [devices.readHeading, devices.read],
    [devices.storedHeading, devices.stored],
    [privacy.cookieHeading, privacy.cookie],
  ] as const;
  return {
    texts,
    title: devices.title,
    paragraphs: [devices.lead, devices.opinion],
    sections: [
      ...said.map(([heading, text]) => ({ heading, paragraphs: [text], items: [] })),
      { heading: devices.serverHeading, paragraphs: [], items: [] },
      ...tables.map(({ about, kept, columns }): Section => ({
        heading: about,
        paragraphs: [kept],
        items: columns.map(({ purpose, form, kept: cleared }) => ({
          name: purpose,
          lines: cleared === null ? [form.text] : [form.text, cleared],
        })),
      })),
    ],
    json: {
      format: FORMAT,
      language: texts.language,
      reads: devices.read,
      keeps: devices.stored,
      cookies: privacy.cookie,
      tables,
    },
  };
}
