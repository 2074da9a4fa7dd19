/**
 * The operations with which an owner shares a license with members, or gives it to a new owner;
 * `server/domain/operations.ts` lists all others.
 */

import { erasing, idempotent, nameOperations, read, write } from '../kernel/named-operation.ts';
import { acceptTransfer, declineTransfer } from './accept-transfer.ts';
import {
  acceptInvitation,
  acceptOffer,
  declineOffer,
  listOffers,
  showInvitation,
  showOffer,
} from './answer-offer.ts';
import { listMembers, appointMember, showMember } from './list-members.ts';
import { inviteMember, offerSeat, withdrawOffer } from './make-offer.ts';
import { offerTransfer, withdrawTransfer } from './offer-transfer.ts';
import { removeMember } from './remove-member.ts';
import { listTransfers } from './transfers.ts';
import { countMemberships } from './members.ts';
import { makeOwnKey } from './show-key.ts';
import { showTransfer } from './show-transfer.ts';
import { signUpInvited } from './sign-up-invited.ts';

export const sharing = nameOperations({
  listMembers: read(listMembers),
  showMember: read(showMember),
  appointMember: idempotent(appointMember),
  offerSeat: write(offerSeat),
  inviteMember: write(inviteMember),
  withdrawOffer: idempotent(withdrawOffer),
  listOffers: read(listOffers),
  showOffer: read(showOffer),
  acceptOffer: write(acceptOffer),
  declineOffer: write(declineOffer),
  showInvitation: read(showInvitation),
  acceptInvitation: write(acceptInvitation),
  signUpInvited: write(signUpInvited),
  removeMember: erasing(write(removeMember)),
  countMemberships: read(countMemberships),
  listTransfers: read(listTransfers),
  showTransfer: read(showTransfer),
  offerTransfer: write(offerTransfer),
  withdrawTransfer: idempotent(withdrawTransfer),
  acceptTransfer: idempotent(acceptTransfer),
  declineTransfer: write(declineTransfer),
  makeOwnKey: write(makeOwnKey),
});
