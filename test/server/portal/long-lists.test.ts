/**
 * Long lists in the portal, over both engines: however much an account has, a page shows fifty lines of a list, its links
 * lead over every line once in both directions, and neither the page nor the rows that are read for it grow.
 */

import { expect } from 'chai';
import { openInThreadStore } from '../../../db/sqlite/store/in-thread-store.ts';
import { openPostgresStore } from '../../../db/postgres/store.ts';
import { accountQueries } from '../../../server/domain/account/account.ts';
import { sessionQueries } from '../../../server/domain/account/session.ts';
import { activationQueries } from '../../../server/domain/activation/activation.ts';
import { toDay, toHour, toInstant } from '../../../server/domain/kernel/day.ts';
import { PORTAL_LINES, type PartAsked } from '../../../server/domain/kernel/page.ts';
import type { Vault } from '../../../server/domain/kernel/ports.ts';
import type { Query } from '../../../server/domain/kernel/query.ts';
import { licenseQueries } from '../../../server/domain/licensing/license.ts';
import { productQueries } from '../../../server/domain/licensing/product.ts';
import { actionQueries } from '../../../server/domain/operator/action.ts';
import { exportPart } from '../../../server/domain/privacy/personal-data-export.ts';
import { storedTables } from '../../../server/domain/privacy/stored-values.ts';
import { operations, type Store } from '../../../server/domain/operations.ts';
import { licensesPage } from '../../../server/portal/pages/licenses.ts';
import { licensePage } from '../../../server/portal/pages/license.ts';
import { personalDataPage } from '../../../server/portal/pages/personal-data.ts';
import { licenseOf, lineOf, personalDataOf } from '../../../server/portal/route/view-models.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';
import { write } from '../../../server/web/html.ts';
import { BATCHES, CALL, NO_PORTS } from '../../db/batches.ts';
import { freshFolder } from '../../support/engines.ts';
import { emptyDatabase } from '../../support/postgres.ts';
import { accountRow, activationRow, licenseRow, productRow, TODAY } from '../../support/rows.ts';

const PAGE_BYTES_MAX = 150_000;
const ADA = 'account-ada';
const frame = { texts: ENGLISH, site: 'Sonar', username: 'ada' };

const { listOwned, showOwned } = operations.ownership;
const { listPersonalData } = operations.privacy;
const vault = { issueGenerations: [1], openNetwork: () => '198.51.100.0/24' } as Partial<Vault> as Vault;
const PORTS = {
  ...NO_PORTS,
  vault,
  operations: { ...BATCHES, listOwned, showOwned, listPersonalData },
  today: TODAY,
};

const ENGINES: readonly [
  name: string,
  many: number,
  open: () => Promise<{ store: Store; end: () => Promise<void> }>,
][] = [
  [
    'SQLite',
    10_000,
    async () => {
      const folder = freshFolder();
      const store = openInThreadStore({ ...PORTS, path: folder.path });
      return { store, end: () => store.close().then(folder.remove) };
    },
  ],
  [
    'PostgreSQL',
    250,
    async () => {
      const database = await emptyDatabase();
      const store = await openPostgresStore({ ...PORTS, url: database.url });
      return { store, end: () => store.close().then(() => database.end()) };
    },
  ],
];

const idOf = (kind: string, nth: number): string => `${kind}-${String(nth).padStart(6, '0')}`;

/** An account with `many` machines of one license, and as many licenses, logins and looks. */
function rowsOf(many: number): Query[] {
  const each = Array.from({ length: many }, (_, nth) => nth);
  const session = {
    generation: 1,
    account: ADA,
    begunHour: toHour(1),
    freshHour: toHour(9),
    rotatedHour: null,
  };
  const action = {
    actor: 'terminal:bo',
    action: 'license find',
    license: idOf('l', 0),
    purpose: null,
    reason: 'asked',
    leaf: null,
    salt: null,
    heldUntilDay: null,
  };
  return [
    productQueries.addProduct(productRow()),
    accountQueries.addAccount(accountRow({ id: ADA, username: 'ada' })),
    ...each.flatMap((nth) => [
      licenseQueries.addLicense(licenseRow({ id: idOf('l', nth), createdDay: TODAY - (nth % 7) })),
      accountQueries.addOwner({ license: idOf('l', nth), account: ADA, sinceDay: TODAY, provedDay: null }),
    ]),
    ...each.map((nth) =>
      activationQueries.addActivation(
        activationRow({ id: idOf('m', nth), license: idOf('l', 0), createdDay: TODAY - (nth % 5) }),
      ),
    ),
    ...each.map((nth) =>
      sessionQueries.addSession({
        ...session,
        digest: idOf('s', nth),
        family: idOf('f', nth),
        endsHour: toHour(9),
      }),
    ),
    ...each.map((nth) =>
      actionQueries.addOperatorAction({ ...action, id: idOf('a', nth), hour: toHour(498_777 - nth) }),
    ),
  ];
}

const TIME = { now: toInstant(0), confirmedDay: toDay(0) };

for (const [engine, many, open] of ENGINES) {
  describe(`long lists of an account, over ${engine}`, () => {
    let store: Store;
    let end: () => Promise<void>;
    before(async () => {
      ({ store, end } = await open());
      await store.run(BATCHES.write, rowsOf(many), CALL);
    });
    after(() => end());

    const owned = (part: PartAsked) => store.run(listOwned, { account: ADA, ...part }, CALL);
    const machines = async (part: PartAsked) => {
      const shown = await store.run(showOwned, { account: ADA, license: idOf('l', 0), ...part }, CALL);
      return { ...shown, items: shown.machines };
    };
    const personal = (part: PartAsked) => store.run(listPersonalData, { account: ADA, ...part }, CALL);

    /** Each list with its page as text, and the addresses to which its links lead. */
    const LISTS: Record<string, (part: PartAsked) => Promise<{ text: string; lines: readonly string[] }>> = {
      licenses: async (part) => {
        const { items, ...place } = await owned(part);
        const licenses = items.map((license) => lineOf(license, TODAY));
        const text = write(licensesPage({ licenses, place, licenseKey: '', faults: [] }, frame));
        return { text, lines: items.map(({ license }) => license) };
      },
      machines: async (part) => {
        const shown = await machines(part);
        const model = { ...licenseOf(shown, TODAY), selected: [], faults: [] };
        return {
          text: write(licensePage(model, frame)),
          lines: shown.items.map(({ activation }) => activation),
        };
      },
      'stored values': async (part) => {
        const stored = await personal(part);
        const text = write(personalDataPage(personalDataOf(stored, ENGLISH), frame));
        const values = stored.tables.flatMap(({ table, values: rows }) => rows.map(() => table));
        return { text, lines: [...values, ...stored.looks.map(({ action }) => action)] };
      },
    };

    /** The parameters of the links on a page. */
    function linksIn(text: string): { before?: string; after?: string } {
      const links = [...text.matchAll(/[?](before|after)=([\w-]+)/g)].map(([, name, cursor]) => [
        name,
        cursor,
      ]);
      return Object.fromEntries(links) as { before?: string; after?: string };
    }

    for (const [what, read] of Object.entries(LISTS)) {
      it(`of ${what}: a page of fifty lines and a bounded size, and no link before the first`, async () => {
        const { text, lines } = await read({});
        expect(lines).to.have.lengthOf(PORTAL_LINES);
        expect(Buffer.byteLength(text)).to.be.at.most(PAGE_BYTES_MAX);
        expect(Object.keys(linksIn(text))).to.deep.equal(['after']);
      });
      it(`of ${what}: what an address names that is no cursor is the first page`, async () => {
        const first = (await read({})).lines;
        for (const after of ['2', 'x'.repeat(500), '-1:\u0000'])
          expect((await read({ after, before: '' })).lines).to.deep.equal(first);
      });
    }

    for (const what of ['licenses', 'machines']) {
      it(`of ${what}: each line once over five pages, forwards and back`, async () => {
        const read = LISTS[what]!;
        const pages: (readonly string[])[] = [];
        let part: PartAsked | undefined = {};
        let back: string | undefined;
        while (part !== undefined && pages.length < 5) {
          const { text, lines } = await read(part);
          pages.push(lines);
          const { after, before } = linksIn(text);
          back = before;
          part = after === undefined ? undefined : { after };
        }
        expect(part === undefined, 'the end').to.equal(many === 250);
        expect(new Set(pages.flat()).size).to.equal(250);
        let nth = pages.length - 1;
        while (back !== undefined) {
          const { text, lines } = await read({ before: back });
          expect(lines).to.deep.equal(pages[(nth -= 1)]);
          back = linksIn(text).before;
        }
        expect(nth).to.equal(0);
      });
    }

    it('in the file of personal data: a part of a long table reads no other table', async () => {
      let [parts, asked] = [0, 0];
      for (let after: string | undefined = undefined, isLast = false; !isLast && parts < 6; parts += 1) {
        const reading = exportPart({ scope: 'account', owner: ADA, after }, TIME, vault);
        let step = reading.next();
        while (step.done !== true) {
          asked += step.value.length;
          const answers = await store.run(BATCHES.read, step.value, CALL);
          step = reading.next(answers.map(({ result }) => result));
        }
        after = step.value.next ?? undefined;
        isLast = after === undefined;
      }
      expect(parts).to.be.above(2);
      // the recipients, the periods and a table; at the end of a table two more
      expect(asked).to.be.at.most(4 * parts + 2 * storedTables('account').length);
    });

    it('of stored values ends with the looks, latest first', async () => {
      const looks: number[] = [];
      let { previous: before } = await personal({
        before: Buffer.from('2147483646:x').toString('base64url'),
      });
      expect(before).to.not.equal(null);
      let part: PartAsked = { after: Buffer.from(`-999999:operator_actions `).toString('base64url') };
      for (let pages = 0; pages < 3; pages += 1) {
        const stored = await personal(part);
        expect(stored.tables).to.deep.equal([]);
        looks.push(...stored.looks.map(({ hour }) => hour));
        part = { after: stored.next ?? '' };
        before = stored.previous;
      }
      expect(looks).to.deep.equal(Array.from({ length: 150 }, (_, nth) => 498_777 - nth));
    });
  });
}
