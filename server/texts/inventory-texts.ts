/**
 * Reads the inventory's texts from a catalogue: what a table is, what a column is for, how long a table's rows are
 * kept, and what an operator did. Pages, the command line and documents use these functions.
 */

import type { Rule, Table } from '../domain/inventory/declaration.ts';
import { INVENTORY, type Purpose, type TableName } from '../domain/inventory/inventory.ts';
import { abandonedDays, isOff, rulesWith, type Lives } from '../domain/inventory/lives.ts';
import { readDate, type Day } from '../domain/kernel/day.ts';
import { readHeldLook, readPurpose } from '../domain/kernel/purpose.ts';
import { ALL_CLASSES } from '../domain/inventory/policy-content.ts';
import type { Texts } from './texts.ts';

type InventoryTexts = Texts['inventory'];
/** Texts by table and column; only columns that a rule names have one. */
type TextsByColumn = Readonly<Record<string, string | undefined>>;

const YEAR_DAYS = 365;
const DAY_HOURS = 24;

export function purposeText(purpose: Purpose, { purposes }: Pick<InventoryTexts, 'purposes'>): string {
  return purposes[purpose];
}

export function tableText(table: TableName, { tables }: Pick<InventoryTexts, 'tables'>): string {
  return tables[table];
}

/**
 * The words for how long a table's rows are kept; undefined if a retention rule, or the end of another table's rows,
 * ends the rows.
 */
export function keptText(
  { life }: Pick<Table, 'life'>,
  { kept }: Pick<InventoryTexts, 'kept'>,
  lives: Lives = {},
): string | undefined {
  return 'kept' in life ? kept[life.kept](abandonedDays(lives)) : undefined;
}

/**
 * The words for how long the rows of a table are kept, in one sentence.
 * @param lives the retention periods that are not the default
 * @throws Error if the inventory has a moment without words
 */
export function retentionText(table: TableName, texts: InventoryTexts, lives: Lives): string {
  const life = INVENTORY[table]?.life;
  if (life === undefined) throw new Error(`no table ${table} in the inventory`);
  if ('with' in life) return texts.ends([texts.keptWith(tableText(life.with as TableName, texts))]);
  const kept = keptText({ life }, texts, lives);
  if (kept !== undefined) return texts.ends([kept]);
  const rules = rulesWith(lives).filter(
    (rule) => rule.table === table && rule.exit === 'delete' && !isOff(rule),
  );
  return texts.ends([...new Set(rules.map((rule) => endText(rule, texts)))]);
}

/** The words for how long a column is kept, if a retention rule clears it before the rows of its table end. */
export function columnRetentionText(
  table: TableName,
  column: string,
  texts: InventoryTexts,
  lives: Lives,
): string | undefined {
  const rule = rulesWith(lives).find(
    ({ table: ruled, exit }) => ruled === table && exit !== 'delete' && exit.null.includes(column),
  );
  return rule === undefined ? undefined : texts.ends([endText(rule, texts)]);
}

function endText({ table, from, unit, keep, when }: Rule, texts: InventoryTexts): string {
  const moment = (texts.moments as TextsByColumn)[`${table}.${from}`];
  if (moment === undefined) throw new Error(`no words for the moment ${table}.${from}`);
  const days = unit === 'hour' ? keep / DAY_HOURS : keep;
  const isYears = keep > 0 && unit !== 'week' && days % YEAR_DAYS === 0;
  const end = isYears ? texts.until.year(days / YEAR_DAYS, moment) : texts.until[unit](keep, moment);
  const condition = (texts.conditions as TextsByColumn)[`${table}.${when ?? ''}`];
  return condition === undefined ? end : texts.where(end, condition);
}

/** The words for a ground of a disclosure. A ground that only another version of the server knows is shown as stored. */
export function groundText(ground: string, { recipients }: Pick<Texts, 'recipients'>): string {
  return (recipients.grounds as Readonly<Record<string, string>>)[ground] ?? ground;
}

/** The words for the class of a legal hold, and for its reason. Unknown ones are shown as stored. */
export function heldText(heldClass: string, { inventory }: Pick<Texts, 'inventory'>): string {
  return (inventory.held as Readonly<Record<string, string>>)[heldClass] ?? heldClass;
}

export function holdReasonText(reason: string, { inventory }: Pick<Texts, 'inventory'>): string {
  return (inventory.holdReasons as Readonly<Record<string, string>>)[reason] ?? reason;
}

/** The words for the classes of data of a disclosure: tables of the inventory, or all data. */
export function classTexts(
  words: readonly string[],
  { recipients, inventory }: Pick<Texts, 'recipients' | 'inventory'>,
): string[] {
  const tables: Readonly<Record<string, string>> = inventory.tables;
  return words.map((word) => (word === ALL_CLASSES ? recipients.allData : (tables[word] ?? word)));
}

/**
 * The words for an operator's action. If another version of the server recorded an action that has no words in this
 * version, the action is shown as stored.
 */
export function actionText(action: string, { actions }: Pick<InventoryTexts, 'actions'>): string {
  return (actions as Readonly<Record<string, string>>)[action] ?? action;
}

/** Why the customer is notified of a look only now. @param reason the basis and the last day, as they are stored */
export function heldLookText(reason: string, until: Day | undefined, { inventory, formats }: Texts): string {
  const { basis, until: written } = readHeldLook(reason) ?? {};
  const day = until ?? readDate(written ?? '');
  const why = basis === undefined ? reason : inventory.heldBases[basis];
  return day === undefined ? why : inventory.heldLook(why, formats.day(day));
}

/**
 * The words for the purpose of an operator's look, and what the operator wrote after it. A purpose of another version of
 * the server, which has no words in this version, is shown as stored.
 */
export function lookPurposeText(
  purpose: string,
  { lookPurposes }: Pick<InventoryTexts, 'lookPurposes'>,
): { kind?: string; more?: string | undefined } {
  const read = readPurpose(purpose);
  return read === undefined ? { more: purpose } : { kind: lookPurposes[read.kind], more: read.more };
}
