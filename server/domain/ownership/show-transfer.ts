/**
 * What the page of a transfer shows before anything is done: to the owner, whether the license can be given away and what
 * would follow; to the account that may accept, what it would get. Anyone else gets the answer of a license that does not
 * exist.
 */

import type { LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { accountQueries } from '../account/account.ts';
import { dayOf } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call } from '../kernel/ports.ts';
import { hasHold } from '../kernel/restriction.ts';
import { refuse } from '../kernel/refusal.ts';
import { licenseQueries, viewLicense } from '../licensing/license.ts';
import { requireProduct } from '../licensing/product.ts';
import { accessTo, type OfLicense } from './access.ts';
import { memberQueries } from './members.ts';
import { judgeTransfer, stageOf, transferQueries, type Transferable, type TransferRow } from './transfers.ts';

type Open = Pick<TransferRow, 'readyHour' | 'endsDay'>;

interface Shown {
  license: LicenseView;
  productName: string;
  transferable: Transferable;
}

export type TransferShown = Shown &
  (
    | { to: 'owner'; members: number; open: Open | null }
    | { to: 'receiver'; stage: 'early' | 'ready'; open: Open }
  );

/** @throws Refusal `license_unknown` unless the account owns the license or may accept it */
export function* showTransfer(asked: OfLicense, call: Call): Operation<TransferShown> {
  const { license, account } = asked;
  const [row, found, owner] = yield* ask(
    licenseQueries.findLicense({ license }),
    transferQueries.findTransfer({ license }),
    accountQueries.findOwner({ license }),
  );
  if (row === undefined) return refuse('license_unknown');
  const open = found === undefined || stageOf(found, call) === 'over' ? null : found;
  const isReceiver = open !== null && open.account === account;
  if (!isReceiver) yield* accessTo(asked, 'find', 'transfer');
  const { name: productName } = yield* requireProduct(row.product);
  const shown = {
    license: viewLicense(row, dayOf(call.now)),
    productName,
    transferable: judgeTransfer(row, owner, yield* hasHold(license)),
  };
  if (isReceiver)
    return { ...shown, to: 'receiver', stage: stageOf(open, call) === 'ready' ? 'ready' : 'early', open };
  const [members] = yield* ask(memberQueries.countMembers({ license }));
  return { ...shown, to: 'owner', members: members.held, open };
}
