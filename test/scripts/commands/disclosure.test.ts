/** `quietkey disclosure`, and who must be informed, as `erase` and `license correct` say it. */

import { expect } from 'chai';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import type { Page } from '../../../server/domain/kernel/page.ts';
import type { DisclosureView, Recipient } from '../../../server/domain/privacy/disclosure.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

const EMAIL = 'ada@example.com';

describe('quietkey disclosure', () => {
  let terminal: Terminal;
  let license: string;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    ({
      license: { license },
    } = await terminal.ask<IssueAnswer>('license', 'issue', 'sonar', EMAIL));
  });
  after(() => terminal.throwAway());

  const read = async (...words: string[]) => (await terminal.type(words)).out.replaceAll(/\s+/g, ' ');

  it('says nobody until something is recorded', async () => {
    expect(await read('disclosure', 'list')).to.match(/^Nobody outside was given personal data/);
    expect(await read('erase', EMAIL)).to.include('so nobody else has to be informed');
    expect(await read('license', 'correct', license, '--seats', '4', '--yes')).to.include('nobody else');
  });

  it('records a disclosure, which an erasure and a correction name', async () => {
    const words = ['--classes', 'orders,license_keys', '--ground', 'legal-obligation', '--license', license];
    const added = await terminal.ask<DisclosureView>('disclosure', 'add', 'Tax office', ...words);
    expect(added).to.deep.include({ scope: 'license', license, classes: ['license_keys', 'orders'] });
    expect(await read('disclosure', 'list'))
      .to.include(`Tax office`)
      .and.include(license);
    for (const command of [
      ['license', 'correct', license, '--seats', '5', '--yes'],
      ['erase', EMAIL],
    ]) {
      expect(await read(...command)).to.match(
        /Inform these recipients of the \w+ \(GDPR Art\. 19\): .*Tax office/,
      );
      const { recipients } = await terminal.ask<{ recipients: Recipient[] }>(...command);
      expect(recipients.map(({ disclosure }) => disclosure)).to.deep.equal([added.disclosure]);
    }
    expect(await read('erase', EMAIL, '--apply')).to.include('Inform these recipients of the erasure');
    const [severed] = (await terminal.ask<Page<DisclosureView>>('disclosure', 'list')).items;
    expect(severed).to.deep.include({ recipient: 'Tax office', scope: 'deleted', license: null });
  });
});
