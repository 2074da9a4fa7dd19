/** Wrong calls of the entries beside the main one: each is one error that names what is wrong. */

import { expect } from 'chai';
import { BadOptions, Quietkey } from '../../client-sdk/typescript/index.ts';
import { borrowSeat } from '../../client-sdk/typescript/floating.ts';
import { OfflineQuietkey } from '../../client-sdk/typescript/offline.ts';
import { portalLink } from '../../client-sdk/typescript/portal.ts';
import { appStore, productFolder, stateFolder } from '../../client-sdk/typescript/storage.ts';
import { TestKit } from '../../client-sdk/typescript/testing/index.ts';

const kit = new TestKit({ product: 'sonar' });
const { options } = kit.machine();
const app = new Quietkey(options);
const offline = new OfflineQuietkey(options);
const NAMES = { vendor: 'Acme', app: 'Sonar' };
const { rootKey } = options;

/** The calls take anything here, as they do in an app in JavaScript. */
const loose = <Result>(call: (...given: never[]) => Result) => call as (...given: unknown[]) => Result;
const kitOf = (given?: unknown): TestKit => new TestKit(given as never);

const CASES: [call: string, names: string, run: () => unknown][] = [
  ['borrowSeat without a client', 'borrowSeat', () => loose(borrowSeat)()],
  ['borrowSeat of another object', 'borrowSeat', () => loose(borrowSeat)({}, { days: 1 })],
  ['borrowSeat without days', 'days', () => loose(borrowSeat)(app)],
  ['borrowSeat with a text', 'days', () => loose(borrowSeat)(app, { days: '5' })],
  ['OfflineQuietkey without options', 'server', () => new OfflineQuietkey(undefined as never)],
  ['request without a kind', 'kind', () => offline.request({} as never)],
  ['accept of a number', 'accept(…)', () => offline.accept(5 as never)],
  ['acceptFarewell of nothing', 'acceptFarewell(…)', () => offline.acceptFarewell(undefined as never)],
  ['portalLink without a client', 'portalLink', () => loose(portalLink)({}, { flow: 'release' })],
  ['portalLink without a flow', 'flow', () => loose(portalLink)(app)],
  [
    'portalLink to a script',
    'returnAddress',
    () => portalLink(app, { flow: 'renew', returnAddress: 'javascript:x' }),
  ],
  ['appStore without options', 'vendor', () => loose(appStore)()],
  ['stateFolder of half a system', 'system', () => loose(stateFolder)({ ...NAMES, system: {} })],
  [
    'appStore of a system without env',
    'system',
    () => loose(appStore)({ ...NAMES, system: { platform: 'x', env: null, home: '' } }),
  ],
  ['productFolder without options', 'product', () => loose(productFolder)()],
  ['productFolder with a space', 'product', () => productFolder({ product: 'So nar', rootKey })],
  ['productFolder with another key', 'rootKey', () => productFolder({ product: 'sonar', rootKey: 'x' })],
  ['TestKit without options', 'product', () => kitOf()],
  ['TestKit with a space', 'product', () => kitOf({ product: 'So nar' })],
  ['TestKit with an unknown term', 'terms.seat', () => kitOf({ product: 'sonar', terms: { seat: 1 } })],
  ['issue with an unknown option', 'seat', () => loose(kit.issue.bind(kit))({ seat: 1 })],
  ['issue of null', 'issue(…)', () => loose(kit.issue.bind(kit))(null)],
  ['issue of no seats', 'seats', () => kit.issue({ seats: 0 })],
  ['a machine of no kind', 'machine(…)', () => kit.machine('toaster' as never)],
  ['a clock that passes nothing', 'A span of time', () => kit.clock.pass(undefined as never)],
  ['a clock that passes a text', 'days', () => kit.clock.pass({ days: 'x' as never })],
  ['a clock that passes weeks', 'weeks', () => kit.clock.pass({ weeks: 1 } as never)],
];

describe('a wrong call of another entry', () => {
  for (const [call, names, run] of CASES) {
    it(`is named: ${call}`, async () => {
      const act = async (): Promise<unknown> => run();
      const error: unknown = await act().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(BadOptions);
      expect((error as BadOptions).message)
        .to.include(names)
        .and.match(/\.$/);
    });
  }
});
