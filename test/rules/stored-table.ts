/**
 * The README's table of what is stored about a customer, made from the inventory: form, purpose and retention are read
 * from the declaration. Only the grouping of columns into items that a reader knows is written here. A column of a
 * person that is in no item throws, so that nothing can be stored and not be shown.
 */

import type { Column, Form, Rule, Table } from '../../server/domain/inventory/declaration.ts';
import { INVENTORY, RULES, type Purpose, type TableName } from '../../server/domain/inventory/inventory.ts';
import { isOff } from '../../server/domain/inventory/lives.ts';
import { keptText, purposeText, tableText } from '../../server/texts/inventory-texts.ts';
import { ENGLISH } from '../../server/texts/texts.ts';
import { markdownTable } from './markdown-table.ts';

const { inventory } = ENGLISH;

interface Item {
  readonly name: string;
  /** As `table.column`. The first one's purpose and retention are shown. */
  readonly columns: readonly string[];
  /** It stands for its table: the table's description is shown, and what else lives as long refers to it. */
  readonly whole?: true;
}

const item = (name: string, ...columns: readonly string[]): Item => ({ name, columns: columnsIn(columns) });
const whole = (name: string, ...columns: readonly string[]): Item => ({
  ...item(name, ...columns),
  whole: true,
});

/** `table: column column` for each table. */
function columnsIn(listed: readonly string[]): string[] {
  return listed.flatMap((list) => {
    const [table = '', columns = ''] = list.split(': ');
    return columns.split(' ').map((column) => `${table}.${column}`);
  });
}

const ITEMS: readonly Item[] = [
  item("buyer's email", 'licenses: email_index'),
  item('license key', 'license_keys: verifier license created_day ended_day'),
  item('nonce of the license key', 'licenses: nonce'),
  whole(
    'license',
    'licenses: id product seats used ends_day updates_until_day entitlements created_day suspended_day',
    'licenses: revoked_day released_day release_count idle_day',
    'expiry_notices: license ends_day',
  ),
  item('order reference', 'orders: reference product license day terms former_license'),
  whole(
    'activation',
    'activations: id license request_digest lease_day lease_ends_day seat_ends_day created_day seen_day',
    'activations: seat_ends_second lapsed_day released_day',
  ),
  item('username that the app gave', 'activations: username'),
  item('device tags', 'device_tags: tag activation'),
  item(
    'copies of a machine, if found',
    'forks: known_tags activation trunk_tags branch_tags copy_tags copies found_day latest_day',
  ),
  item('trial of a machine, if it started one', 'trials: tag day'),
  item('use of a coupon', 'coupon_uses: tag'),
  item('network, /24 or /48', 'activations: network network_day'),
  item('nickname of a machine', 'nicknames: nickname activation'),
  whole(
    'portal account',
    'accounts: username id terms_version terms_day created_day login_day warnings warned_day',
    'owners: license account since_day proved_day notified_last_day',
  ),
  item('password, recovery codes', 'accounts: password', 'recovery_codes: digest account'),
  item('recovery email', 'accounts: email_index'),
  item('address for notices', 'accounts: notice_address notices'),
  item('session', 'sessions: digest account family begun_hour fresh_hour ends_hour rotated_hour'),
  item(
    'member of a license',
    'members: name id license account manager_day since_day',
    'member_machines: activation member',
  ),
  whole('offer to a member', 'member_offers: name id license account secret ends_day'),
  whole('offer of a license to a new owner', 'transfers: license account ready_hour ends_day'),
  whole('take-over of a license', 'takeovers: license account ready_day refused_day ends_day'),
  whole('app that the customer allowed', 'sign_ins: license decision account nickname'),
  whole('support bundle', 'support_bundles: sealed id license activation received_day bytes'),
  item('request about personal data, while it is open', 'rights_requests: address'),
  whole('restriction or objection', 'restrictions: kind license account since_day'),
  whole('subject of a request', 'rights_subjects: request license account ends_day'),
  item('one-time link', 'links: digest account about'),
  item('failed login', 'attempts: digest'),
  item('known browser, if a password was wrong', 'known_browsers: digest account failures day'),
  whole('waiting mail', 'mails: sealed'),
  item('mailed key that is not delivered', 'key_mails: license day'),
  whole(
    'legal hold',
    'holds: authority hold held_license held_account held_class why placed_day reviewed_day lifted_day',
  ),
  whole('disclosure of a license’s data', 'disclosures: recipient id license classes ground day last_day'),
  whole("operator's action", 'operator_actions: action actor license purpose reason hour held_until_day'),
];

const FORMS: Readonly<Record<Form, string>> = {
  plain: 'plain text',
  keyed: 'keyed hash',
  hashed: 'hash',
  sealed: 'encrypted',
  random: 'random value',
  day: 'days',
  hour: 'hours',
  second: 'times',
  week: 'weeks',
  count: 'numbers',
};

/** From when a rule counts, and of which rows. */
const MOMENTS: Readonly<Record<string, string>> = {
  'licenses.ends_day': 'license end',
  'licenses.revoked_day': 'revocation',
  'licenses.idle_day': 'last machine',
  'orders.day': 'order',
  'activations.network_day': 'day of the prefix',
  'activations.seat_ends_day': 'end of grace',
  'activations.released_day': 'if released',
  'activations.lapsed_day': 'if lapsed',
  'trials.day': 'its start',
  'sessions.ends_hour': 'its end',
  'links.hour': 'request',
  'member_offers.ends_day': 'offer + 7 days',
  'transfers.ends_day': 'offer + 7 days',
  'takeovers.ends_day': 'its beginning + 38 days, or a refusal + 90 days',
  'sign_ins.ends_hour': 'its activation, or ten minutes',
  'support_bundles.received_day': 'receipt',
  'disclosures.last_day': 'last day',
  'coupon_uses.ends_day': 'the coupon’s end',
  'holds.lifted_day': 'end of the hold',
  'rights_requests.closed_day': 'its end',
  'rights_subjects.ends_day': 'answer + 7 days, or a year after a request to know',
  'attempts.hour': 'latest failure',
  'known_browsers.day': 'login',
  'mails.hour': 'writing',
  'key_mails.day': 'mail',
  'operator_actions.hour': 'action',
  'operator_actions.held_until_day': 'day until which it is held back',
};

/** The table, as Markdown. @throws Error where the inventory has something that the items do not show */
export function storedTable(): string {
  const shown = ITEMS.flatMap(({ columns }) => columns);
  const missing = columnsOfPersons().filter((column) => !shown.includes(column));
  if (missing.length > 0) throw new Error(`columns of a person in no item: ${missing.join(', ')}`);
  return markdownTable([
    ['what', 'form', 'purpose', 'kept until'],
    ...ITEMS.map((item) => [item.name, formOf(item), purposeOf(item), untilOf(item)]),
  ]);
}

function columnsOfPersons(): string[] {
  return Object.entries(INVENTORY).flatMap(([table, { columns }]) =>
    Object.entries(columns)
      .filter(([, { subject }]) => subject === 'person')
      .map(([column]) => `${table}.${column}`),
  );
}

/** Random ids only join rows: they are named where there is nothing else. */
function formOf({ columns }: Item): string {
  const forms = new Set(columns.map((column) => columnOf(column).form));
  if (forms.size > 1) forms.delete('random');
  return [...forms].map((form) => FORMS[form]).join(', ');
}

function purposeOf({ columns: [first = ''], whole: isWhole }: Item): string {
  const [table = ''] = first.split('.');
  const text = isWhole
    ? tableText(table as TableName, inventory)
    : purposeText(columnOf(first).purpose, inventory);
  return textOf(text);
}

/** The only place that reads a text of the inventory. */
function textOf(text: string): string {
  return text.replaceAll('’', "'");
}

function untilOf({ name, columns: [first = ''], whole: isWhole }: Item): string {
  const [table = '', column = ''] = first.split('.');
  const rules = RULES.filter((rule) => rule.table === table);
  const nulled = rules.filter(({ exit }) => exit !== 'delete' && exit.null.includes(column));
  const { life } = tableOf(first);
  const anchor = isWhole ? undefined : wholeOf('with' in life ? life.with : table);
  if (nulled.length > 0) return `${endsOf(nulled)}, or same as the ${anchor?.name}`;
  if (anchor !== undefined) return `same as the ${anchor.name}`;
  const kept = keptText({ life }, inventory);
  if (kept !== undefined) return textOf(kept);
  const deleted = rules.filter((rule) => rule.exit === 'delete' && !isOff(rule));
  if (deleted.length === 0) throw new Error(`${name} has no end`);
  return endsOf(deleted);
}

function wholeOf(table: string): Item | undefined {
  return ITEMS.find(({ whole: isWhole, columns }) => isWhole && columns[0]?.startsWith(`${table}.`));
}

/** Rules that differ only in the moment are shown as one. */
function endsOf(rules: readonly Rule[]): string {
  const moments = new Map<string, string[]>();
  for (const { table, from, unit, keep, when, exit } of rules) {
    const period = keep === 0 ? '' : ` + ${durationOf(keep, unit)}`;
    const isNulled = exit !== 'delete' && exit.null.some((column) => column === when);
    const condition = when === undefined || isNulled ? '' : ` ${momentOf(table, when)}`;
    const end = period + condition;
    moments.set(end, [...(moments.get(end) ?? []), momentOf(table, from)]);
  }
  return [...moments].map(([end, from]) => from.join(' or ') + end).join(', ');
}

function momentOf(table: string, column: string): string {
  const moment = MOMENTS[`${table}.${column}`];
  if (moment === undefined) throw new Error(`no words for the moment ${table}.${column}`);
  return moment;
}

function durationOf(keep: number, unit: Rule['unit']): string {
  const days = unit === 'hour' ? keep / 24 : keep;
  if (unit !== 'week' && days % 365 === 0) return counted(days / 365, 'year');
  return counted(keep, unit);
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function tableOf(path: string): Table<Purpose> {
  const [name = ''] = path.split('.');
  const table = INVENTORY[name];
  if (table === undefined) throw new Error(`no table ${name} in the inventory`);
  return table;
}

function columnOf(path: string): Column<Purpose> {
  const [, name = ''] = path.split('.');
  const column = tableOf(path).columns[name];
  if (column === undefined) throw new Error(`no column ${path} in the inventory`);
  return column;
}
