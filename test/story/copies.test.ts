// A copy of a machine's state, from the renewals of both to where people see it and object: the portal, the page of
// personal data, the API and the command line.

import { expect } from 'chai';
import type { LicenseDetails } from '../../client-sdk/typescript/contract/license-view.ts';
import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { ENGLISH } from '../../server/texts/texts.ts';
import { askAt } from '../server/http/asking.ts';
import { wordsIn } from '../server/portal/browsing.ts';
import { openTestPortal, type Customer, type Portal } from '../server/portal/customers.ts';
import { openTerminal, type Terminal } from '../scripts/terminal.ts';
import { Device } from '../support/device.ts';

describe('a copy that was found', () => {
  let portal: Portal;
  let terminal: Terminal;
  let ada: Customer;
  let machine: string;

  before(async () => {
    portal = await openTestPortal();
    terminal = await openTerminal();
    ada = await portal.customer('ada');
  });
  after(async () => {
    await terminal.throwAway();
    await portal.end();
  });

  /** Two machines use one activation until the copy is found. */
  async function runInTwoPlaces(): Promise<void> {
    const original = Device.withAdapters(portal.server.run);
    const { activation } = await original.activate(ada.licenseKey);
    machine = machineName(activation);
    const copy = original.copy();
    for (const device of [original, copy, original, copy]) {
      portal.server.clock.move(8 * DAY_SECONDS);
      await device.renew();
    }
    const { username, password } = ada;
    expect((await ada.browser.post('/login', { username, password })).status).to.equal(303);
  }

  const page = async (path: string): Promise<string> => wordsIn(await ada.browser.get(path));
  const type = async (...words: string[]): Promise<string> => {
    const env = { QUIETKEY_DATA: portal.server.config.dataFolder };
    const { exit, out, err } = await terminal.type(words, { env });
    expect(exit, out + err).to.equal(0);
    return out;
  };
  const { copiesLead, copiesObject } = ENGLISH.license;

  it('is not there before', async () => {
    expect(await page(`/licenses/${ada.license}`)).not.to.include(copiesLead);
    expect(await type('license', 'show', ada.license)).not.to.include('Copies');
  });

  it('is shown to the customer, with where to object', async () => {
    await runInTwoPlaces();
    const text = await page(`/licenses/${ada.license}`);
    expect(text).to.include(copiesLead).and.include(machine).and.include(copiesObject);
  });

  it('is on the page of personal data, with days and a count', async () => {
    const text = await page('/settings/held');
    expect(text).to.include(ENGLISH.inventory.tables.forks);
    expect(text).to.include('Number of copies found').and.include('First copy found on');
  });

  it('is shown to operators', async () => {
    expect(await type('license', 'show', ada.license)).to.match(new RegExp(`Copies found +1 of ${machine} `));
    const { ask, end } = askAt(portal.url);
    const { token } = await portal.server.run(operations.operator.createOperatorToken, {
      name: 'test',
      scopes: ['licenses:read', 'licenses:write'],
      purpose: 'abuse',
    });
    const heard = await ask({ path: `/v1/licenses/${ada.license}`, token });
    end();
    const { copies = [] } = JSON.parse(heard.text) as LicenseDetails;
    expect(copies.map((found) => [found.machine, found.copies])).to.deep.equal([[machine, 1]]);
  });

  it('is discarded by an operator, which the customer can read', async () => {
    const words = ['license', 'forgive', ada.license, '--reason', 'both are hers'];
    expect(await type(...words))
      .to.include('Status')
      .and.not.include('Copies');
    expect(await page(`/licenses/${ada.license}`)).not.to.include(copiesLead);
    expect(await page('/settings/held'))
      .to.include('Discarded what was found')
      .and.include('both are hers');
  });
});
