// Customers who share a license in the portal: offers that are made and accepted by its pages, and links of invitations.

import { expect } from 'chai';
import { operations } from '../../../server/domain/operations.ts';
import { random22 } from '../../support/machine.ts';
import { wordsIn } from './browsing.ts';
import type { Customer, Portal } from './customers.ts';

const { activation: activations } = operations;

/** Offers a seat of a license to a username by its page. */
export async function offerSeat({ browser, license }: Customer, username: string): Promise<void> {
  const offered = await browser.post(`/licenses/${license}/members`, { deed: 'offer', username });
  expect(offered.status, wordsIn(offered)).to.equal(303);
}

/** The id of the offer that waits for a customer. */
export async function waitingOffer({ browser }: Customer): Promise<string> {
  return /\/offers\/([\w-]+)"/.exec((await browser.get('/licenses')).text)?.[1] ?? '';
}

/** Makes a customer a member; returns the id of the member. */
export async function makeMember(owner: Customer, customer: Customer): Promise<string> {
  await offerSeat(owner, customer.username);
  const offer = await waitingOffer(customer);
  const accepted = await customer.browser.post(`/offers/${offer}`, { deed: 'accept' });
  expect(accepted.status, wordsIn(accepted)).to.equal(303);
  return offer;
}

/** The token of a new invitation. */
export async function invite({ browser, license }: Customer): Promise<string> {
  const { text } = await browser.post(`/licenses/${license}/members`, { deed: 'invite' });
  return /\/invitations\/([\w-]{22})/.exec(text)?.[1] ?? '';
}

/** Activates an app of a customer by sign-in, in the browser; returns the activation. */
export async function signIn({ server }: Portal, { browser }: Customer, license: string): Promise<string> {
  const begun = await server.run(activations.beginSignIn, { product: 'sonar' });
  const { userCode: code, deviceCode } = begun;
  const approved = await browser.post('/activate', { code, deed: 'approve', license, nickname: '' });
  expect(approved.status, wordsIn(approved)).to.equal(303);
  const poll = { product: 'sonar', deviceCode, nonce: random22(), tags: [random22()], network: null };
  return (await server.run(activations.activateSignedIn, { ...poll, identity: 'adapters' as const }))
    .activation;
}

/** A license that is shared in all ways: the ids of a member, of an offer to the owner, and of an invitation. */
export async function share(
  owner: Customer,
  other: Customer,
): Promise<{ member: string; offer: string; token: string }> {
  const member = await makeMember(owner, other);
  await offerSeat(other, owner.username);
  return { member, offer: await waitingOffer(owner), token: await invite(owner) };
}
