/** What a page of a license shows of a machine: everything of one's own, and less of somebody else's. */

import type { ActivationView } from '../../../client-sdk/typescript/contract/license-view.ts';
import type { ProductRow } from '../licensing/product.ts';

export interface OwnedMachine extends ActivationView {
  nickname: string | null;
  /** The name of the member whose machine it is; null: it is the owner's. */
  member: string | null;
  /** Whether it is a machine of the account that looks. */
  isOwn: boolean;
}

/** Somebody else's machine: its network is never shown, and a username only if the terms say so. */
export function othersMachine(
  machine: Omit<OwnedMachine, 'isOwn'>,
  { memberUsernames }: Pick<ProductRow, 'memberUsernames'>,
): OwnedMachine {
  const username = memberUsernames === 1 ? machine.username : null;
  return { ...machine, username, network: null, isOwn: false };
}
