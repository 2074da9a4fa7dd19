/** `quietkey request`, and what `quietkey doctor` says of the requests. */

import { expect } from 'chai';
import { join } from 'node:path';
import { requestChecks } from '../../../scripts/commands/request/request-check.ts';
import { openWorld } from '../../../server/composition/world.ts';
import { readConfig } from '../../../server/config/config.ts';
import type { Ask } from '../../../server/domain/kernel/named-operation.ts';
import type { RequestKind } from '../../../server/domain/kernel/rights.ts';
import { makeRequest } from '../../support/requests.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

describe('what doctor says of requests', () => {
  const CASES = [
    [{ held: 0, overdue: 0, near: 0 }, undefined],
    [{ held: 2, overdue: 0, near: 0 }, 'ok'],
    [{ held: 2, overdue: 0, near: 1 }, 'warn'],
    [{ held: 2, overdue: 1, near: 1 }, 'fail'],
  ] as const;
  for (const [counts, level] of CASES) {
    it(`${JSON.stringify(counts)}: ${level ?? 'nothing'}`, () => {
      expect(requestChecks(counts)[0]?.level).to.equal(level);
    });
  }
});

describe('quietkey request', () => {
  let terminal: Terminal;
  const numbers: string[] = [];
  const KINDS: readonly RequestKind[] = ['know', 'access', 'erasure'];
  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    await terminal.ask('license', 'issue', 'sonar', 'ada@example.com');
    const keyFile = join(terminal.folder, 'mailer.key');
    await terminal.ask('mailer', 'init', '--key', keyFile);
    const world = await openWorld(readConfig({ QUIETKEY_DATA: terminal.dataFolder }), {
      threads: 'in-thread',
    });
    const run: Ask = (operation, input) => world.run(operation, input, 'customer');
    for (const kind of KINDS)
      numbers.push(await makeRequest(run, keyFile, { email: 'ada@example.com', kind }));
    await world.close();
  });
  after(() => terminal.throwAway());

  const type = async (...words: string[]) => {
    const env = { QUIETKEY_URL: 'https://portal.example' };
    const { exit, out, err } = await terminal.type(['request', ...words], { env });
    return { exit, text: (out + err).replaceAll(/\s+/g, ' ') };
  };

  it('lists what is due first, shows what was proved, and never the address', async () => {
    const { exit, text } = await type('list');
    expect(exit).to.equal(0);
    // a request to know has 45 days, so it is the last
    const places = [numbers[1], numbers[2], numbers[0]].map((number) => text.indexOf(number ?? ''));
    expect(Math.min(places[0] ?? -1, places[1] ?? -1)).to.be.above(0);
    expect(places[2]).to.be.above(Math.max(places[0] ?? 0, places[1] ?? 0));
    const shown = await type('show', numbers[2] ?? '');
    expect(shown.text)
      .to.match(/Licenses [\w-]{22} Accounts none/)
      .and.include('law');
    expect(text + shown.text).to.not.include('ada@');
    expect((await terminal.type(['doctor'])).out).to.include('3 requests about personal data');
  });

  it('names for an erasure the licenses that were proved, without the address', async () => {
    const { out } = await terminal.type(['erase', numbers[2] ?? '', '--json']);
    expect(JSON.parse(out)).to.include({ licenses: 1, accounts: 0, applied: false });
  });

  it('extends, refuses, answers and closes, each once', async () => {
    const [know = '', access = '', erasure = ''] = numbers;
    expect((await type('extend', access, '--reason', 'complex')).text).to.match(
      /Extended\..*Extended complex/,
    );
    expect((await type('extend', access, '--reason', 'many')).exit).to.equal(1);
    expect((await type('refuse', access, '--reason', 'law')).exit).to.equal(2);
    expect((await type('refuse', access, '--reason', 'excessive')).text).to.match(
      /Refused\..*Reason excessive/,
    );
    expect((await type('answer', know)).text).to.match(/Answered\..*State granted/);
    expect((await type('close', erasure, '--reason', 'elsewhere')).text).to.match(/Closed\..*State closed/);
    for (const number of numbers) {
      const { exit, text } = await type('answer', number);
      expect([exit, text]).to.satisfy(
        ([code, words]: [number, string]) => code === 1 && words.includes('The request is closed'),
      );
    }
    expect((await type('list')).text).to.include('There is no open request');
    const { text } = await type('list', '--closed');
    for (const word of ['refused', 'granted', 'closed']) expect(text).to.include(word);
  });
});
