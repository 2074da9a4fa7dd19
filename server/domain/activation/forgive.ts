/**
 * Forgiveness: an operator discards what was found about copies of a license's machines, after the customer objected.
 * Both machines then go on as if nothing was found. If both go on, they are found again: a license that shall run in two
 * places needs two seats.
 */

import type { LicenseChange } from '../../../client-sdk/typescript/contract/license-view.ts';
import { forkQueries } from './fork-record.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { changeLicense, type ChangeLicense } from '../licensing/change.ts';

export function* forgiveCopies(input: ChangeLicense, call: Call, vault: Vault): Operation<LicenseChange> {
  const view = yield* changeLicense('license forgive', input, call, vault, () => ({}));
  const [dropped] = yield* ask(forkQueries.dropForks({ license: input.license }));
  return { ...view, changed: dropped > 0 };
}
