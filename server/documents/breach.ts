/**
 * The breach report (GDPR Art. 33 and 34): what a thief of each file learns of persons, alone and together with others. It
 * is made from the inventory, by the form of each column and what opens it.
 */

import type { Opener } from '../domain/inventory/declaration.ts';
import { purposeText, tableText } from '../texts/inventory-texts.ts';
import type { Texts } from '../texts/texts.ts';
import type { Document, Item, Section } from './document.ts';
import {
  learnedFrom,
  STOLEN_FILES,
  type LearnedColumn,
  type StolenFile,
} from '../domain/inventory/installation.ts';

const FORMAT = 'quietkey-breach-report/1';

/** @param files those that were stolen; all, for the whole report */
export function breachReport(texts: Texts, files: readonly StolenFile[] = STOLEN_FILES): Document {
  const { breach } = texts.documents;
  return {
    texts,
    title: breach.title,
    paragraphs: [breach.lead],
    sections: files.map((stolen) => fileSection(stolen, texts)),
    json: {
      format: FORMAT,
      language: texts.language,
      files: files.map((stolen) => ({
        file: stolen.file,
        content: { code: stolen.content, text: contentText(stolen, texts) },
        columns: learnedFrom(stolen).map(({ table, column, form, learned, opener }) => ({
          table,
          column,
          form,
          learned,
          opener: opener ?? null,
        })),
      })),
    },
  };
}

function fileSection(stolen: StolenFile, texts: Texts): Section {
  const groups = new Map<string, LearnedColumn[]>();
  for (const column of learnedFrom(stolen)) {
    const how = howText(column, texts);
    groups.set(how, [...(groups.get(how) ?? []), column]);
  }
  return {
    heading: stolen.file,
    paragraphs: [contentText(stolen, texts)],
    items: [...groups].map(([how, columns]) => itemOf(how, columns, texts)),
  };
}

function contentText({ content }: StolenFile, { documents: { breach } }: Texts): string {
  return breach.contents[content](fileThat({ opener: 'secret' }), fileThat({ content: 'backupKeys' }));
}

function howText({ learned, opener }: LearnedColumn, texts: Texts): string {
  const { breach } = texts.documents;
  if (learned === 'read' || learned === 'slow') return breach[learned];
  if (opener === undefined) throw new Error('a value that is opened needs something that opens it');
  return breach[learned](openerText(opener, texts));
}

function openerText(opener: Opener, { documents: { breach } }: Texts): string {
  if (opener === 'licenseKey') return breach.licenseKey(fileThat({ opener: 'secret' }));
  return opener === 'mailerKey' || opener === 'supportKey' ? breach[opener] : fileThat({ opener });
}

/** The name of the file that has this opener or content. */
function fileThat({ opener, content }: Partial<StolenFile>): string {
  const found = STOLEN_FILES.find((stolen) =>
    opener === undefined ? stolen.content === content : stolen.opener === opener,
  );
  if (found === undefined) throw new Error('no file of an installation has it');
  return found.file;
}

function itemOf(name: string, columns: readonly LearnedColumn[], { inventory, formats }: Texts): Item {
  const tables = [...new Set(columns.map(({ table }) => table))];
  return {
    name,
    lines: tables.map((table) => {
      const purposes = columns.filter((column) => column.table === table).map(({ purpose }) => purpose);
      const words = [...new Set(purposes)].map((purpose) => purposeText(purpose, inventory));
      return `${tableText(table, inventory)}: ${formats.list(words)}`;
    }),
  };
}
