/**
 * The stored form of disclosures: who outside the vendor was given personal data, and why. A disclosure concerns one
 * license, or the data of all customers (general). `privacy/disclosure.ts` records and shows them.
 */

import type { Day } from '../kernel/day.ts';
import type { InPage, PageParams } from '../kernel/page.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows } from '../kernel/query.ts';

/** A row of `disclosures`. */
export interface DisclosureRow {
  id: Id;
  /** Null: it is general, or its license was deleted or erased. */
  license: Id | null;
  isGeneral: 0 | 1;
  recipient: string;
  /** Names of tables of the inventory, or `all`, separated by spaces. */
  classes: string;
  ground: string;
  day: Day;
  /** The last day on which the recipient was given data; null: it continues. */
  lastDay: Day | null;
}

export const disclosureQueries = defineQueries({
  addDisclosure: rowCount<DisclosureRow>(),
  findDisclosure: optionalRow<{ id: Id }, DisclosureRow>(),
  endDisclosure: rowCount<{ id: Id; day: Day }>(),
  dropDisclosure: rowCount<{ id: Id }>(),
  /** Moves the disclosures of a license to the license that replaces it. */
  moveDisclosures: rowCount<{ from: Id; to: Id }>(),
  /** Cuts the link of the disclosures to a license, since they concern an earlier owner. */
  cutDisclosures: rowCount<{ license: Id }>(),
  pageDisclosures: rows<PageParams, InPage<DisclosureRow>>(),
  listGeneralDisclosures: rows<{ rows: number }, DisclosureRow>(),
  listLicenseDisclosures: rows<{ license: Id; rows: number }, DisclosureRow>(),
  countDisclosures: row<{ license: Id }, { general: number; ofLicense: number }>(),
  /** How many name a license of an account, or of the person of a request about personal data. */
  countPersonsDisclosures: row<{ rule: 'account' | 'request'; owner: Id }, { disclosures: number }>(),
  /** Disclosures of single licenses from a day on, and before another. */
  countSingleDisclosures: row<{ from: Day; below: Day }, { disclosures: number }>(),
});
