/**
 * The record of processing activities (GDPR Art. 30(1)): each kind of stored data about persons with purposes, persons,
 * legal basis, source, recipients and period, and the forms of values as security measures (Art. 32).
 */

import type { Form } from '../domain/inventory/declaration.ts';
import { personalTables, type PersonalTable } from '../domain/inventory/personal-tables.ts';
import { ALL_CLASSES } from '../domain/inventory/policy-content.ts';
import { groundText } from '../texts/inventory-texts.ts';
import type { Texts } from '../texts/texts.ts';
import type { Document, Section } from './document.ts';
import { rolesOf, rolesSection, type Facts } from './notice.ts';
import { describeOrigin, describeTable } from './stored-table.ts';

const FORMAT = 'quietkey-record-of-processing/1';

type Activity = ReturnType<typeof activityOf>;

export function processingRecord(facts: Facts, texts: Texts): Document {
  const { record } = texts.documents;
  const tables = personalTables();
  const activities = tables.map((table) => activityOf(table, facts, texts));
  const measures = measuresOf(tables);
  return {
    texts,
    title: record.title(facts.vendor.name),
    paragraphs: [record.lead],
    sections: [
      rolesSection(facts, texts),
      ...activities.map((activity) => activitySection(activity, texts)),
      { heading: record.transfers, paragraphs: [record.noTransfer], items: [] },
      {
        heading: record.measures,
        paragraphs: [],
        items: measures.map(({ form, columns }) => ({
          name: texts.inventory.form[form],
          lines: [record.columns(columns)],
        })),
      },
    ],
    json: { format: FORMAT, language: texts.language, roles: rolesOf(facts), activities, measures },
  };
}

function activityOf(table: PersonalTable, facts: Facts, texts: Texts) {
  const { columns, ...described } = describeTable(table, facts.lives, texts);
  const receiving = facts.recipients.filter(({ classes }) =>
    classes.some((word) => word === ALL_CLASSES || word === table.table),
  );
  return {
    ...described,
    ...describeOrigin(table, texts),
    persons: table.whose === undefined ? ('operators' as const) : ('customers' as const),
    purposes: [...new Set(columns.map(({ purpose }) => purpose))],
    recipients: receiving.map(({ recipient, ground }) => ({
      name: recipient,
      ground: { code: ground, text: groundText(ground, texts) },
    })),
    cleared: columns.flatMap(({ purpose, kept }) => (kept === null ? [] : [{ purpose, kept }])),
  };
}

function activitySection(activity: Activity, { formats, personalData, documents }: Texts): Section {
  const { record } = documents;
  const names = activity.recipients.map(({ name, ground }) => `${name} (${ground.text})`);
  const sources = activity.sources.map(({ text }) => text);
  return {
    heading: activity.about,
    paragraphs: [
      record.purposes(formats.list(activity.purposes)),
      record.persons(record[activity.persons]),
      `${personalData.basis(activity.legalBasis.text)}.`,
      ...(sources.length === 0 ? [] : [`${personalData.sources(sources)}.`]),
      names.length === 0 ? record.noRecipient : record.receivedBy(formats.list(names)),
      activity.kept,
    ],
    items: activity.cleared.map(({ purpose, kept }) => ({ name: purpose, lines: [kept] })),
  };
}

/** How many kinds of values are stored in each form. */
function measuresOf(tables: readonly PersonalTable[]): { form: Form; columns: number }[] {
  const forms = tables.flatMap(({ columns }) => columns.map(({ form }) => form));
  return [...new Set(forms)].map((form) => ({
    form,
    columns: forms.filter((other) => other === form).length,
  }));
}
