/**
 * Free text with an address, a telephone number or a card in it, planted wherever a program, an operator or a customer
 * can write: each is refused with what was seen, and afterwards no file of the data folder and no line of the log has it.
 */

import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../../client-sdk/typescript/contract/wire.ts';
import { searchFolder } from '../../scripts/demo/search.ts';
import { programOf, withSubcommands } from '../../scripts/program.ts';
import { ROUTES } from '../../server/http/routes.ts';
import { addressOf, BODY_ROUTES, bodyFor, openShop, type Shop } from '../server/http/shop.ts';
import { wordsIn } from '../server/portal/browsing.ts';
import { openTestPortal, type Portal } from '../server/portal/customers.ts';
import { openTerminal, type Ran, type Terminal } from '../scripts/terminal.ts';
import { rounds } from '../support/rounds.ts';

/** What is planted, and the words with which it is refused. */
const PLANTS = {
  'the hardware address of a network adapter': 'a4:5e:60:c1:7b:02',
  'an IP address': '2001:db8:85a3::8a2e:370:7334',
  'an email address': 'eve@example.org',
  'a telephone number': '+49 30 90182017',
  'a payment card number': '4012 8888 8888 1881',
};
const ALL = Object.entries(PLANTS);
/** The plants for a site at which each plant costs a process or a password: few, and others at each site. */
const plantsAt = (site: number): [string, string][] =>
  Array.from(
    { length: rounds(ALL.length, 1) },
    (_, turn) => ALL[(site + turn) % ALL.length] as [string, string],
  );

/** Members of bodies that are stored as they are typed. */
const STORED = ['reason', 'order', 'name', 'username', 'product', 'prefix'];

describe('what looks personal in free text', () => {
  let shop: Shop;
  let terminal: Terminal;
  before(async () => {
    shop = await openShop();
    terminal = await openTerminal();
  });
  after(async () => {
    await shop.end();
    await terminal.throwAway();
  });

  const typed = (words: readonly string[]): Promise<Ran> =>
    terminal.type(words, { env: { QUIETKEY_DATA: shop.server.config.dataFolder } });

  for (const row of BODY_ROUTES) {
    const { properties = {} } = z.toJSONSchema(row.body!, { unrepresentable: 'any' });
    for (const name of STORED.filter((member) => member in properties)) {
      it(`is refused by the API, and described: ${row.operation.name} ${name}`, async () => {
        for (const [words, plant] of ALL) {
          const body = { ...bodyFor(row, shop), [name]: plant };
          const question = {
            method: row.method.toUpperCase(),
            path: addressOf(row, shop),
            token: shop.token,
            body,
          };
          const { status, text } = await shop.ask(question);
          if (row.operation.name === 'findLicenses') continue; // it stores nothing of the order
          expect(status, text).to.be.oneOf([404, 422, 400]);
          if (['reason', 'order'].includes(name)) expect(text).to.include(`looks like ${words}`);
        }
      });
    }
  }

  for (const row of ROUTES.filter((route) => 'reasoned' in route && route.reasoned))
    it(`is refused as ?reason= of ${row.method.toUpperCase()} ${row.path}`, async () => {
      for (const [words, plant] of ALL) {
        const path = `${addressOf(row, shop)}?reason=${encodeURIComponent(`asked by ${plant}`)}`;
        const { status, text } = await shop.ask({
          method: row.method.toUpperCase(),
          path,
          token: shop.token,
        });
        expect([status, (JSON.parse(text) as Problem).errors?.[0]?.message]).to.deep.equal([
          400,
          `must not contain what looks like ${words}: leave it out`,
        ]);
      }
    });

  it('is refused in entitlements, and in a name that changes', async () => {
    for (const [, plant] of ALL) {
      const body = { product: 'other', name: 'Other', terms: { entitlements: [plant] } };
      expect(
        (await shop.ask({ method: 'POST', path: '/v1/products', token: shop.token, body })).status,
      ).to.equal(422);
      const change = {
        method: 'PATCH',
        path: '/v1/products/sonar',
        token: shop.token,
        body: { name: `Sonar ${plant}` },
      };
      expect((await shop.ask(change)).text).to.include('looks like');
    }
  });

  /** The reasons that are one of a list. No other text is taken for them. */
  const LISTED = ['extend', 'refuse', 'close', 'add'].map((command) => `--reason of ${command}`);

  /** Every option and argument of the commands that is free text, with the other words of its command. */
  const texts: readonly (readonly [option: string, words: (shop: Shop, plant: string) => string[]])[] = [
    ['--order', (_shop, plant) => ['license', 'issue', 'sonar', 'ada@example.com', '--order', plant]],
    ['--name', (_shop, plant) => ['product', 'change', 'sonar', '--name', `Sonar ${plant}`]],
    ['--entitlements', (_shop, plant) => ['product', 'change', 'sonar', '--entitlements', plant]],
    ['--actor', (_shop, plant) => ['product', 'list', '--actor', plant]],
    ['NAME', (_shop, plant) => ['token', 'create', `shop ${plant}`, '--scopes', 'mail:send']],
    ...['--reason', '--purpose']
      .flatMap((option) => withSubcommands(programOf(false)).map((command) => ({ option, command })))
      .filter(({ option, command }) => command.options.some(({ long }) => long === option))
      .map(({ option, command }) => {
        const path = [command.parent?.name() ?? '', command.name()].filter((name) => name !== 'quietkey');
        return [
          `${option} of ${command.name()}`,
          ({ issued, activated }: Shop, plant: string) => {
            const known: Readonly<Record<string, string>> = {
              LICENSE: issued.license.license,
              ACTIVATION: activated.activation,
              SEATS: '2',
              EMAIL: 'ada@example.com',
            };
            return [
              ...path,
              ...command.registeredArguments.map((argument) => known[argument.name()] ?? ''),
              option,
              `support: for ${plant}`,
            ];
          },
        ] as const;
      }),
  ];
  for (const [site, [option, words]] of texts.entries()) {
    it(`is refused on the command line: ${option}`, async () => {
      for (const [description, plant] of plantsAt(site)) {
        const { exit, err } = await typed(words(shop, plant));
        expect(exit, err).to.equal(2);
        if (/^--(?:reason|purpose)/.test(option) && !LISTED.includes(option))
          expect(err.replaceAll(/\s+/g, ' ')).to.include(`looks like ${description}`);
      }
    });
  }
  it('has every command with a reason or a purpose', () => {
    expect(texts.length).to.be.greaterThan(24);
  });

  it('is refused in the order of a row of a CSV file', async () => {
    const path = join(terminal.folder, 'orders.csv');
    const rows = ALL.map(([, plant]) => `sonar,ada@example.com,${plant}`);
    writeFileSync(path, ['product,email,order', ...rows, ''].join('\n'));
    const { exit, out } = await typed(['license', 'issue', '--csv', path, '--json']);
    expect([exit, (JSON.parse(out) as { refused: number }).refused]).to.deep.equal([1, ALL.length]);
  });

  it('is in no file of the data folder and in no line of the log, but what was accepted is', async () => {
    const path = `/v1/licenses/${shop.issued.license.license}/suspension`;
    const reason = 'payment overdue since May';
    await shop.ask({ method: 'POST', path, token: shop.token, body: { reason } });
    await shop.server.stop();
    const plants = ALL.map(([name, text]) => ({ name, text }));
    const { hits } = searchFolder(shop.server.config.dataFolder, plants);
    const stored = searchFolder(shop.server.config.dataFolder, [{ name: 'reason', text: reason }]);
    await shop.server.start();
    expect(hits).to.deep.equal([]);
    expect(stored.hits.length, 'the search finds what is stored').to.be.greaterThan(0);
    for (const { text } of plants) expect(JSON.stringify(shop.server.log)).not.to.include(text);
  });
});

describe('what looks personal in the forms of the portal', () => {
  let portal: Portal;
  before(async () => {
    portal = await openTestPortal();
  });
  after(() => portal.end());

  it('is refused, and stored nowhere', async () => {
    const { license, licenseKey, activation, browser } = await portal.customer('ada');
    for (const [description, plant] of ALL) {
      const nickname = `desk ${plant}`;
      const named = await browser.post(`/licenses/${license}/machines/${activation}`, { nickname });
      expect(named.status, description).to.equal(400);
      expect(wordsIn(named), description).to.include('no network or email address');
      const fields = { username: plant, password: 'ada likes cold harbours', licenseKey, terms: '1' };
      const visitor = portal.browser();
      await visitor.get('/signup');
      const signedUp = await visitor.post('/signup', fields);
      expect(signedUp.status, description).to.be.oneOf([400, 409, 422]);
    }
    await portal.server.stop();
    const needles = ALL.map(([name, text]) => ({ name, text }));
    const { hits } = searchFolder(portal.server.config.dataFolder, needles);
    await portal.server.start();
    expect(hits).to.deep.equal([]);
  });
});
