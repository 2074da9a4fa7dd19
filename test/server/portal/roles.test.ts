/**
 * Who may do what with a shared license: owner, manager, member and stranger on every address of the portal that names a
 * license, a machine, a member or an offer. The table is compared with the portal's routes, so that no new one is left
 * out. Who may not gets the answer of an id that does not exist.
 */

import { expect } from 'chai';
import { pathTo } from '../../../server/portal/html/paths.ts';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import type { Typed } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';
import { invite, makeMember, offerSeat, signIn, waitingOffer } from './sharing.ts';

const WHO = ['stranger', 'member', 'manager', 'owner'] as const;
type Who = (typeof WHO)[number];

interface Row {
  readonly path: string;
  /** Whose machine the address or the form names; the owner's if absent. */
  readonly machine?: 'member';
  /** The form that is sent; absent: the page is opened. */
  readonly form?: Typed;
  /** What a stranger, the member, the manager and the owner are answered. */
  readonly answers: readonly [number, number, number, number];
}

const LICENSE = '/licenses/:license';
const ROWS: readonly Row[] = [
  { path: LICENSE, answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/key`, answers: [404, 404, 404, 200] },
  { path: `${LICENSE}/key`, form: { email: 'nobody' }, answers: [404, 404, 404, 422] },
  { path: `${LICENSE}/machines/:activation`, answers: [404, 404, 200, 200] },
  { path: `${LICENSE}/machines/:activation`, machine: 'member', answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/machines/:activation`, form: { nickname: 'mine' }, answers: [404, 404, 404, 303] },
  {
    path: `${LICENSE}/machines/:activation`,
    machine: 'member',
    form: { nickname: 'mine' },
    answers: [404, 303, 404, 404],
  },
  { path: `${LICENSE}/approved/:activation`, machine: 'member', answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/approved/:activation`, answers: [404, 404, 200, 200] },
  { path: `${LICENSE}/members`, answers: [404, 404, 200, 200] },
  { path: `${LICENSE}/members`, form: { deed: 'withdraw', offer: 'none' }, answers: [404, 404, 303, 303] },
  { path: `${LICENSE}/members/:member`, answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/members/:member`, form: { deed: 'dismiss' }, answers: [404, 404, 404, 303] },
  // a machine that one may not see is as one that is not there: the license is shown again
  { path: `${LICENSE}/release`, answers: [404, 422, 200, 200] },
  { path: `${LICENSE}/release`, machine: 'member', answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/release`, form: {}, answers: [404, 422, 303, 303] },
  // the stranger is a member from here on
  { path: '/offers/:offer', answers: [200, 404, 404, 404] },
  { path: '/offers/:offer', form: { deed: 'accept' }, answers: [303, 404, 404, 404] },
  { path: '/invitations/:token', answers: [200, 200, 200, 200] },
  { path: '/invitations/:token', form: { deed: 'accept' }, answers: [303, 303, 303, 303] },
];

describe('a shared license', () => {
  let portal: Portal;
  let customers: Readonly<Record<Who, Customer>>;
  let ids: Readonly<Record<string, string>>;
  let machines: Readonly<Record<'owner' | 'member', string>>;
  before(async () => {
    portal = await openTestPortal();
    const [owner, manager] = [await portal.customer('ada'), await portal.customer('mia')];
    const [member, stranger] = [await portal.customer('max'), await portal.customer('eve')];
    customers = { owner, manager, member, stranger };
    const id = await makeMember(owner, member);
    const second = await makeMember(owner, manager);
    await owner.browser.post(`/licenses/${owner.license}/members/${second}`, { deed: 'appoint' });
    machines = { owner: owner.activation, member: await signIn(portal, member, owner.license) };
    const token = await invite(owner);
    await offerSeat(owner, stranger.username);
    ids = { license: owner.license, member: id, offer: await waitingOffer(stranger), token };
  });
  after(() => portal.end());

  it('has a row for each address and each form that touches it', () => {
    const touching = ROUTES.filter(
      ({ path }) => /:(?:license|offer|token)/.test(path) && !/unsubscribe|signup/.test(path),
    );
    const wanted = touching.flatMap(({ path, show, act }) => [
      ...(show ? [`GET ${path}`] : []),
      ...(act ? [`POST ${path}`] : []),
    ]);
    const listed = ROWS.map(({ path, form }) => `${form === undefined ? 'GET' : 'POST'} ${path}`);
    expect([...new Set(listed)].toSorted()).to.deep.equal(wanted.toSorted());
  });

  for (const { path, machine = 'owner', form, answers } of ROWS) {
    const what = form === undefined ? 'opened' : `sent ${JSON.stringify(form)}`;
    it(`${path} of the machine of the ${machine}, ${what}: ${answers.join(', ')}`, async () => {
      const activation = machines[machine];
      const address = pathTo(path, { ...ids, activation });
      const isRelease = path.endsWith('/release');
      const given: number[] = [];
      for (const who of WHO) {
        const { browser } = customers[who];
        const heard =
          form === undefined
            ? await browser.get(isRelease ? `${address}?activation=${activation}` : address)
            : await browser.post(address, isRelease ? { activation } : form);
        given.push(heard.status);
      }
      expect(given).to.deep.equal(answers);
    });
  }
});
