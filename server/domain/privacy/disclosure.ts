/**
 * Disclosures: the record of who outside the vendor was given personal data (GDPR Art. 15(1)(c), 19 and 30(1)(d)). A
 * disclosure concerns one license, or the data of all customers (general), as with a processor. It is empty until an
 * operator adds one. Customers see it, and an operator who corrects or
 * erases data sees who must be informed.
 */

import { addDays, dayOf, readDate, writeDate, yearOf, type Day } from '../kernel/day.ts';
import { requireFreeText } from '../kernel/free-text.ts';
import { read, write } from '../kernel/named-operation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { mapItems, readPage, type Page, type PageAsked } from '../kernel/page.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { DISCLOSURE_DAYS } from '../inventory/disclosure-tables.ts';
import { INVENTORY } from '../inventory/inventory.ts';
import { ALL_CLASSES, isStated } from '../inventory/policy-content.ts';
import { requireLicense } from '../licensing/license.ts';
import { recordAction, type Action } from '../operator/action.ts';
import { disclosureQueries, type DisclosureRow } from '../operator/disclosure.ts';
import { standingPolicies, type Standing } from './policy-rows.ts';

/** Why data may be given: to a processor (Art. 28), or on one of the legal grounds of Art. 6(1). */
export const GROUNDS = [
  'processor',
  'consent',
  'contract',
  'legal-obligation',
  'vital-interests',
  'public-interest',
  'legitimate-interests',
] as const;
export type Ground = (typeof GROUNDS)[number];

/** The classes of data: the tables with personal data, or all of them. */
const CLASSES: readonly string[] = [
  ALL_CLASSES,
  ...Object.entries(INVENTORY).flatMap(([table, { whose }]) => (whose === undefined ? [] : [table])),
];

/** The maximum number of general disclosures, and of those of one license. Each of them is listed whole. */
export const DISCLOSURES_MAX = 50;
/** The years that are counted: this one and the two before, of which no disclosure is deleted yet. */
const COUNTED_YEARS = 3;

/** A recipient of data, for a page and for an operator who corrects or erases the data. */
export interface Recipient {
  disclosure: Id;
  recipient: string;
  /** Words of {@link CLASSES}. */
  classes: string[];
  ground: string;
  disclosedOn: string;
  /** The last day on which it was given data; null: it continues. */
  endedOn: string | null;
}

/** A disclosure as an operator sees it. `scope`: whose data; `deleted`: a license that no longer exists or was erased. */
export interface DisclosureView extends Recipient {
  scope: 'all customers' | 'license' | 'deleted';
  license: Id | null;
}

export interface AddDisclosure {
  recipient: string;
  classes: string[];
  ground: string;
  /** The license whose data were given; absent: the data of all customers. */
  license?: Id | undefined;
  /** The day, `YYYY-MM-DD`, at most today; absent: today. */
  on?: string | undefined;
}

/** Records a disclosure. One to a processor continues until it is ended; any other has one day. */
function* addDisclosure(input: AddDisclosure, call: Call, vault: Vault): Operation<DisclosureView> {
  const today = dayOf(call.now);
  requireFreeText('recipient', input.recipient, '/recipient');
  const { license = null } = input;
  if (license !== null) yield* requireLicense(license);
  const ground = requireGround(input.ground);
  const day = requirePast(input.on, today, '/on');
  const continues = ground === 'processor';
  const oldest = addDays(today, -DISCLOSURE_DAYS);
  if (!continues && day < oldest)
    refuseField('/on', `must be ${writeDate(oldest)} or later: earlier ones are deleted`);
  const [{ general, ofLicense }] = yield* ask(disclosureQueries.countDisclosures({ license: license ?? '' }));
  if ((license === null ? general : ofLicense) >= DISCLOSURES_MAX)
    refuseField('/license', `has ${DISCLOSURES_MAX} disclosures, which is the limit`);
  const added: DisclosureRow = {
    id: call.id,
    license,
    isGeneral: license === null ? 1 : 0,
    recipient: input.recipient,
    classes: requireClasses(input.classes).join(' '),
    ground,
    day,
    lastDay: continues ? null : day,
  };
  if (continues && license === null) yield* requireStated(added, call);
  yield* ask(disclosureQueries.addDisclosure(added));
  yield* record('disclosure add', added, call, vault);
  return viewDisclosure(added);
}

/** Ends the disclosure to a processor, which is kept for three more years. */
function* endDisclosure(
  { disclosure, on }: { disclosure: Id; on?: string | undefined },
  call: Call,
  vault: Vault,
): Operation<DisclosureView> {
  const found = yield* requireDisclosure(disclosure);
  const day = requirePast(on, dayOf(call.now), '/on');
  if (day < found.day) refuseField('/on', `must be ${writeDate(found.day)} or later, its first day`);
  if (found.lastDay !== null) refuseField('/disclosure', `ended on ${writeDate(found.lastDay)}`);
  yield* ask(disclosureQueries.endDisclosure({ id: found.id, day }));
  yield* record('disclosure end', found, call, vault);
  return viewDisclosure({ ...found, lastDay: day });
}

/** Removes a disclosure that was recorded by mistake. The removal is recorded, with its reason. */
function* removeDisclosure(
  { disclosure, reason }: { disclosure: Id; reason: string },
  call: Call,
  vault: Vault,
): Operation<DisclosureView> {
  const found = yield* requireDisclosure(disclosure);
  yield* ask(disclosureQueries.dropDisclosure({ id: found.id }));
  yield* record('disclosure remove', found, call, vault, reason);
  return viewDisclosure(found);
}

function* listDisclosures(asked: PageAsked): Operation<Page<DisclosureView>> {
  const page = yield* readPage(asked, {
    query: disclosureQueries.pageDisclosures,
    placeOf: ({ day, id }) => ({ order: day, id }),
  });
  return mapItems(page, viewDisclosure);
}

/** What the privacy page says of recipients: those of all customers' data, and counts of the others by year. */
export interface Disclosed {
  recipients: Recipient[];
  /** This year and the two before: how often data of a single customer were given. */
  years: { year: number; disclosures: number }[];
}

function* showDisclosed(_input: object, call: Call): Operation<Disclosed> {
  const thisYear = yearOf(dayOf(call.now));
  const years = Array.from({ length: COUNTED_YEARS }, (_, nth) => thisYear - nth);
  const counts = yield* ask(
    ...years.map((year) =>
      disclosureQueries.countSingleDisclosures({ from: newYear(year), below: newYear(year + 1) }),
    ),
  );
  return {
    recipients: yield* listGeneral(),
    years: years.map((year, nth) => ({ year, disclosures: counts[nth]?.disclosures ?? 0 })),
  };
}

/** The operations on disclosures, by their names. */
export const disclosureOperations = {
  addDisclosure: write(addDisclosure),
  endDisclosure: write(endDisclosure),
  removeDisclosure: write(removeDisclosure),
  listDisclosures: read(listDisclosures),
  showDisclosed: read(showDisclosed),
  listRecipients: read(listRecipients),
};

/** The recipients of all customers' data. */
export function* listGeneral(): Operation<Recipient[]> {
  const [found] = yield* ask(disclosureQueries.listGeneralDisclosures({ rows: DISCLOSURES_MAX }));
  return found.map(viewRecipient);
}

/**
 * Everyone who was given data of the licenses, alone or as of all customers, for an operator who must tell them of a
 * correction or an erasure (Art. 19).
 * @param tables the tables that are corrected or erased; absent: all
 */
export function* listRecipients({
  licenses,
  tables,
}: {
  licenses: readonly Id[];
  tables?: readonly string[] | undefined;
}): Operation<Recipient[]> {
  const own = yield* ask(
    ...licenses.map((license) =>
      disclosureQueries.listLicenseDisclosures({ license, rows: DISCLOSURES_MAX }),
    ),
  );
  const recipients = [...own.flat().map(viewRecipient), ...(yield* listGeneral())];
  return recipients.filter(
    ({ classes }) =>
      tables === undefined || classes.some((word) => word === ALL_CLASSES || tables.includes(word)),
  );
}

function* record(
  action: Action,
  { license }: Pick<DisclosureRow, 'license'>,
  call: Call,
  vault: Vault,
  reason?: string,
): Operation<void> {
  yield* recordAction(call, vault, { action, license, reason });
}

function* requireDisclosure(id: Id): Operation<DisclosureRow> {
  const [found] = yield* ask(disclosureQueries.findDisclosure({ id }));
  return found ?? refuseField('/disclosure', 'names no disclosure');
}

/**
 * Requires that a recipient who goes on receiving the data of all customers is stated by the policy in force, and by those
 * that wait for their day. Before a policy is in force, nothing is required.
 */
function* requireStated({ recipient, classes }: DisclosureRow, call: Call): Operation<void> {
  const given = { recipient, classes: classes.split(' ') };
  const isMissing = ({ content }: Standing): boolean => !isStated(given, content.recipients);
  if ((yield* standingPolicies(call)).some(isMissing))
    refuseField('/recipient', 'is not stated by the policy in force: release one that does, 15 days before');
}

function requireGround(ground: string): Ground {
  const found = GROUNDS.find((known) => known === ground);
  return found ?? refuseField('/ground', `must be one of ${GROUNDS.join(', ')}`);
}

function requireClasses(classes: readonly string[]): readonly string[] {
  const isKnown = classes.length > 0 && classes.every((word) => CLASSES.includes(word));
  if (!isKnown) refuseField('/classes', `must be one or more of ${CLASSES.join(', ')}`);
  return CLASSES.filter((word) => classes.includes(word));
}

/** Requires a recipient whose name and classes a disclosure may have. @throws Refusal about the field that is wrong */
export function requireRecipient({ recipient, classes }: Pick<Recipient, 'recipient' | 'classes'>): void {
  requireFreeText('recipient', recipient, '/recipient');
  requireClasses(classes);
}

/** The day that a date names, which may not be in the future; today if there is no date. */
function requirePast(date: string | undefined, today: Day, pointer: string): Day {
  if (date === undefined) return today;
  const day = readDate(date) ?? refuseField(pointer, 'must be a date YYYY-MM-DD');
  return day <= today ? day : refuseField(pointer, 'must not be in the future');
}

function refuseField(pointer: string, message: string): never {
  return refuse('request_malformed', { fields: [{ pointer, message }] });
}

function newYear(year: number): Day {
  const day = readDate(`${year}-01-01`);
  if (day === undefined) throw new Error(`no year ${year}`);
  return day;
}

function viewRecipient({ id, recipient, classes, ground, day, lastDay }: DisclosureRow): Recipient {
  return {
    disclosure: id,
    recipient,
    classes: classes.split(' '),
    ground,
    disclosedOn: writeDate(day),
    endedOn: lastDay === null ? null : writeDate(lastDay),
  };
}

function viewDisclosure(found: DisclosureRow): DisclosureView {
  const { license, isGeneral } = found;
  const single = license === null ? 'deleted' : 'license';
  return { ...viewRecipient(found), scope: isGeneral === 1 ? 'all customers' : single, license };
}
