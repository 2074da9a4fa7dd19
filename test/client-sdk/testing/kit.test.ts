/** The test kit by its tables: every refusal, fault and state of the real product has an entry, and does what it says. */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { CODES, codesOfCall } from '../../../client-sdk/typescript/contract/codes.ts';
import { Quietkey, QuietkeyError } from '../../../client-sdk/typescript/index.ts';
import * as testing from '../../../client-sdk/typescript/testing/index.ts';
import { CHECK_REASONS } from '../../../client-sdk/typescript/lease/check.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { commonCodes } from '../../../server/http/route.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { presentProblem } from '../../../server/web/problem.ts';
import { STATES_OF_REASON } from '../../rules/sdk-tables.ts';
import { ROOT } from '../../support/root.ts';

const { APP_CODES, FAULTS, MACHINE_KINDS, TestKit } = testing;
const CALLS = ['activate', 'startTrial', 'renew', 'release'] as const;

const codeOf = (error: unknown): unknown => (error instanceof QuietkeyError ? error.code : error);

const AsyncFunction = async function () {}.constructor as new (
  ...parametersAndCode: string[]
) => (...values: unknown[]) => Promise<unknown>;

describe('the test kit', () => {
  it('answers with every code that the real server can answer an app with, and with no other', () => {
    const routes = ROUTES.filter(({ path }) => /^\/v1\/(?:activations|trials)/.test(path));
    expect(routes).to.have.lengthOf(CALLS.length);
    const real = new Set([...routes.flatMap(commonCodes), ...CALLS.flatMap(codesOfCall)]);
    // a wrong URL of the server in the options
    for (const code of ['not_found', 'method_not_allowed'] as const) real.add(code);
    expect(APP_CODES).to.deep.equal(CODES.filter((code) => real.has(code)));
  });

  for (const code of APP_CODES) {
    it(`answers ${code} like the real server`, async () => {
      const kit = new TestKit({ product: 'sonar' });
      kit.fail({ code });
      const { fetch } = kit.machine().options;
      const response = await fetch('https://license.example/v1/activations', { method: 'POST', body: '{}' });
      const body = (await response.json()) as { requestId: string };
      const real = presentProblem(new Refusal({ code }), body.requestId, 'appUser');
      expect(body).to.deep.equal(real.body);
      expect(response.status).to.equal(real.status);
      const { 'content-type': type, 'retry-after': retryAfter = null } = real.headers ?? {};
      expect(response.headers.get('content-type')).to.equal(type);
      expect(response.headers.get('retry-after')).to.equal(retryAfter);
    });
  }

  for (const [fault, { error, networkCause }] of Object.entries(FAULTS)) {
    it(`fails by ${fault} with ${error}, and changes nothing`, async () => {
      const kit = new TestKit({ product: 'sonar' });
      const machine = kit.machine();
      await new Quietkey(machine.options).activate(kit.issue().key);
      kit.clock.pass({ days: 8 });
      const app = new Quietkey(machine.options);
      const before = app.check();
      kit.fail(fault as testing.Fault);
      const impatient = fault === 'silent' ? { timeoutMs: 50 } : {};
      const { error: thrown } = await new Quietkey({ ...machine.options, ...impatient }).keepFresh();
      expect(thrown).to.be.instanceOf(QuietkeyError).and.to.include({ code: error, networkCause });
      expect(app.check()).to.deep.equal(before);
      kit.recover();
      expect((await app.keepFresh()).check).to.include({ state: 'licensed', refreshDue: false });
    });
  }

  for (const reason of CHECK_REASONS) {
    for (const state of STATES_OF_REASON[reason]) {
      it(`leads a machine into ${state} (${reason})`, async () => {
        const kit = new TestKit({
          product: 'sonar',
          terms: {
            leaseDays: 9,
            refreshDays: 2,
            graceDays: 8,
            noticeDays: 5,
            floatingMinutes: reason === 'returned' ? 60 : null,
          },
        });
        const now = kit.clock.now();
        const machine = await kit.machineIn(reason, state);
        expect(new Quietkey(machine.options).check()).to.include({ state, reason });
        expect(kit.clock.now()).to.equal(now);
      });
    }
  }

  it('tells the person of a take-over with each renewal', async () => {
    const kit = new TestKit({ product: 'sonar' });
    const app = new Quietkey(kit.machine().options);
    await app.activate(kit.issue().key);
    expect(app.takeEvents()).to.deep.equal([]);
    kit.notify('takeover');
    await app.renew();
    expect(app.takeEvents().map(({ kind }) => kind)).to.deep.equal(['takeover']);
    kit.notify();
    await app.renew();
    expect(app.takeEvents()).to.deep.equal([]);
  });

  it('says which state the terms exclude', async () => {
    const kit = new TestKit({ product: 'sonar', terms: { machineGraceDays: 0 } });
    const failed = await kit.machineIn('wrong_machine', 'limited').catch(String);
    expect(failed).to.equal('Error: By the terms of this product the check is stale (wrong_machine).');
    expect(await kit.machineIn('suspended', 'stale').catch(String)).to.equal(
      'Error: By the terms of this product the check is unlicensed (suspended).',
    );
    expect(await kit.machineIn('lease_valid', 'stale').catch(String)).to.match(
      /never stale because of lease/,
    );
  });

  for (const kind of MACHINE_KINDS) {
    it(`makes a ${kind} that keeps its seat, and another that takes one`, async () => {
      const kit = new TestKit({ product: 'sonar', terms: { seats: 1 } });
      const license = kit.issue();
      const app = new Quietkey(kit.machine(kind).options);
      await app.activate(license.key);
      expect(await app.renew()).to.include({ state: 'licensed' });
      const other = new Quietkey(kit.machine(kind).options);
      expect(await other.activate(license.key).catch(String)).to.match(/^LicenseRefused: All seats/);
    });
  }

  it('fails as often as a test says, within the attempts of a call', async () => {
    const kit = new TestKit({ product: 'sonar' });
    const app = new Quietkey(kit.machine().options);
    kit.fail('cut', { times: 2 });
    await app.activate(kit.issue().key);
    expect(kit.requests.map(({ path }) => path)).to.deep.equal(Array(3).fill('/v1/activations'));
    kit.fail('cut', { times: 3 });
    expect(await app.renew().catch(codeOf)).to.equal('no_network');
    expect(await app.renew()).to.include({ state: 'licensed' });
  });

  it('has a disk that fails', async () => {
    const kit = new TestKit({ product: 'sonar' });
    const machine = kit.machine();
    machine.disk = 'full';
    const app = new Quietkey(machine.options);
    expect(await app.activate(kit.issue().key).catch(codeOf)).to.equal('state_unwritable');
    expect(kit.requests).to.deep.equal([]);
  });

  it('replaces its keys, which a renewal accepts', async () => {
    const kit = new TestKit({ product: 'sonar' });
    const app = new Quietkey(kit.machine().options);
    await app.activate(kit.issue().key);
    kit.replaceKeys();
    kit.clock.pass({ days: 8 });
    expect((await app.keepFresh()).check).to.include({ state: 'licensed', refreshDue: false });
  });

  it('refuses a time, a day or a request file that is none', () => {
    const kit = new TestKit({ product: 'sonar' });
    expect(() => kit.clock.set('tomorrow')).to.throw(RangeError, 'tomorrow');
    expect(() => kit.issue({ endsOn: '2026-3-1' })).to.throw(RangeError, '2026-3-1');
    expect(() => kit.answerFile('qkreq1.x')).to.throw(RangeError);
  });

  it('runs the sample of the README', async () => {
    const readme = readFileSync(new URL('client-sdk/typescript/README.md', ROOT), 'utf8');
    const blocks = readme.match(/^```js\n[^]*?^```$/gm) ?? [];
    const sample = blocks.find((block) => block.includes("'@quietkey/client/testing'")) ?? '';
    const code = sample.replace(/^```.*$/gm, '').replace(/^import .*$/gm, '');
    const { default: assert } = await import('node:assert/strict');
    await new AsyncFunction('assert', 'Quietkey', 'TestKit', code)(assert, Quietkey, TestKit);
    expect(sample.match(/assert\./g)?.length).to.be.greaterThan(5);
  });
});
