/**
 * Every fault of the table, met by every carrier that is here: Node.js always, and what the variables
 * `QUIETKEY_TEST_BUN`, `QUIETKEY_TEST_DENO` and `QUIETKEY_TEST_NODE` name. Each fault gives the documented code and
 * cause, and changes nothing of the state but the request that the next call repeats.
 */

import { expect } from 'chai';
import { makeIssuer, PRODUCT } from '../support/issuer.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { LICENSE_KEY, makeMachine } from '../support/machine.ts';
import { FAULTS } from './faults.ts';
import { CREDENTIALS, runCarrier, startStand, type CarrierResult, type Stand } from './fault-stand.ts';

const RUNTIMES: readonly (readonly [name: string, command: readonly string[] | undefined])[] = [
  ['Node.js', [process.execPath]],
  ['another Node.js', pathIn('QUIETKEY_TEST_NODE')],
  ['Bun', pathIn('QUIETKEY_TEST_BUN')],
  ['Deno', pathIn('QUIETKEY_TEST_DENO', 'run', '--allow-all', '--quiet')],
];

function pathIn(variable: string, ...words: string[]): string[] | undefined {
  const path = process.env[variable];
  return path === undefined ? undefined : [path, ...words];
}

describe('the faults of networks', () => {
  let stand: Stand;
  let told: { state: string; rootKey: string; now: number };

  before(async () => {
    const issuer = makeIssuer();
    const server = await startFakeServer(issuer);
    const machine = makeMachine(issuer, server.url);
    await machine.start().activate(LICENSE_KEY);
    await server.close();
    told = { state: machine.store.text ?? '', rootKey: issuer.rootKey, now: machine.now };
    stand = await startStand(FAULTS);
  });
  after(() => stand.close());

  it('are at least 40, with each cause', () => {
    expect(FAULTS).to.have.length.above(40);
    expect(new Set(FAULTS.map(({ title }) => title)).size).to.equal(FAULTS.length);
  });

  for (const [name, command] of RUNTIMES.filter(([, path]) => path !== undefined)) {
    describe(`with ${name}`, () => {
      let results: CarrierResult[];
      before(async () => {
        results = await runCarrier(command ?? [], { ...told, product: PRODUCT, cases: stand.cases });
      });

      it('show nothing of the password of the proxy', () => {
        expect(JSON.stringify(results)).to.not.contain(CREDENTIALS.split(':')[1]);
      });

      for (const { title, code, networkCause, proxy } of FAULTS) {
        it(`${title}: ${networkCause}`, () => {
          const seen = results.filter((result) => result.title === title);
          expect(seen).to.have.lengthOf(proxy === undefined ? 2 : 1);
          for (const { by, message, ...result } of seen) {
            const expected = { title, code, networkCause, changed: [], state: 'licensed' };
            expect(result, `${by}: ${message}`).to.deep.equal(expected);
          }
        });
      }
    });
  }
});
