/** What the operations answer, in the models of the pages: dates become days, and a license's standing one word. */

import type { LicenseView } from '../../../client-sdk/typescript/contract/wire.ts';
import { readDate, toHour, toDay, addDays, daysBetween, type Day } from '../../domain/kernel/day.ts';
import type { PersonalData, PersonalValue } from '../../domain/privacy/personal-data.ts';
import type { OwnedLicense, OwnedLicenseShown, OwnedMachine } from '../../domain/ownership/owned-licenses.ts';
import type { Allowance } from '../../domain/activation/release-allowance.ts';
import type { PersonalDataModel } from '../pages/personal-data.ts';
import type { LicenseModel, MachineLine, ReleaseBar } from '../pages/license.ts';
import type { LicenseLine, Standing } from '../pages/licenses.ts';
import type { ReleaseModel } from '../pages/release.ts';
import type { Texts } from '../texts/en/catalogue.ts';

/** Days before its end in which a license is shown as one that ends soon. */
const ENDING_DAYS = 30;
/** In the place of a value that would help a thief more than it tells its owner. */
const HIDDEN = '…';

export function lineOf(license: OwnedLicense, today: Day): LicenseLine {
  const { productName: product, used, seats } = license;
  return { license: license.license, product, standing: standingOf(license, today), used, seats };
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

/** The day of a date that an operation has written. */
function dayIn(date: string | null): Day {
  const day = readDate(date ?? '');
  if (day === undefined) throw new Error(`${date} is no date`);
  return day;
}

export function licenseOf(shown: OwnedLicenseShown, today: Day): Omit<LicenseModel, 'selected' | 'faults'> {
  return {
    ...lineOf(shown, today),
    updatesUntil: shown.updatesUntil === null ? null : dayIn(shown.updatesUntil),
    features: shown.entitlements,
    sinceDay: shown.sinceDay,
    keyDerivable: shown.key !== 'imported',
    machines: shown.machines.map(machineOf),
    bar: barOf(shown.allowance),
  };
}

export function machineOf(machine: OwnedMachine): MachineLine {
  const { activation, machine: name, nickname, username, network } = machine;
  return {
    activation,
    name,
    nickname,
    username,
    network,
    activatedOn: dayIn(machine.createdOn),
    lastSeenOn: dayIn(machine.lastSeenOn),
    leaseEndsOn: dayIn(machine.leaseEndsOn),
    lapsed: machine.status === 'lapsed',
  };
}

/** Why no machine can be released today. */
function barOf({ nextDay, perYear, left }: Allowance): ReleaseBar | undefined {
  if (nextDay !== null) return { is: 'tooSoon', next: nextDay };
  return left === 0 ? { is: 'limit', perYear: perYear ?? 0 } : undefined;
}

/** What is asked before machines are released: those of the chosen ones that are there. */
export function releaseOf(
  shown: OwnedLicenseShown,
  chosen: readonly string[],
  today: Day,
): Omit<ReleaseModel, 'faults'> {
  const { cooldownDays, perYear, left } = shown.allowance;
  return {
    license: shown.license,
    product: shown.productName,
    machines: shown.machines.filter(({ activation }) => chosen.includes(activation)).map(machineOf),
    rules: {
      coolDownDays: cooldownDays,
      next: addDays(today, cooldownDays),
      yearly: perYear === null || left === null ? null : { perYear, left },
    },
    bar: barOf(shown.allowance),
  };
}

/** Days and hours are written out; what is not shown is said to be there. */
export function personalDataOf({ tables, looks }: PersonalData, texts: Texts): PersonalDataModel {
  const written = ({ value, form }: PersonalValue): string => {
    if (value === null) return HIDDEN;
    if (typeof value === 'string') return value;
    if (form === 'day') return texts.day(toDay(value));
    return form === 'hour' ? texts.hour(toHour(value)) : texts.number(value);
  };
  const groups = tables.map(({ what, values }) => ({
    what,
    held: values.map((one) => ({
      value: written(one),
      purpose: one.purpose,
      form: one.form,
      keptUntil: one.keptUntil === null ? null : dayIn(one.keptUntil),
    })),
  }));
  return { groups, looks };
}
