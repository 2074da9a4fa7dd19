/**
 * What a released policy states of the stored data: every column that relates to a person, how long each class of rows is
 * kept, how rows end, and who receives data. Two statements are compared item by item. A change is wider if more is stored,
 * it says more, it serves another purpose, it is kept longer, or somebody else receives it. A wider change needs notice.
 */

import type { Basis, Form, Rule, Table } from './declaration.ts';
import { INVENTORY, RULES } from './inventory.ts';
import { ABANDONED_ACCOUNTS, abandonedDays, rulesWith, type Lives } from './lives.ts';
import { isPersonal } from './personal-tables.ts';

/** The days between the release of a wider policy and its effective day. */
export const NOTICE_DAYS = 15;

/** The word for the data of all tables. */
export const ALL_CLASSES = 'all';

const HOURS: Readonly<Record<Rule['unit'], number>> = { hour: 1, day: 24, week: 168 };

interface StatedColumn {
  readonly purpose: string;
  readonly form: Form;
  readonly basis: Basis;
}

/** Who receives the data of all customers. */
export interface StatedRecipient {
  readonly recipient: string;
  /** Tables of the inventory, or `all`. */
  readonly classes: readonly string[];
  readonly ground: string;
}

export interface PolicyContent {
  /** By `table.column`. */
  readonly columns: Readonly<Record<string, StatedColumn>>;
  /** The whole hours for which a class is kept, by class. */
  readonly lives: Readonly<Record<string, number>>;
  /** From what day a class counts, and what ends: one word for each class, and one for each table without a class. */
  readonly ends: Readonly<Record<string, string>>;
  readonly recipients: readonly StatedRecipient[];
}

/** What differs between two policies. `before` and `after` are null where the item is new or gone. */
export interface PolicyChange {
  readonly kind: 'column' | 'purpose' | 'form' | 'basis' | 'life' | 'end' | 'recipient';
  /** `table.column`, a class, a table, or a recipient. */
  readonly item: string;
  readonly before: string | number | null;
  readonly after: string | number | null;
  readonly wider: boolean;
}

/**
 * What the program states with these periods and recipients.
 * @param lives the periods that are not the default, in days
 */
export function policyContent(lives: Lives, recipients: readonly StatedRecipient[]): PolicyContent {
  return contentOf(INVENTORY, RULES, lives, recipients);
}

/** The same for any inventory. A test states one that is wider. */
export function contentOf(
  inventory: Readonly<Record<string, Table>>,
  rules: readonly Rule[],
  lives: Lives,
  recipients: readonly StatedRecipient[],
): PolicyContent {
  const tables = Object.entries(inventory).filter(([, table]) => isPersonal(table));
  const names = tables.map(([name]) => name);
  const stated = rulesWith(lives, rules).filter(({ table }) => names.includes(table));
  return {
    columns: Object.fromEntries(tables.flatMap(([name, table]) => statedColumns(name, table))),
    lives: {
      [ABANDONED_ACCOUNTS]: abandonedDays(lives) * HOURS.day,
      ...Object.fromEntries(stated.map((rule) => [rule.class, rule.keep * HOURS[rule.unit]])),
    },
    ends: {
      ...Object.fromEntries(stated.map((rule) => [rule.class, endOf(rule)])),
      ...Object.fromEntries(
        tables.flatMap(([name, { life }]) => ('rules' in life ? [] : [[name, tableEnd(life)]])),
      ),
    },
    recipients: recipients.toSorted((first, second) => (first.recipient < second.recipient ? -1 : 1)),
  };
}

function statedColumns(name: string, { basis, columns, whose }: Table): [string, StatedColumn][] {
  return Object.entries(columns)
    .filter(([, { subject }]) => whose === 'unknowable' || subject === 'person' || subject === 'operator')
    .map(([column, { purpose, form }]) => [`${name}.${column}`, { purpose, form, basis }]);
}

function endOf({ table, from, when, exit }: Rule): string {
  const condition = when === undefined ? '' : ` if ${when}`;
  return `${table}.${from}${condition}: ${exit === 'delete' ? 'deleted' : `clears ${exit.null.join(' ')}`}`;
}

function tableEnd(life: Exclude<Table['life'], { readonly rules: unknown }>): string {
  return 'with' in life ? `with ${life.with}` : `kept ${life.kept}`;
}

/** Every difference from one policy to a later one. */
export function changesBetween(before: PolicyContent, after: PolicyContent): PolicyChange[] {
  return [
    ...columnChanges(before, after),
    ...lifeChanges(before, after),
    ...endChanges(before, after),
    ...recipientChanges(before, after),
  ];
}

/** Whether a later policy needs notice. */
export function isWider(changes: readonly PolicyChange[]): boolean {
  return changes.some(({ wider }) => wider);
}

function columnChanges({ columns: before }: PolicyContent, { columns: after }: PolicyContent) {
  return bothNames(before, after).flatMap((item): PolicyChange[] => {
    const [earlier, later] = [before[item], after[item]];
    if (earlier === undefined || later === undefined)
      return [
        {
          kind: 'column',
          item,
          before: earlier?.purpose ?? null,
          after: later?.purpose ?? null,
          wider: earlier === undefined,
        },
      ];
    return (['purpose', 'form', 'basis'] as const).flatMap((kind) =>
      earlier[kind] === later[kind]
        ? []
        : [
            {
              kind,
              item,
              before: earlier[kind],
              after: later[kind],
              wider: kind !== 'form' || says(later.form) > says(earlier.form),
            },
          ],
    );
  });
}

/** How much a form says to a reader, for comparisons: an ordinary text says the most. */
function says(form: Form): number {
  const order: readonly Form[] = ['random', 'keyed', 'hashed', 'sealed', 'count', 'week', 'day', 'hour'];
  const place = order.indexOf(form);
  return place === -1 ? order.length + (form === 'plain' ? 1 : 0) : place;
}

function lifeChanges(before: PolicyContent, after: PolicyContent): PolicyChange[] {
  return bothNames(before.lives, after.lives).flatMap((item) => {
    const [earlier = null, later = null] = [before.lives[item], after.lives[item]];
    // a new class ends what had no end of its own; a table that lost its class is kept longer
    const wider = later === null ? isLeft(item, before, after) : earlier !== null && later > earlier;
    return earlier === later ? [] : [{ kind: 'life', item, before: earlier, after: later, wider }];
  });
}

function endChanges(before: PolicyContent, after: PolicyContent): PolicyChange[] {
  return bothNames(before.ends, after.ends).flatMap((item) => {
    const [earlier = null, later = null] = [before.ends[item], after.ends[item]];
    const wider = earlier !== null && isLeft(item, before, after);
    return earlier === later ? [] : [{ kind: 'end', item, before: earlier, after: later, wider }];
  });
}

/** Whether the later policy still states a column of the table that a class, or the table's own end, was about. */
function isLeft(item: string, { ends }: PolicyContent, { columns }: PolicyContent): boolean {
  const end = ends[item] ?? '';
  const table = /^(?:with|kept) /.test(end) ? item : (/^(\w+)\./.exec(end)?.[1] ?? 'accounts');
  return Object.keys(columns).some((column) => column.startsWith(`${table}.`));
}

function recipientChanges(
  { recipients: before }: PolicyContent,
  { recipients: after }: PolicyContent,
): PolicyChange[] {
  const [earlier, later] = [before, after].map(
    (recipients) => new Map(recipients.map((stated) => [stated.recipient, stated])),
  );
  const names = [...new Set([...before, ...after].map(({ recipient }) => recipient))].toSorted();
  return names.flatMap((item): PolicyChange[] => {
    const [given, gives] = [earlier?.get(item), later?.get(item)];
    const [from, to] = [given, gives].map((stated) => (stated === undefined ? null : words(stated)));
    const wider = gives !== undefined && (given?.ground !== gives.ground || !isStated(gives, [given]));
    if (from === undefined || to === undefined || from === to) return [];
    return [{ kind: 'recipient', item, before: from, after: to, wider }];
  });
}

/** Whether one of the stated recipients is this one, and gets at least its classes. */
export function isStated(
  { recipient, classes }: Pick<StatedRecipient, 'recipient' | 'classes'>,
  stated: readonly StatedRecipient[],
): boolean {
  const known = stated.find((candidate) => candidate.recipient === recipient)?.classes ?? [];
  return classes.every((name) => known.includes(name) || known.includes(ALL_CLASSES));
}

function words({ classes, ground }: StatedRecipient): string {
  return `${ground}: ${classes.join(' ')}`;
}

function bothNames(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}
