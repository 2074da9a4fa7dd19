/** The operations with which an owner shares a license with members; `server/domain/operations.ts` lists all others. */

import { erasing, idempotent, nameOperations, read, write } from '../kernel/named-operation.ts';
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
import { removeMember } from './remove-member.ts';
import { countMemberships } from './members.ts';
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
});
