// Copies of an activation through the real operations, on both engines: who is found, who keeps the seat, and what is
// shown and forgotten of it.

import { expect } from 'chai';
import type { Terms } from '../../../../client-sdk/typescript/contract/product-terms.ts';
import { DAY_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { Device } from '../../../support/device.ts';
import { random22 } from '../../../support/machine.ts';
import { openPostgresWorld, openTestWorld, type TestWorld } from '../../../support/world.ts';

const { licensing, activation: activations, privacy } = operations;

for (const [engine, open] of [
  ['SQLite', openTestWorld],
  ['PostgreSQL', openPostgresWorld],
] as const) {
  describe(`copies of an activation, over ${engine}`, function () {
    let test: TestWorld;
    let licenseKey: string;
    let license: string;

    before(async () => {
      test = await open();
      await test.run(licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: { seats: 2 } });
    });
    after(() => test.end());
    beforeEach(() => sell({}));

    async function sell({ seats = 2, forks = 'new_seat' }: Partial<Terms>): Promise<void> {
      await test.run(licensing.changeProduct, { product: 'sonar', terms: { forks } });
      const issued = await test.run(licensing.issueLicense, {
        product: 'sonar',
        email: 'ada@example.com',
        seats,
      });
      licenseKey = issued.licenseKey;
      license = issued.license.license;
    }

    const show = () => test.run(licensing.showLicense, { license });
    const list = async () => (await test.run(activations.listActivations, { license })).items;
    const due = (): void => test.clock.move(8 * DAY_SECONDS);
    /** Renews when it is due: `next`, `own` for another activation, `ended`, or the code of a refusal. */
    async function ask(device: Device): Promise<string> {
      due();
      const before = device.state?.activation;
      return outcome(device.renew(), (answer) =>
        'statement' in answer ? 'ended' : answer.activation === before ? 'next' : 'own',
      );
    }
    async function outcome<Answer>(work: Promise<Answer>, read: (answer: Answer) => string): Promise<string> {
      return work.then(read, (error: unknown) => {
        if (error instanceof Refusal) return error.code;
        throw error;
      });
    }
    async function tell(story: string, machines: Record<string, Device>): Promise<string[]> {
      const told: string[] = [];
      for (const name of story) told.push(await ask(machines[name]!));
      return told;
    }
    async function activated(device = Device.withAdapters(test.run)): Promise<Device> {
      await device.activate(licenseKey);
      return device;
    }

    it('the copy gets a seat of its own, and both go on', async () => {
      const A = await activated();
      const B = A.copy();
      expect(await tell('ABABAB', { A, B })).to.deep.equal(['next', 'next', 'next', 'next', 'next', 'own']);
      expect((await show()).used).to.equal(2);
      expect(await tell('AABBABAB', { A, B })).to.deep.equal(Array.from({ length: 8 }, () => 'next'));
      expect(await list()).to.have.lengthOf(2);
      const { copies = [] } = await show();
      expect(copies).to.have.lengthOf(1);
      expect(copies[0]).to.include({ activation: A.state!.activation, copies: 1 });
      expect(copies[0]!.firstFoundOn).to.equal(copies[0]!.lastFoundOn);
    });

    it('the copy that renews first is the copy all the same', async () => {
      const A = await activated();
      const B = A.copy();
      expect(await tell('BABAAB', { A, B })).to.deep.equal(['next', 'next', 'next', 'next', 'next', 'own']);
      expect(await tell('AAA', { A })).to.deep.equal(['next', 'next', 'next']);
    });

    it('without a free seat it runs to the end of its lease; a seat more helps', async () => {
      await sell({ seats: 1 });
      const A = await activated();
      const B = A.copy();
      expect((await tell('ABABAB', { A, B })).at(-1)).to.equal('activation_forked');
      expect(await tell('ABAB', { A, B })).to.deep.equal([
        'next',
        'activation_forked',
        'next',
        'activation_forked',
      ]);
      expect((await show()).used).to.equal(1);
      await test.run(licensing.setSeats, { license, seats: 2 });
      expect(await ask(B)).to.equal('own');
    });

    for (const [forks, expected] of [
      ['refuse', 'activation_forked'],
      ['allow', 'next'],
    ] as const) {
      it(`terms that ${forks}: the copy is answered with ${expected}`, async () => {
        await sell({ forks });
        const A = await activated();
        const B = A.copy();
        await tell('ABAB', { A, B });
        expect(await tell('ABABB', { A, B })).to.deep.equal(['next', expected, 'next', expected, expected]);
        expect((await show()).used).to.equal(1);
        expect((await show()).copies).to.have.lengthOf(1);
      });
    }

    it('a lost answer with a seat of its own is given again: by the same request, or by the hardware', async () => {
      const A = await activated();
      const B = A.copy();
      await tell('ABABA', { A, B });
      due();
      const nonce = random22();
      const lost = await B.renew({ nonce, keep: false });
      const again = await B.renew({ nonce, keep: false });
      expect(again).to.deep.equal(lost);
      const other = await B.renew({ keep: false });
      expect('lease' in other && 'lease' in lost && other.activation === lost.activation).to.equal(true);
      expect(await ask(B)).to.equal('own');
      expect((await show()).used).to.equal(2);
    });

    for (const [identity, tags] of [
      ['install', [random22()]],
      ['none', []],
    ] as const) {
      it(`row 2, ${identity}: six renewals of two copies, the license changed before each`, async () => {
        const A = await activated(new Device(test.run, { tags: [...tags], identity }));
        const B = A.copy();
        const told: string[] = [];
        for (const [index, device] of [A, B, A, B, A, B].entries()) {
          await test.run(licensing.setSeats, { license, seats: 2 + ((index + 1) % 2) });
          const before = device.state!.activation;
          const answer = await device.renew();
          told.push('lease' in answer && answer.activation === before ? 'next' : 'own');
        }
        expect(told).to.deep.equal(['next', 'next', 'next', 'next', 'next', 'own']);
        expect((await show()).copies).to.have.lengthOf(1);
        expect(await tell('ABABAB', { A, B })).to.deep.equal(Array.from({ length: 6 }, () => 'next'));
      });

      it(`${identity}: a lost answer with a seat of its own is given again by the same request`, async () => {
        const A = await activated(new Device(test.run, { tags: [...tags], identity }));
        const B = A.copy();
        await tell('ABABA', { A, B });
        due();
        const nonce = random22();
        const lost = await B.renew({ nonce, keep: false });
        expect(await B.renew({ nonce })).to.deep.equal(lost);
        expect((await show()).used).to.equal(2);
      });

      it(`${identity}: a state that is restored again and again is one machine`, async () => {
        const A = await activated(new Device(test.run, { tags: [...tags], identity }));
        const backup = A.state;
        for (let count = 0; count < 5; count += 1) {
          expect(await tell('AAA', { A })).to.deep.equal(['next', 'next', 'next']);
          A.state = backup;
        }
        expect((await show()).copies).to.equal(undefined);
      });
    }

    it('row 7: a copy that shows no adapters does not harm the original', async () => {
      await sell({ forks: 'refuse', seats: 1 });
      const A = await activated();
      const B = A.copy();
      B.hide();
      const told = await tell('BABABABABA', { A, B });
      expect(told.filter((_, index) => index % 2 === 1)).to.deep.equal(
        Array.from({ length: 5 }, () => 'next'),
      );
      expect(told[6]).to.equal('activation_forked');
    });

    it('a client from before, and its copy at the same dock', async () => {
      const dock = random22();
      const A = await activated(new Device(test.run, { tags: [random22(), dock], identity: undefined }));
      const B = A.copy();
      B.tags = [random22(), dock];
      expect((await tell('ABABAB', { A, B })).at(-1)).to.equal('own');
    });

    it('an activation with the key and the copied state gets a seat of its own when the copy was found', async () => {
      const A = await activated();
      const B = A.copy();
      await tell('ABAB', { A, B });
      const { activation } = await B.activate(licenseKey);
      expect(activation).not.to.equal(A.state!.activation);
      expect(await ask(A)).to.equal('next');
    });

    it('a state over the state of a machine that has a seat: its own seat goes on', async () => {
      const [A, B] = [await activated(), await activated()];
      const own = B.state!.activation;
      B.state = A.state;
      expect(await ask(B)).to.equal('own');
      expect(B.state!.activation).to.equal(own);
      expect(await tell('ABAB', { A, B })).to.deep.equal(['next', 'next', 'next', 'next']);
      expect((await show()).copies).to.equal(undefined);
    });

    describe('a machine without its state', () => {
      const reset = async (device: Device): Promise<string> => {
        device.state = undefined;
        return (await device.activate(licenseKey)).activation;
      };

      it('keeps its seat while one own adapter is left', async () => {
        const A = await activated(Device.withAdapters(test.run, 4));
        const { activation } = A.state!;
        for (let count = 0; count < 6; count += 1) {
          A.tags = [A.tags.at(count % 4)!, random22(), random22(), random22()];
          expect(await reset(A)).to.equal(activation);
        }
      });

      it('keeps its seat after its hardware was hidden for a while', async () => {
        const A = await activated();
        const { activation } = A.state!;
        const { show: showAgain } = A.hide();
        await tell('AAA', { A });
        showAgain();
        expect(await reset(A)).to.equal(activation);
      });

      it('keeps its seat while a copy is suspected, and the copy is found all the same', async () => {
        await sell({ seats: 1 });
        const A = await activated();
        const B = A.copy();
        for (let count = 0; count < 4; count += 1) {
          await ask(B);
          expect(await reset(A)).to.equal(A.state!.activation);
        }
        expect(await ask(B)).to.equal('activation_forked');
        expect((await show()).used).to.equal(1);
      });

      it('of a client from before needs more than half', async () => {
        const A = await activated(
          new Device(test.run, { tags: [random22(), random22()], identity: undefined }),
        );
        const { activation } = A.state!;
        A.tags = [A.tags[0]!, random22()];
        expect(await reset(A)).not.to.equal(activation);
      });

      it('without any identity: the same request finds the activation, another takes a seat', async () => {
        const A = new Device(test.run, { tags: [], identity: 'none' });
        const nonce = random22();
        const first = await A.activate(licenseKey, { nonce });
        A.state = undefined;
        expect(await A.activate(licenseKey, { nonce })).to.deep.equal(first);
        A.state = undefined;
        expect((await A.activate(licenseKey)).activation).not.to.equal(first.activation);
      });
    });

    describe('what was found', () => {
      async function found(): Promise<{ A: Device; B: Device }> {
        const A = await activated();
        const B = A.copy();
        await tell('ABAB', { A, B });
        expect((await show()).copies).to.have.lengthOf(1);
        return { A, B };
      }
      const stored = async (): Promise<number> =>
        (await test.run(privacy.listHoldings, { license })).items.filter(({ table }) => table === 'forks')
          .length;

      it('is forgiven by an operator, whose action is recorded, and found again if both go on', async () => {
        const { A, B } = await found();
        await test.run(activations.forgiveCopies, { license, reason: 'both are hers' });
        expect((await show()).copies).to.equal(undefined);
        expect(await stored()).to.equal(0);
        const { items } = await test.run(privacy.listHoldings, { license });
        expect(items.map(({ value }) => value)).to.include('license forgive');
        expect(await tell('AB', { A, B })).to.deep.equal(['next', 'next']);
        await tell('ABAB', { A, B });
        expect((await show()).copies).to.have.lengthOf(1);
      });

      it('ends with the activation: when it is released', async () => {
        const { A } = await found();
        expect(await stored()).to.be.greaterThan(0);
        await A.release();
        expect(await stored()).to.equal(0);
        expect((await show()).copies).to.equal(undefined);
      });

      it('is erased with the tags of the machine', async () => {
        await found();
        const erase = { email: 'ada@example.com', only: ['tags'], endLicenses: false };
        const receipt = await test.run(privacy.beginErasure, { urgent: false });
        let after = '';
        for (let next: string | null = ''; next !== null; after = next ?? after)
          ({ next } = await test.run(privacy.eraseSlice, { ...erase, receipt, after: next }));
        expect(await stored()).to.equal(0);
      });

      it('does not let the copy release the machine that it copies', async () => {
        const { A, B } = await found();
        expect(await outcome(B.release(), () => 'released')).to.equal('activation_forked');
        expect(await outcome(A.release(), () => 'released')).to.equal('released');
      });
    });
  });
}
