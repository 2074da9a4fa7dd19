/**
 * Who may do what with a shared license: owner, manager, member and stranger on every address of the portal that names a
 * license, a machine, a member or an offer. The table is compared with the portal's routes, so that no new one is left
 * out. Who may not gets the answer of an id that does not exist.
 */

import { expect } from 'chai';
import { pathTo } from '../../../server/portal/html/paths.ts';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';
import { ROLE_ROWS, WHO, type Who } from './role-rows.ts';
import { invite, makeMember, offerSeat, signIn, waitingOffer } from './sharing.ts';

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
      ({ path }) => /:(?:license|offer|token)/.test(path) && !/unsubscribe|signup|answers/.test(path),
    );
    const wanted = touching.flatMap(({ path, show, act }) => [
      ...(show ? [`GET ${path}`] : []),
      ...(act ? [`POST ${path}`] : []),
    ]);
    const listed = ROLE_ROWS.map(({ path, form }) => `${form === undefined ? 'GET' : 'POST'} ${path}`);
    expect([...new Set(listed)].toSorted()).to.deep.equal(wanted.toSorted());
  });

  for (const { path, machine = 'owner', form, answers } of ROLE_ROWS) {
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
