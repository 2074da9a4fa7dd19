/** The copies that were found of a license's machines, as operators and the owner of the license see them. */

import { machineName } from '../../../client-sdk/typescript/contract/machine-name.ts';
import type { FoundCopies, LicenseDetails } from '../../../client-sdk/typescript/contract/license-view.ts';
import { writeDate, type Day } from '../kernel/day.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, rows } from '../kernel/query.ts';

interface CopiesRow {
  activation: Id;
  copies: number;
  foundDay: Day;
  latestDay: Day;
}

/** The maximum number of activations with copies that are shown, those found last. */
export const COPIES_MAX = 50;

export const copyQueries = defineQueries({
  /** Activations of a license for which copies were found, the latest first. */
  listCopies: rows<{ license: Id; rows: number }, CopiesRow>(),
});

/** The member of a license's view that shows the copies; none if no copy was found. */
export function viewCopies(found: readonly CopiesRow[]): Pick<LicenseDetails, 'copies'> {
  return found.length === 0 ? {} : { copies: found.map(viewOf) };
}

function viewOf({ activation, copies, foundDay, latestDay }: CopiesRow): FoundCopies {
  return {
    activation,
    machine: machineName(activation),
    copies,
    firstFoundOn: writeDate(foundDay),
    lastFoundOn: writeDate(latestDay),
  };
}
