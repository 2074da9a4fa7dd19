/**
 * The samples of the documents, run as they are written: they ask for a license key only when a renewal cannot help.
 */

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Check, Quietkey } from '../../client-sdk/typescript/index.ts';
import { ROOT } from '../support/root.ts';
import { answerProblem, startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, makeMachine, type TestMachine } from './support/machine.ts';

const AsyncFunction = async function () {}.constructor as new (
  ...parametersAndCode: string[]
) => (...values: unknown[]) => Promise<Check>;

/** The sample of a document that makes a client, as a function of what it takes from the app around it. */
function sampleOf(document: string): (app: Quietkey) => Promise<Check> {
  const blocks = readFileSync(new URL(document, ROOT), 'utf8').match(/^```(?:js|ts)\n[^]*?^```$/gm) ?? [];
  const sample = blocks.find((block) => block.includes('new Quietkey({') && block.includes('.activate('));
  const code = sample?.replace(/^```.*$/gm, '').replace(/^import .*$/gm, '') ?? '';
  const run = new AsyncFunction('Quietkey', 'typedKey', 'username', `${code}\nreturn check;`);
  return (app) =>
    run(
      function Client() {
        return app;
      },
      LICENSE_KEY,
      'ada',
    );
}

for (const document of ['client-sdk/typescript/README.md', 'README.md']) {
  describe(`the sample of ${document}`, () => {
    const sample = sampleOf(document);
    const issuer = makeIssuer();
    let server: FakeServer;
    let machine: TestMachine;

    beforeEach(async () => {
      server = await startFakeServer(issuer);
      machine = makeMachine(issuer, server.url);
      await machine.start().activate(LICENSE_KEY, { username: 'ada' });
      server.received.length = 0;
    });
    afterEach(() => server.close());
    const sent = (): string[] => server.received.map(({ path }) => path.split('/').at(-1) ?? '');

    const CASES: [title: string, arrange: () => unknown, expected: string, sent: string[]][] = [
      ['a fresh lease', () => undefined, 'licensed lease_valid', []],
      [
        'one of two adapters replaced',
        () =>
          (machine.adapters = [machine.adapters[0]!, { name: 'x', mac: '00:1b:21:aa:bb:77', builtIn: true }]),
        'licensed lease_valid',
        [],
      ],
      [
        'all adapters replaced',
        () => (machine.adapters = [{ name: 'x', mac: '00:1b:21:aa:bb:77', builtIn: true }]),
        'licensed lease_valid',
        ['lease'],
      ],
      [
        'a suspension that was lifted',
        async () => {
          server.seat.ended = 'suspended';
          await machine.start().renew();
          server.seat.ended = undefined;
          server.received.length = 0;
        },
        'licensed lease_valid',
        ['lease'],
      ],
      [
        'a server that refuses: the app runs on',
        () => {
          machine.now += 8 * DAY;
          server.behaviour = (_received, response) => answerProblem(response, 409, 'seats_taken');
        },
        'licensed lease_valid',
        ['lease'],
      ],
      [
        'a released machine',
        async () => {
          await machine.start().release();
          server.received.length = 0;
        },
        'licensed lease_valid',
        ['activations'],
      ],
    ];
    for (const [title, arrange, expected, requests] of CASES) {
      it(`${title}: ${expected}`, async () => {
        await arrange();
        const { state, reason } = await sample(machine.start());
        expect(`${state} ${reason}`).to.equal(expected);
        expect(sent()).to.deep.equal(requests);
      });
    }
  });
}
