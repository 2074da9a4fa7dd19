/**
 * The privacy notice (GDPR Art. 13 and 14): who is responsible, what is stored of customers and how long, who receives it,
 * and the versions of the policy with what each changed. It is made from the inventory, the periods and recipients that
 * apply, and the vendor's file. The English text binds.
 */

import type { Lives } from '../domain/inventory/lives.ts';
import { personalTables, type PersonalTable } from '../domain/inventory/personal-tables.ts';
import { readDate, type Day } from '../domain/kernel/day.ts';
import type { Disclosed, Recipient } from '../domain/privacy/disclosure.ts';
import type { PolicyView } from '../domain/privacy/policy.ts';
import { classTexts, groundText } from '../texts/inventory-texts.ts';
import { changeText } from '../texts/policy-texts.ts';
import { LANGUAGES, type Texts } from '../texts/texts.ts';
import type { NamedVendor } from '../vendor/vendor.ts';
import type { Document, Item, Section } from './document.ts';
import { describeColumn, describeOrigin, describeTable } from './stored-table.ts';

const FORMAT = 'quietkey-privacy-notice/1';

/** What documents are made from, besides the inventory. */
export interface Facts extends Disclosed {
  readonly vendor: NamedVendor;
  /** The retention periods that are not the default. */
  readonly lives: Lives;
  /** The versions of the policy, the latest first. */
  readonly versions: readonly PolicyView[];
}

type Stored = ReturnType<typeof storedOf>;

export function privacyNotice(facts: Facts, texts: Texts): Document {
  const { privacy, documents, recipients: received } = texts;
  const { vendor, years } = facts;
  const tables = personalTables()
    .filter(({ whose }) => whose !== undefined)
    .map((table) => storedOf(table, facts.lives, texts));
  const recipients = facts.recipients.map((recipient) => recipientOf(recipient, texts));
  const complaint = vendor.authority === undefined ? [] : [documents.authority(vendor.authority)];
  return {
    texts,
    title: documents.noticeTitle(vendor.name),
    paragraphs: [privacy.lead, privacy.binding],
    sections: [
      rolesSection(facts, texts),
      versionsSection(facts.versions, texts),
      { heading: privacy.keptHeading, paragraphs: [privacy.kept], items: [] },
      ...tables.map((table) => storedSection(table, texts)),
      {
        heading: received.heading,
        paragraphs: [recipients.length === 0 ? received.noneGeneral : received.general],
        items: recipients.map((recipient) => recipientItem(recipient, texts)),
      },
      {
        heading: received.yearsHeading,
        paragraphs: years.map(({ year, disclosures }) => received.year(year, disclosures)),
        items: [],
      },
      { heading: privacy.neverHeading, paragraphs: [privacy.never], items: [] },
      { heading: privacy.cookieHeading, paragraphs: [privacy.cookie], items: [] },
      { heading: privacy.rightsHeading, paragraphs: [privacy.rights, ...complaint], items: [] },
    ],
    json: {
      format: FORMAT,
      language: texts.language,
      bindingLanguage: LANGUAGES[0].language,
      roles: rolesOf(facts),
      versions: facts.versions.map((version) => ({
        ...version,
        changes: version.changes.map((change) => ({ ...change, text: changeText(change, texts) })),
      })),
      tables,
      recipients,
      disclosures: years,
      never: privacy.never,
      cookies: privacy.cookie,
      rights: privacy.rights,
      authority: vendor.authority ?? null,
    },
  };
}

/** Who is responsible for the data, and who processes data of all customers for them now. */
export function rolesOf({ vendor, recipients }: Pick<Facts, 'vendor' | 'recipients'>): object[] {
  const processors = recipients.filter(isProcessing);
  return [
    {
      role: 'controller',
      name: vendor.name,
      contact: vendor.support ?? null,
      notice: vendor.privacy ?? null,
    },
    ...processors.map(({ recipient: name, classes }) => ({ role: 'processor', name, classes })),
  ];
}

function isProcessing({ ground, endedOn }: Recipient): boolean {
  return ground === 'processor' && endedOn === null;
}

/** The same in words. */
export function rolesSection(
  { vendor, recipients }: Pick<Facts, 'vendor' | 'recipients'>,
  { documents, formats }: Texts,
): Section {
  const names = recipients.filter(isProcessing).map(({ recipient }) => recipient);
  return {
    heading: documents.roles,
    paragraphs: [
      documents.controller(vendor.name),
      ...(vendor.support === undefined ? [] : [documents.contact(vendor.support)]),
      names.length === 0 ? documents.noProcessor : documents.processors(formats.list(names)),
    ],
    items: [],
  };
}

function versionsSection(versions: readonly PolicyView[], texts: Texts): Section {
  const { policy } = texts.privacy;
  const words = { waiting: policy.waiting, 'in force': policy.inForce, earlier: policy.earlier };
  const items = versions.map(({ version, effectiveOn, standing, changes }): Item => {
    const lines = changes.map((change) => {
      const { what, before, after, wider } = changeText(change, texts);
      return `${what}${wider ? ` (${policy.wider})` : ''}. ${policy.before(before)}. ${policy.after(after)}.`;
    });
    const unchanged = version === 1 ? policy.first : policy.same;
    return {
      name: words[standing](version, requireDate(effectiveOn)),
      lines: lines.length === 0 ? [unchanged] : lines,
    };
  });
  return { heading: policy.heading, paragraphs: items.length === 0 ? [policy.none] : [], items };
}

/** A table in words: what it has, on what basis, from where, and how long it is kept. */
function storedOf(table: PersonalTable, lives: Lives, texts: Texts) {
  const { categories } = texts.documents;
  return {
    ...describeTable(table, lives, texts),
    ...describeOrigin(table, texts),
    columns: table.columns.map((column) => ({
      ...describeColumn(table.table, column, lives, texts),
      ccpa: { code: column.category, text: categories[column.category] },
    })),
  };
}

function storedSection({ about, legalBasis, sources, kept, columns }: Stored, texts: Texts): Section {
  const { personalData, documents } = texts;
  return {
    heading: about,
    paragraphs: [
      kept,
      `${personalData.basis(legalBasis.text)}. ${personalData.sources(sources.map(({ text }) => text))}.`,
    ],
    items: columns.map(({ purpose, form, ccpa, kept: cleared }) => ({
      name: purpose,
      lines: [`${form.text}. ${documents.ccpa(ccpa.text)}`, ...(cleared === null ? [] : [cleared])],
    })),
  };
}

/** A recipient in words. */
function recipientOf({ recipient, classes, ground, disclosedOn, endedOn }: Recipient, texts: Texts) {
  const words = classTexts(classes, texts);
  return {
    name: recipient,
    ground: { code: ground, text: groundText(ground, texts) },
    classes: classes.map((code, nth) => ({ code, text: words[nth] ?? code })),
    disclosedOn,
    endedOn,
  };
}

function recipientItem(
  { name, ground, classes, disclosedOn, endedOn }: ReturnType<typeof recipientOf>,
  { recipients }: Texts,
): Item {
  const [first, last] = [requireDate(disclosedOn), endedOn === null ? null : requireDate(endedOn)];
  const period = last === null ? recipients.since(first) : recipients.between(first, last);
  return { name, lines: [`${ground.text}, ${period}`, ...classes.map(({ text }) => text)] };
}

function requireDate(date: string): Day {
  const day = readDate(date);
  if (day === undefined) throw new Error(`${date} is no date`);
  return day;
}
