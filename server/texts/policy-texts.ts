/**
 * Reads the words for what a version of the policy changes. A version may name tables, purposes and classes that another
 * version of the program has: those are shown as stored.
 */

import { INVENTORY, RULES } from '../domain/inventory/inventory.ts';
import { ABANDONED_ACCOUNTS } from '../domain/inventory/lives.ts';
import type { PolicyChange } from '../domain/inventory/policy-content.ts';
import { classTexts, groundText } from './inventory-texts.ts';
import type { Texts } from './texts.ts';

/** A change in words. `before` and `after` are undefined where only `what` says something. */
export interface ChangeText {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly wider: boolean;
}

const DAY_HOURS = 24;

export function changeText(change: PolicyChange, texts: Texts): ChangeText {
  const { nothing } = texts.privacy.policy;
  const valueOf = (value: PolicyChange['before']): string =>
    value === null ? nothing : valueText(change.kind, value, texts);
  return {
    what: itemText(change, texts),
    before: valueOf(change.before),
    after: valueOf(change.after),
    wider: change.wider,
  };
}

function itemText({ kind, item }: PolicyChange, texts: Texts): string {
  if (kind === 'recipient') return item;
  if (kind === 'life' || kind === 'end') return texts.privacy.policy.keptFor(classText(item, texts));
  const [table = '', column = ''] = item.split('.');
  const purpose = INVENTORY[table]?.columns[column]?.purpose;
  return `${tableName(table, texts)} (${purpose === undefined ? column : texts.inventory.purposes[purpose]})`;
}

/** The words for a class of rows: its table, and the columns that it clears. */
function classText(name: string, texts: Texts): string {
  if (name === ABANDONED_ACCOUNTS) return texts.inventory.tables.accounts;
  const rule = RULES.find((candidate) => candidate.class === name);
  if (rule === undefined) return tableName(name, texts);
  const { exit, table } = rule;
  if (exit === 'delete') return tableName(table, texts);
  const purposes = exit.null.flatMap((column) => INVENTORY[table]?.columns[column]?.purpose ?? []);
  return texts.formats.list(purposes.map((purpose) => texts.inventory.purposes[purpose]));
}

function tableName(table: string, { inventory }: Texts): string {
  return (inventory.tables as Readonly<Record<string, string>>)[table] ?? table;
}

function valueText(kind: PolicyChange['kind'], value: string | number, texts: Texts): string {
  const {
    privacy: { policy },
    inventory,
  } = texts;
  if (typeof value === 'number')
    return value % DAY_HOURS === 0 ? policy.days(value / DAY_HOURS) : policy.hours(value);
  if (kind === 'end') return policy.otherEnd;
  if (kind === 'recipient') return recipientText(value, texts);
  const words = { form: inventory.form, basis: inventory.bases, life: {} }[kind as 'form'];
  return (words as Readonly<Record<string, string>> | undefined)?.[value] ?? purposeWords(value, inventory);
}

function purposeWords(value: string, { purposes }: Texts['inventory']): string {
  return (purposes as Readonly<Record<string, string>>)[value] ?? value;
}

/** The words of a stated recipient: `ground: class class`. */
function recipientText(stated: string, texts: Texts): string {
  const [ground = '', classes = ''] = stated.split(': ');
  return `${groundText(ground, texts)}: ${classTexts(classes.split(' '), texts).join('; ')}`;
}
