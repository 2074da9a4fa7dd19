// Another customer's ids answer exactly as ids that nobody has, on every address and in every form of the portal.

import { expect } from 'chai';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import { random22 } from '../../support/machine.ts';
import type { Typed } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';
import { tablesOf } from './tables.ts';

interface Ids {
  license: string;
  activation: string;
}

const OF_LICENSES = ROUTES.filter(({ path }) => path.includes(':license'));

describe('ids of somebody else', () => {
  let portal: Portal;
  let ada: Customer;
  let eve: Customer;
  before(async () => {
    portal = await openTestPortal();
    [ada, eve] = [await portal.customer('ada'), await portal.customer('eve')];
  });
  after(() => portal.end());

  const hers = () => ({ license: eve.license, activation: eve.activation });
  const nobodys = () => ({ license: random22(), activation: random22() });
  /** Everything, half of it, and what is in a form. */
  const mixes = (other: Ids): { ids: Ids; typed: Typed }[] => {
    const typed = {
      activation: other.activation,
      nickname: 'mine',
      email: eve.email,
      deed: 'remove',
      coupon: 'none',
    };
    return [
      { ids: other, typed },
      { ids: { ...other, license: ada.license }, typed },
      { ids: { ...other, activation: ada.activation }, typed },
    ];
  };

  for (const { path, show, act, fields = {} } of OF_LICENSES) {
    it(`${path} knows them as little as those of nobody`, async () => {
      const before = tablesOf(portal.server.config);
      const answers = async (other: Ids) => {
        const heard = [];
        for (const { ids, typed } of mixes(other).slice(0, path.includes(':activation') ? 3 : 1)) {
          const address = path
            .replace(':license', ids.license)
            .replace(':activation', ids.activation)
            .replace(':member', ids.activation);
          const form = Object.fromEntries(Object.entries(typed).filter(([name]) => name in fields));
          if (show) heard.push(await ada.browser.get(address));
          if (show) heard.push(await ada.browser.get(`${address}?activation=${other.activation}`));
          if (act) heard.push(await ada.browser.post(address, form));
        }
        // a page has its own address in the form of the languages
        const told = (text: string) => text.replaceAll(other.license, 'L').replaceAll(other.activation, 'A');
        return heard.map(({ status, text, headers }) => ({
          status,
          text: told(text),
          cookie: headers['set-cookie'],
        }));
      };
      const answered = await answers(hers());
      expect(answered).to.deep.equal(await answers(nobodys()));
      expect(answered.every(({ status }) => status === 404)).to.equal(true);
      expect(tablesOf(portal.server.config)).to.deep.equal(before);
    });
  }

  it('are not released among one’s own', async () => {
    const path = `/licenses/${ada.license}/release`;
    const answer = async (activation: string) => {
      const { status, text } = await ada.browser.post(path, { activation: [ada.activation, activation] });
      return { status, text };
    };
    const answered = await answer(eve.activation);
    expect(answered).to.deep.equal(await answer(random22()));
    expect(answered.status).to.equal(404);
    expect((await eve.browser.get(`/licenses/${eve.license}`)).text).to.include('1 of 3 seats used');
  });
});
