// Forms that an owner sends at once from two browsers, over both engines: those of several licenses together, and those to
// which an app's link leads. Each is answered, no seat is lost or taken twice, a coupon is used once, and one account owns.

import { expect } from 'chai';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../server/domain/kernel/day.ts';
import { operations } from '../../../server/domain/operations.ts';
import { random22 } from '../../support/machine.ts';
import { emptyDatabase } from '../../support/postgres.ts';
import { codeIn } from '../../support/post-office.ts';
import { rounds } from '../../support/rounds.ts';
import { ownerIn, rowsIn } from '../../support/table-rows.ts';
import type { Browser } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';

const { activation: activations, licensing, renewal } = operations;
const ROUNDS = rounds(10, 1);
const LICENSES = 3;
const MACHINES = 2;
interface Bought {
  readonly license: string;
  readonly machines: readonly string[];
}

const BACK = 'com.example.sonar:/done';

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`forms of two browsers at once, over ${engine}`, () => {
    let portal: Portal;
    let database: Awaited<ReturnType<typeof emptyDatabase>> | undefined;
    let post: Post;
    let ada: Customer;
    let eve: Customer;
    let browsers: Browser[];
    let guests: Browser[];
    before(async () => {
      database = engine === 'SQLite' ? undefined : await emptyDatabase();
      portal = await openTestPortal(database === undefined ? {} : { DATABASE_URL: database.url });
      post = await openPost(portal);
      [ada, eve] = [await portal.customer('ada'), await portal.customer('eve')];
      const terms = { returnAddresses: [BACK] };
      await portal.server.run(licensing.changeProduct, { product: 'sonar', terms });
      [browsers, guests] = [await logInTwice(ada), await logInTwice(eve)];
    });
    after(async () => {
      await post.end();
      await portal.end();
      await database?.end();
    });

    const logInTwice = async ({ username, password }: Customer): Promise<Browser[]> => {
      const opened = [portal.browser(), portal.browser()];
      for (const browser of opened)
        expect((await browser.post('/login', { username, password })).status).to.equal(303);
      return opened;
    };
    /** A transfer needs an email that is proved. */
    const prove = async (email: string): Promise<void> => {
      await post.collect();
      await browsers[0]?.post('/claim', { deed: 'ask', email });
      const code = codeIn((await post.collect())[0]?.text);
      expect((await browsers[0]?.post('/claim', { deed: 'prove', email, code }))?.status).to.equal(303);
    };
    /** A license of ada with machines. */
    const buy = async (email: string): Promise<Bought> => {
      const sale = { product: 'sonar', email, seats: MACHINES, endsOn: '2027-06-30' };
      const { license, licenseKey } = await portal.server.run(licensing.issueLicense, sale);
      const machines: string[] = [];
      for (let nth = 0; nth < MACHINES; nth += 1) {
        const machine = { product: 'sonar', tags: [random22()], nonce: random22(), network: null };
        machines.push((await portal.server.run(activations.activate, { ...machine, licenseKey })).activation);
      }
      expect((await browsers[0]?.post('/licenses', { licenseKey }))?.status).to.equal(303);
      return { license: license.license, machines };
    };
    const ask = <Row extends object>(sql: string) => rowsIn<Row>(portal.server.config, sql);
    /** The seats that a license counts, and those that its machines have. */
    const seatsOf = async (license: string): Promise<number[]> => {
      const held = `SELECT id FROM activations WHERE license = '${license}' AND released_day IS NULL`;
      const [row] = await ask<{ used: number }>(`SELECT used FROM licenses WHERE id = '${license}'`);
      return [Number(row?.used), (await ask(held)).length];
    };
    const ownerOf = (license: string) => ownerIn(portal.server.config, license);
    const answered = async (sent: readonly Promise<{ status: number }>[]): Promise<void> => {
      const statuses = (await Promise.all(sent)).map(({ status }) => status);
      expect(statuses.filter((status) => status >= 500)).to.deep.equal([]);
    };
    const fromBoth = (path: string, typed: Record<string, string | string[]>) =>
      browsers.map((browser) => browser.post(path, typed));

    it('release, assign and transfer several licenses, which have one owner and exact seats', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const email = `ada-of-${round}@example.com`;
        const bought: Bought[] = [];
        for (let nth = 0; nth < LICENSES; nth += 1) bought.push(await buy(email));
        await prove(email);
        const license = bought.map(({ license: id }) => id);
        const tick = (list: typeof bought) =>
          list.flatMap(({ license: id, machines }) => machines.map((own) => `${id}.${own}`));
        const [last] = bought.slice(-1);
        const current = ada.password;
        const released = bought.slice(0, -1);
        await answered([
          ...fromBoth('/batch', { deed: 'release', license, machine: tick(released) }),
          ...fromBoth('/batch', { deed: 'assign', license, username: 'eve' }),
          ...fromBoth('/batch', { deed: 'transfer', license, username: 'eve', current }),
        ]);
        for (const id of license) {
          expect(await seatsOf(id)).to.deep.equal(id === last?.license ? [MACHINES, MACHINES] : [0, 0]);
          expect(await ownerOf(id)).to.equal('ada');
          const offers = `SELECT id FROM member_offers WHERE license = '${id}' AND account IS NOT NULL`;
          expect(await ask(offers), 'one offer to one account').to.have.length(1);
        }
        portal.server.clock.move(DAY_SECONDS + 2 * HOUR_SECONDS);
        [browsers, guests] = [await logInTwice(ada), await logInTwice(eve)];
        await answered([
          ...guests.flatMap((guest) =>
            license.map((id) => guest.post(`/licenses/${id}/transfer`, { deed: 'accept' })),
          ),
          ...fromBoth('/batch', { deed: 'release', license, machine: tick(bought) }),
          ...fromBoth('/batch', { deed: 'transfer', license, username: 'nobody-here', current }),
        ]);
        for (const id of license) {
          const [counted, held] = await seatsOf(id);
          expect(counted).to.equal(held);
          expect(await ownerOf(id)).to.be.oneOf(['ada', 'eve']);
          expect(await ask(`SELECT account FROM owners WHERE license = '${id}'`)).to.have.length(1);
        }
      }
    });

    it('release a machine and use a coupon by the link of an app, each once', async () => {
      [browsers] = [await logInTwice(ada)];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { license, machines } = await buy(`app-${round}@example.com`);
        const made = { product: 'sonar', months: 1, uses: 5, endsOn: '2029-06-30' };
        const { code, coupon } = await portal.server.run(renewal.createCoupon, made);
        const way = { product: 'sonar', return: BACK };
        const [activation = ''] = machines;
        await answered([
          ...fromBoth(`/licenses/${license}/release`, { activation, ...way }),
          ...fromBoth(`/licenses/${license}/coupon`, { coupon: code, deed: 'use', ...way }),
          ...browsers.map((browser) => browser.get('/from-app?flow=release&product=sonar')),
        ]);
        expect(await seatsOf(license)).to.deep.equal([MACHINES - 1, MACHINES - 1]);
        const { items } = await portal.server.run(renewal.listCoupons, { limit: 1_000 });
        expect(items.find(({ coupon: id }) => id === coupon)?.used).to.equal(1);
        expect((await portal.server.run(licensing.showLicense, { license })).endsOn).to.equal('2027-07-30');
      }
    });
  });
}
