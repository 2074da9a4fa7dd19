/**
 * Machines without network, by the real SDK and the real operations of both engines: every request and answer is a text
 * that is carried by hand, and the SDK has no network to use.
 */

import { expect } from 'chai';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { fileStore } from '../../client-sdk/typescript/index.ts';
import { join } from 'node:path';
import {
  Quietkey,
  type Adapter,
  type Check,
  type QuietkeyOptions,
} from '../../client-sdk/typescript/index.ts';
import {
  OfflineAnswerRefused,
  OfflineQuietkey,
  type OfflineWish,
} from '../../client-sdk/typescript/offline.ts';
import {
  splitOfflineText,
  writeOfflineText,
  type OfflineAnswer,
} from '../../client-sdk/typescript/contract/offline.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { operations } from '../../server/domain/operations.ts';
import { ROOT } from '../support/root.ts';
import { openPostgresWorld, openTestWorld, type TestWorld } from '../support/world.ts';

const [MAC, OTHER_MAC] = ['a4:5e:60:c1:7b:01', 'a4:5e:60:c1:7b:02'] as const;

const AsyncFunction = async function () {}.constructor as new (
  ...parametersAndCode: string[]
) => (...values: unknown[]) => Promise<Check>;

/** The sample of the SDK's README, as a function of what it takes from the app around it. */
const SAMPLE = ((): ((...values: unknown[]) => Promise<Check>) => {
  const document = readFileSync(new URL('client-sdk/typescript/README.md', ROOT), 'utf8');
  const blocks = document.match(/^```js\n[^]*?^```$/gm) ?? [];
  const sample = blocks.find((block) => block.includes('new OfflineQuietkey(')) ?? '';
  const code = sample.replace(/^```.*$/gm, '').replace(/^import .*$/gm, '');
  const parameters = ['OfflineQuietkey', 'options', 'typedKey', 'save', 'open'];
  return new AsyncFunction(...parameters, `${code}\nreturn check;`);
})();

/** The content of a request, as JSON text. */
const contentOf = (text: string): string => Buffer.from(text.split('.')[1] ?? '', 'base64url').toString();
/** A request with a right check, whatever it says. */
const textOf = (request: unknown): string =>
  writeOfflineText('request', Buffer.from(JSON.stringify(request)).toString('base64url'));

/** The members of a request that the tests change. */
interface Editable {
  call: string;
  key: string;
  more?: number;
  body: { sequence?: number; product?: string; tags: string[] };
}

/** A machine without network: its state, and its app. */
interface Machine {
  readonly store: string;
  readonly app: Quietkey;
  readonly offline: OfflineQuietkey;
  readonly options: QuietkeyOptions;
}

for (const [engine, open] of [
  ['SQLite', () => openTestWorld()],
  ['PostgreSQL', openPostgresWorld],
] as const) {
  describe(`a machine without network, on ${engine}`, () => {
    let world: TestWorld;
    let licenseKey: string;
    let license: string;
    let product: string;
    let count = 0;

    before(async () => {
      world = await open();
    });
    after(() => world.end());
    beforeEach(async () => {
      count += 1;
      product = `p${count}`;
      const terms = { seats: 1, leaseDays: 10, graceDays: 7, refreshDays: 3 };
      await world.run(operations.licensing.addProduct, { product, name: 'Sonar', terms });
      const issued = await world.run(operations.licensing.issueLicense, {
        product,
        email: 'ada@example.com',
      });
      ({ licenseKey } = issued);
      license = issued.license.license;
    });

    function machine(mac: string = MAC, from?: string, more: Partial<QuietkeyOptions> = {}): Machine {
      count += 1;
      const store = join(world.folder, `store-${count}`);
      if (from !== undefined) cpSync(from, store, { recursive: true });
      const adapters: Adapter[] = [{ name: 'eth0', mac, builtIn: true }];
      const options: QuietkeyOptions = {
        server: 'https://license.example',
        product,
        rootKey: world.world.rootKey,
        store,
        clock: () => world.clock.now() * 1000,
        interfaces: () => adapters,
        fetch: () => Promise.reject(new Error('there is no network')),
        ...more,
      };
      return { store, app: new Quietkey(options), offline: new OfflineQuietkey(options), options };
    }
    const activation = (): OfflineWish => ({ kind: 'activate', licenseKey });
    const answerTo = (request: string): Promise<OfflineAnswer> =>
      world.run(operations.activation.answerOffline, { request });
    const ask = async ({ offline }: Machine, wish: OfflineWish): Promise<string> =>
      (await answerTo((await offline.request(wish)).text)).answer;
    async function activated(): Promise<Machine> {
      const made = machine();
      expect(await made.offline.accept(await ask(made, activation()))).to.include({ state: 'licensed' });
      return made;
    }
    const faultOf = async (promise: Promise<unknown>): Promise<string> => {
      const error = await promise.then(
        () => 'accepted',
        (thrown: unknown) => thrown,
      );
      return error instanceof OfflineAnswerRefused ? error.fault : String(error);
    };
    const codeOf = async (promise: Promise<unknown>): Promise<string> => {
      const error = await promise.then(
        () => 'answered',
        (thrown: unknown) => thrown,
      );
      return error instanceof Refusal ? error.code : String(error);
    };
    const used = async (): Promise<number> =>
      (await world.run(operations.licensing.showLicense, { license })).used;

    it('activates, renews and releases by files alone', async () => {
      const asker = await activated();
      expect(await used()).to.equal(1);
      const first = asker.app.lease();
      world.clock.move(4 * DAY_SECONDS);
      expect(asker.app.check()).to.include({ state: 'licensed', refreshDue: true });
      expect(await asker.offline.accept(await ask(asker, { kind: 'renew' }))).to.include({
        state: 'licensed',
        refreshDue: false,
      });
      expect(asker.app.lease()?.exp).to.equal((first?.exp ?? 0) + 4 * DAY_SECONDS);

      const release = await answerTo((await asker.offline.request({ kind: 'release' })).text);
      expect(release).to.include({
        call: 'release',
        outcome: 'released',
        leaseEndsOn: null,
        license,
        product,
      });
      expect(await used()).to.equal(0);
      expect(await asker.offline.accept(release.answer)).to.include({
        state: 'unlicensed',
        reason: 'released',
      });
      const two = machine(OTHER_MAC);
      expect(await two.offline.accept(await ask(two, activation()))).to.include({ state: 'licensed' });
    });

    it('runs the sample of the README', async () => {
      const { options } = machine();
      const saved = new Map<string, string>();
      const save = (name: string, text: string): unknown => saved.set(name, text);
      // the sample opens the answer that the vendor has made of the saved file
      const open = async (name: string): Promise<string> => {
        expect(name).to.equal('sonar.qkans');
        return (await answerTo(saved.get('sonar.qkreq') ?? '')).answer;
      };
      const check = await SAMPLE(OfflineQuietkey, options, licenseKey, save, open);
      expect(check).to.include({ state: 'licensed' });
    });

    it('says to the operator whose request it was, and stores no network', async () => {
      const asker = machine();
      const answered = await answerTo((await asker.offline.request(activation())).text);
      await asker.offline.accept(answered.answer);
      expect(answered).to.include({
        call: 'activate',
        outcome: 'lease',
        license,
        product,
      });
      const end = new Date(((asker.app.lease()?.exp ?? 0) - 1) * 1000).toISOString().slice(0, 10);
      expect(answered.leaseEndsOn).to.equal(end);
      expect(answered.machine).to.equal(asker.app.machineName());
      const [view] = (await world.run(operations.activation.listActivations, { license })).items;
      expect(view).to.include({ activation: answered.activation, network: null });
    });

    it('writes the same request until its answer comes, and gets the same lease again', async () => {
      const asker = machine();
      const { text } = await asker.offline.request(activation());
      expect((await asker.offline.request(activation())).text).to.equal(text);
      const [first, second] = [await answerTo(text), await answerTo(text)];
      expect(second.answer).not.to.equal(first.answer);
      const restored = machine(MAC, asker.store);
      await restored.offline.accept(first.answer);
      await asker.offline.accept(second.answer);
      const lease = asker.app.lease();
      expect(restored.app.lease()).to.deep.equal(lease);
      expect(await used()).to.equal(1);
      expect(await faultOf(asker.offline.accept(first.answer))).to.equal('not_awaited');
      expect(asker.app.lease()).to.deep.equal(lease);
    });

    it('gives the same statement for a release file that is given twice', async () => {
      const asker = await activated();
      const { text } = await asker.offline.request({ kind: 'release' });
      expect((await asker.offline.request({ kind: 'release' })).text).to.equal(text);
      const [first, second] = [await answerTo(text), await answerTo(text)];
      expect({ ...second, answer: '' }).to.deep.equal({ ...first, answer: '' });
      expect(await asker.offline.accept(second.answer)).to.include({ reason: 'released' });
      expect(await used()).to.equal(0);
    });

    it('is not licensed from the release file on, and may take it back by a renewal', async () => {
      const asker = await activated();
      const release = await asker.offline.request({ kind: 'release' });
      expect(asker.app.check()).to.include({ state: 'unlicensed', reason: 'no_activation' });
      expect(await asker.offline.accept(await ask(asker, { kind: 'renew' }))).to.include({
        state: 'licensed',
      });
      expect((await answerTo(release.text)).outcome).to.equal('released');
      world.clock.move(4 * DAY_SECONDS);
      expect(await asker.offline.accept(await ask(asker, { kind: 'renew' }))).to.include({
        reason: 'released',
      });
    });

    it('runs as a restored copy until its lease ends, and is not renewed', async () => {
      const asker = await activated();
      const copy = machine(MAC, asker.store);
      await ask(asker, { kind: 'release' });
      expect(copy.app.check()).to.include({ state: 'licensed' });
      world.clock.move(18 * DAY_SECONDS);
      expect(copy.app.check()).to.include({ state: 'limited', reason: 'grace_ended' });
      expect(await copy.offline.accept(await ask(copy, { kind: 'renew' }))).to.include({
        reason: 'released',
      });
    });

    it('accepts an answer in numbered parts, in any order', async () => {
      const asker = machine();
      const parts = splitOfflineText(await ask(asker, activation()), 300);
      expect(parts.length).to.be.greaterThan(5);
      expect(await faultOf(asker.offline.accept(parts.slice(1).join('\n')))).to.equal('parts_missing');
      expect(await asker.offline.accept(parts.toReversed().join(' \r\n'))).to.include({ state: 'licensed' });
    });

    it('takes the answer online when there is network again', async () => {
      const asker = await activated();
      world.clock.move(4 * DAY_SECONDS);
      const { text } = await asker.offline.request({ kind: 'renew' });
      await answerTo(text);
      let sent = '';
      const online = machine(MAC, asker.store, {
        fetch: (_url, { body }) => {
          sent = typeof body === 'string' ? body : '';
          return Promise.reject(new Error('cut'));
        },
      });
      await online.app.renew().catch(() => undefined);
      const { activation: id } = (await world.run(operations.activation.listActivations, { license }))
        .items[0]!;
      const again = await world.run(operations.activation.renewLease, {
        ...JSON.parse(sent),
        activation: id,
        network: null,
      });
      expect(again).to.include({ sequence: 2 });
    });

    describe('refuses an answer', () => {
      const CASES: [title: string, fault: string, arrange: () => Promise<[Machine, string]>][] = [
        [
          'on another machine',
          'not_awaited',
          async () => [machine(OTHER_MAC), await ask(machine(), activation())],
        ],
        [
          'on other hardware with a copied state',
          'other_machine',
          async () => {
            const asker = machine();
            const answer = await ask(asker, activation());
            return [machine(OTHER_MAC, asker.store), answer];
          },
        ],
        [
          'to a request whose tags were edited',
          'other_machine',
          async () => {
            const asker = machine();
            const stranger = machine(OTHER_MAC);
            const [mine, theirs] = [asker, stranger].map(({ offline }) => offline.request(activation()));
            const request = JSON.parse(contentOf((await mine!).text));
            request.body.tags = JSON.parse(contentOf((await theirs!).text)).body.tags;
            return [asker, (await answerTo(textOf(request))).answer];
          },
        ],
        [
          'to an older request',
          'not_awaited',
          async () => {
            const asker = await activated();
            world.clock.move(4 * DAY_SECONDS);
            const older = await ask(asker, { kind: 'renew' });
            await asker.offline.accept(await ask(asker, activation()));
            return [asker, older];
          },
        ],
        [
          'that is a request',
          'other_kind',
          async () => [machine(), (await machine().offline.request(activation())).text],
        ],
        ['that is something else', 'absent', () => Promise.resolve([machine(), licenseKey])],
      ];
      for (const [title, fault, arrange] of CASES) {
        it(title, async () => {
          const [on, text] = await arrange();
          const before = on.app.check();
          expect(await faultOf(on.offline.accept(text))).to.equal(fault);
          expect(on.app.check()).to.deep.equal(before);
        });
      }
    });

    describe('refuses a request', () => {
      const edited = (text: string, edit: (request: Editable) => unknown): string => {
        const request = JSON.parse(contentOf(text)) as Editable;
        edit(request);
        return textOf(request);
      };
      const CASES: [title: string, code: string, arrange: () => Promise<string>][] = [
        [
          'of an edited renewal',
          'proof_invalid',
          async () => edited(await renewal(), ({ body }) => (body.sequence = 7)),
        ],
        [
          'whose answer would go to another key',
          'proof_invalid',
          async () => {
            const other = JSON.parse(
              contentOf((await machine(OTHER_MAC).offline.request(activation())).text),
            );
            return edited(await renewal(), (request) => (request.key = other.key));
          },
        ],
        [
          'of a renewal that was made a release',
          'proof_invalid',
          async () => edited(await renewal(), (request) => (request.call = 'release')),
        ],
        [
          'with a key that hides nothing',
          'request_malformed',
          async () => edited(await renewal(), (request) => (request.key = 'A'.repeat(43))),
        ],
        [
          'with an unknown member',
          'request_malformed',
          async () => edited(await renewal(), (request) => (request.more = 1)),
        ],
        ['that is an answer', 'request_malformed', async () => ask(machine(), activation())],
        [
          'with an unknown license key',
          'license_key_unknown',
          async () => {
            await world.run(operations.licensing.addProduct, {
              product: `${product}x`,
              name: 'Other',
              terms: {},
            });
            const { text } = await machine().offline.request(activation());
            return edited(text, ({ body }) => (body.product = `${product}x`));
          },
        ],
        [
          'without a free seat',
          'seats_taken',
          async () => {
            await activated();
            return (await machine(OTHER_MAC).offline.request(activation())).text;
          },
        ],
      ];
      const renewal = async (): Promise<string> =>
        (await (await activated()).offline.request({ kind: 'renew' })).text;
      for (const [title, code, arrange] of CASES) {
        it(title, async () => expect(await codeOf(answerTo(await arrange()))).to.equal(code));
      }
    });

    it('forgets the key of an answer once it is accepted, and never stores the license key', async () => {
      const asker = machine();
      await asker.offline.request(activation());
      const stored = (): string => JSON.stringify(asker.app.sent()) + (fileStore(asker.store).read() ?? '');
      expect(stored()).to.include('answerKey').and.not.include(licenseKey.replaceAll('-', ''));
      await asker.offline.accept(await ask(asker, activation()));
      expect(stored()).not.to.include('answerKey');
      rmSync(asker.store, { recursive: true });
    });
  });
}
