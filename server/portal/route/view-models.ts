/**
 * Makes the models of pages from the answers of operations: dates become days, and a license's status becomes one word.
 */

import { splitEntitlement } from '../../../client-sdk/typescript/contract/entitlement.ts';
import type { FoundCopies, LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { readDate, toHour, toDay, addDays, daysBetween, type Day } from '../../domain/kernel/day.ts';
import type { PersonalData, PersonalValue } from '../../domain/privacy/personal-data.ts';
import type { MemberShown } from '../../domain/ownership/list-members.ts';
import type { OwnedLicense, OwnedLicenseShown } from '../../domain/ownership/owned-licenses.ts';
import type { OwnedMachine } from '../../domain/ownership/shown-machine.ts';
import type { Allowance } from '../../domain/activation/release-allowance.ts';
import type { PersonalDataModel, PersonalDatum, PersonalRow } from '../pages/personal-data.ts';
import { unknowableTables } from './stored-tables.ts';
import type { CopiesLine, FeatureLine, LicenseModel, MachineLine, ReleaseBar } from '../pages/license.ts';
import type { MemberLine } from '../pages/members.ts';
import type { ListedTakeover } from '../../domain/ownership/takeovers.ts';
import type { TakeoverShown } from '../../domain/takeover/answer-takeover.ts';
import type { ListedTransfer } from '../../domain/ownership/transfers.ts';
import type { TransferShown } from '../../domain/ownership/show-transfer.ts';
import type { OfferToAccount } from '../../domain/ownership/answer-offer.ts';
import type { LicenseLine, OfferLine, Standing, TakeoverLine, TransferLine } from '../pages/licenses.ts';
import type { Takeover } from '../pages/takeover.ts';
import type { Transfer } from '../pages/transfer.ts';
import type { ReleaseModel } from '../pages/release.ts';
import type { Purpose } from '../../domain/inventory/inventory.ts';
import type { PolicyView } from '../../domain/privacy/policy.ts';
import type { ComingPolicy } from '../../domain/privacy/policy-notices.ts';
import type { ComingVersion, PolicyVersion } from '../html/policy-versions.ts';
import type { Recipient } from '../../domain/privacy/disclosure.ts';
import type { RecipientLine } from '../pages/recipients.ts';
import { classTexts, groundText, heldText, holdReasonText } from '../../texts/inventory-texts.ts';
import type { Texts } from '../../texts/texts.ts';

/** A license is shown as ending soon in this number of days before its end. */
const ENDING_DAYS = 30;
/** The sign that is shown instead of a value that is not exported. */
const HIDDEN = '…';

export function lineOf(license: OwnedLicense, today: Day): LicenseLine {
  const { productName: product, used, seats, member, lastDataDay: keptUntil } = license;
  const standing = standingOf(license, today);
  return { license: license.license, product, standing, used, seats, member, keptUntil };
}

function standingOf(license: LicenseView, today: Day): Standing {
  const ends = license.endsOn === null ? null : dayIn(license.endsOn);
  if (license.status === 'revoked') return { is: 'revoked', day: dayIn(license.revokedOn) };
  if (license.status === 'suspended') return { is: 'suspended', day: dayIn(license.suspendedOn) };
  if (license.status === 'ended') return { is: 'ended', day: dayIn(license.endsOn) };
  return ends !== null && daysBetween(today, ends) <= ENDING_DAYS
    ? { is: 'ending', day: ends }
    : { is: 'valid', day: ends };
}

/** The day of a date that an operation has written as text. */
function dayIn(date: string | null): Day {
  const day = readDate(date ?? '');
  if (day === undefined) throw new Error(`${date} is no date`);
  return day;
}

export function licenseOf(shown: OwnedLicenseShown, today: Day): Omit<LicenseModel, 'selected' | 'faults'> {
  return {
    ...lineOf(shown, today),
    updatesUntil: shown.updatesUntil === null ? null : dayIn(shown.updatesUntil),
    features: featuresOf(shown.entitlements, today),
    sinceDay: shown.sinceDay,
    role: shown.role,
    isFloating: shown.isFloating,
    memberId: shown.memberId,
    key: shown.key === 'imported' || shown.key === 'unmade' ? shown.key : 'derived',
    machines: shown.machines.map(machineOf),
    place: { previous: shown.previous, next: shown.next },
    bar: barOf(shown.allowance),
    copies: (shown.copies ?? []).map(copiesOf),
    notes: shown.notes,
  };
}

function featuresOf(entitlements: readonly string[], today: Day): FeatureLine[] {
  return entitlements.map((word) => {
    const { name, end } = splitEntitlement(word);
    const endsDay = end === undefined ? null : dayIn(end);
    return { name, endsDay, isOver: endsDay !== null && endsDay < today };
  });
}

function copiesOf({ activation, machine, firstFoundOn, lastFoundOn }: FoundCopies): CopiesLine {
  return { activation, name: machine, firstOn: dayIn(firstFoundOn), lastOn: dayIn(lastFoundOn) };
}

export function machineOf(machine: OwnedMachine): MachineLine {
  const { activation, machine: name, nickname, username, network, member, isOwn } = machine;
  return {
    activation,
    name,
    member,
    isOwn,
    nickname,
    username,
    network,
    activatedOn: dayIn(machine.createdOn),
    lastSeenOn: dayIn(machine.lastSeenOn),
    leaseEndsOn: dayIn(machine.leaseEndsOn),
    lapsed: machine.status === 'lapsed',
  };
}

export function offerLineOf({ productName: product, ...offer }: OfferToAccount): OfferLine {
  return { ...offer, product };
}

/** The lines of the transfers that wait. Those to the customer come first. */
export function transferLinesOf({ by, to }: Record<'by' | 'to', readonly ListedTransfer[]>): TransferLine[] {
  const lineTo =
    (whom: TransferLine['to']) =>
    ({ productName: product, license, readyHour }: ListedTransfer): TransferLine => ({
      license,
      product,
      readyHour,
      to: whom,
    });
  return [...to.map(lineTo('customer')), ...by.map(lineTo('other'))];
}

export function transferOf({ license, productName: product, ...shown }: TransferShown, today: Day): Transfer {
  const { license: id, used, seats } = license;
  return { ...shown, license: id, product, used, seats, standing: standingOf(license, today) };
}

/** The lines of the open take-overs. Those of the customer's own licenses come first. */
export function takeoverLinesOf({
  begun,
  owned,
}: Record<'begun' | 'owned', readonly ListedTakeover[]>): TakeoverLine[] {
  const lineFor =
    (whose: TakeoverLine['whose']) =>
    ({ productName: product, license }: ListedTakeover): TakeoverLine => ({ license, product, whose });
  return [...owned.map(lineFor('customer')), ...begun.map(lineFor('other'))];
}

export function takeoverOf(
  { license, productName: product, takeable, to, stage, open }: TakeoverShown,
  today: Day,
): Takeover {
  const { license: id, used, seats } = license;
  const standing = standingOf(license, today);
  const isBarred = takeable === 'barred';
  return { license: id, product, standing, used, seats, to, isBarred, open: open && { ...open, stage } };
}

export function memberOf(member: MemberShown): MemberLine {
  return { ...member, machines: member.machines.map(machineOf) };
}

/** The reason why no machine of a license can be released today; undefined if a machine can be released. */
export function barOf({ nextDay, perYear, left, isKept }: Allowance): ReleaseBar | undefined {
  if (nextDay !== null) return { is: 'tooSoon', next: nextDay };
  return left === 0 ? { is: isKept ? 'kept' : 'limit', perYear: perYear ?? 0 } : undefined;
}

/**
 * The model of the page that asks before machines are released. The machines that are shown are the selected ones.
 */
export function releaseOf(shown: OwnedLicenseShown, today: Day): Omit<ReleaseModel, 'faults'> {
  const { cooldownDays, perYear, left } = shown.allowance;
  return {
    license: shown.license,
    product: shown.productName,
    machines: shown.machines.map(machineOf),
    rules: {
      coolDownDays: cooldownDays,
      next: addDays(today, cooldownDays),
      yearly: perYear === null || left === null ? null : { perYear, left },
    },
    bar: barOf(shown.allowance),
  };
}

/**
 * The model of the page of personal data. Days, hours and numbers are written as in the reader's language. A value that
 * is not shown is replaced by a sign. Rows that then look the same become one row with a count.
 */
export function personalDataOf(
  { tables, recipients, previous, next, ...shown }: PersonalData,
  texts: Texts,
): PersonalDataModel {
  const groups = tables.map(({ table, basis, sources, values }) => {
    const rows = values.map((row) => row.map((value) => datumOf(value, texts)));
    return { table, basis, sources, entries: values.length, rows: alike(rows) };
  });
  return {
    ...shown,
    groups,
    recipients: recipientLines(recipients),
    unknowable: unknowableTables(),
    place: { previous, next },
  };
}

/** The versions of the policy. */
export function policyLines(versions: readonly PolicyView[]): PolicyVersion[] {
  return versions.map(({ version, effectiveOn, standing, changes }) => ({
    version,
    effective: dayIn(effectiveOn),
    standing,
    changes,
  }));
}

/** The versions of the policy whose day will come. */
export function comingOf(coming: readonly ComingPolicy[]): ComingVersion[] {
  return coming.map(({ version, effectiveDay: effective }) => ({ version, effective }));
}

/** The lines of recipients of data. */
export function recipientLines(recipients: readonly Recipient[]): RecipientLine[] {
  return recipients.map(({ recipient, classes, ground, disclosedOn, endedOn }) => ({
    recipient,
    classes,
    ground,
    first: dayIn(disclosedOn),
    last: endedOn === null ? null : dayIn(endedOn),
  }));
}

function datumOf({ purpose, form, keptUntil, value }: PersonalValue, texts: Texts): PersonalDatum {
  return {
    value: writeValue({ value, purpose, form }, texts),
    purpose,
    form,
    keptUntil: keptUntil === null ? null : dayIn(keptUntil),
  };
}

/** The stored words that are shown in the reader's language. */
const WORDS: Readonly<Partial<Record<Purpose, (stored: string, texts: Texts) => string>>> = {
  disclosedData: (stored, texts) => classTexts(stored.split(' '), texts).join('; '),
  disclosureGround: groundText,
  heldClass: heldText,
  holdReason: holdReasonText,
};

function alike(rows: readonly PersonalDatum[][]): PersonalRow[] {
  const merged = new Map<string, PersonalRow>();
  for (const data of rows) {
    const key = JSON.stringify(data);
    merged.set(key, { data, times: (merged.get(key)?.times ?? 0) + 1 });
  }
  return [...merged.values()];
}

function writeValue(
  { value, purpose, form }: Pick<PersonalValue, 'value' | 'purpose' | 'form'>,
  texts: Texts,
): string {
  const { formats } = texts;
  if (value === null) return HIDDEN;
  if (typeof value === 'string') return WORDS[purpose]?.(value, texts) ?? value;
  if (form === 'day') return formats.day(toDay(value));
  return form === 'hour' ? formats.hour(toHour(value)) : formats.number(value);
}
