/**
 * The rows of the pages about members of a license: for the owner and the managers, and for the person who is offered a
 * seat. The operations check who may do what. An invitation is opened by its link; only a form accepts it.
 */

import { membersPage, memberPage } from '../pages/members.ts';
import { offerPage } from '../pages/offer.ts';
import { signUpPage } from '../pages/sign-up.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { requireText, requireTick } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Visit } from '../route/route.ts';
import { barOf, memberOf } from '../route/view-models.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';
import { TERMS_VERSION } from '../../texts/terms-version.ts';
import { isKept, PROBES, requireCookies, showCodes, typedSignUp } from './sign-in.ts';

const CUSTOMER = 'customer';

const ofLicense = ({ who, path }: Visit<'customer'>) => ({
  account: who.account,
  license: path['license'] ?? '',
});
const ofMember = (visit: Visit<'customer'>) => ({ ...ofLicense(visit), member: visit.path['member'] ?? '' });
const ofOffer = ({ who, path }: Visit<'customer'>) => ({ account: who.account, offer: path['offer'] ?? '' });

/** The model of the page of members, without what was typed. */
async function shownMembers(visit: Visit<'customer'>) {
  const shown = await visit.dependencies.run(operations.sharing.listMembers, ofLicense(visit), CUSTOMER);
  const { license, productName: product, members, offers } = shown;
  return { license, product, members: members.map(memberOf), offers, username: '', faults: [] };
}

const MEMBERS = route({
  path: PATHS.members,
  enter: 'customer',
  show: async (visit, _asked, returned) => {
    const { username = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, visit.frame.texts);
    return { page: membersPage({ ...(await shownMembers(visit)), username, faults }, visit.frame) };
  },
  fields: { deed: 'text', username: 'chosen', offer: 'chosen' },
  check: (_visit, { deed, username }) => [deed === 'offer' && requireText('username', username)],
  act: async (visit, { deed, username, offer }) => {
    const { dependencies, frame } = visit;
    const asked = ofLicense(visit);
    const to = pathTo(PATHS.members, { license: asked.license });
    if (deed === 'offer') {
      await dependencies.run(operations.sharing.offerSeat, { ...asked, username }, CUSTOMER);
      return { to, done: 'memberOffered' };
    }
    if (deed === 'withdraw') {
      await dependencies.run(operations.sharing.withdrawOffer, { ...asked, offer }, CUSTOMER);
      return { to, done: 'offerWithdrawn' };
    }
    if (deed !== 'invite') return refuse('request_malformed');
    const { token } = await dependencies.run(operations.sharing.inviteMember, asked, CUSTOMER);
    const invitation = dependencies.url() + pathTo(PATHS.invitation, { token });
    return { page: membersPage({ ...(await shownMembers(visit)), invitation }, frame) };
  },
});

const MEMBER = route({
  path: PATHS.member,
  enter: 'customer',
  show: async (visit, _asked, returned) => {
    const { dependencies, frame } = visit;
    const shown = await dependencies.run(operations.sharing.showMember, ofMember(visit), CUSTOMER);
    const { license, productName: product, isOwner, allowance } = shown;
    const model = { ...memberOf(shown), license, product, isOwner, bar: barOf(allowance) };
    return { page: memberPage({ ...model, faults: faultsIn(returned, frame.texts) }, frame) };
  },
  fields: { deed: 'text' },
  act: async (visit, { deed }) => {
    const { dependencies } = visit;
    const asked = ofMember(visit);
    const to = pathTo(PATHS.members, { license: asked.license });
    if (deed === 'appoint' || deed === 'dismiss') {
      const isManager = deed === 'appoint';
      await dependencies.run(operations.sharing.appointMember, { ...asked, isManager }, CUSTOMER);
      return { to, done: isManager ? 'managerMade' : 'managerUnmade' };
    }
    if (deed !== 'remove') return refuse('request_malformed');
    const { isSelf } = await dependencies.run(operations.sharing.removeMember, asked, CUSTOMER);
    return isSelf ? { to: PATHS.licenses, done: 'licenseLeft' } : { to, done: 'memberRemoved' };
  },
});

const OFFER = route({
  path: PATHS.offer,
  enter: 'customer',
  show: async (visit, _asked, returned) => {
    const { dependencies, frame } = visit;
    const asked = ofOffer(visit);
    const faults = faultsIn(returned, frame.texts);
    const { productName: product, ...offered } = await dependencies.run(
      operations.sharing.showOffer,
      asked,
      CUSTOMER,
    );
    return {
      page: offerPage({ ...offered, product, by: { is: 'offer', offer: asked.offer }, faults }, frame),
    };
  },
  fields: { deed: 'text' },
  act: async (visit, { deed }) => {
    const { dependencies } = visit;
    if (deed === 'decline') {
      await dependencies.run(operations.sharing.declineOffer, ofOffer(visit), CUSTOMER);
      return { to: PATHS.licenses, done: 'offerDeclined' };
    }
    if (deed !== 'accept') return refuse('request_malformed');
    const { license } = await dependencies.run(operations.sharing.acceptOffer, ofOffer(visit), CUSTOMER);
    return { to: pathTo(PATHS.license, { license }), done: 'offerAccepted' };
  },
});

const INVITATION = route({
  path: PATHS.invitation,
  enter: 'anyone',
  show: async ({ dependencies, frame, who, path: { token = '' } }, _asked, returned) => {
    const faults = faultsIn(returned, frame.texts);
    const { productName: product, ...offered } = await dependencies.run(
      operations.sharing.showInvitation,
      { token },
      CUSTOMER,
    );
    const is = who === undefined ? 'visitor' : 'invitation';
    return { page: offerPage({ ...offered, product, by: { is, token }, faults }, frame) };
  },
  fields: { deed: 'text' },
  act: async ({ dependencies, who, path: { token = '' } }, { deed }) => {
    if (deed !== 'accept') return refuse('request_malformed');
    if (who === undefined) return { to: PATHS.logIn };
    const accepted = { account: who.account, token };
    const { license } = await dependencies.run(operations.sharing.acceptInvitation, accepted, CUSTOMER);
    return { to: pathTo(PATHS.license, { license }), done: 'offerAccepted' };
  },
});

/** The page on which a person without a license key makes an account, by an invitation. */
const INVITED_SIGN_UP = route({
  path: PATHS.invitedSignUp,
  enter: 'anyone',
  show: async (visit, _asked, returned) => {
    const { dependencies, cookies, frame, path } = visit;
    const { token = '' } = path;
    await dependencies.run(operations.sharing.showInvitation, { token }, CUSTOMER);
    const faults = faultsIn(returned, frame.texts);
    const action = pathTo(PATHS.invitedSignUp, { token });
    const model = { ...typedSignUp(visit, returned?.typed), licenseKey: undefined, action, faults };
    return { page: signUpPage(model, frame), cookies: isKept(cookies) ? [] : PROBES };
  },
  fields: { username: 'text', password: 'text', remember: 'tick', terms: 'chosen' },
  guessable: ['usernames'],
  check: ({ dependencies: { accounts }, cookies }, { username, password, terms }) => [
    requireCookies(cookies),
    username !== '' && accounts.checkSignUp({ username }),
    password !== '' && accounts.checkPassword({ username, password }),
    requireTick('terms', terms === TERMS_VERSION),
  ],
  act: async (visit, typed) => {
    const { dependencies, origin, path } = visit;
    const asked = { ...typed, token: path['token'] ?? '', asker: { network: origin } };
    return showCodes(visit, typed.username, await dependencies.accounts.signUpInvited(asked));
  },
});

export const MEMBER_ROUTES = [MEMBERS, MEMBER, OFFER, INVITATION, INVITED_SIGN_UP];
