// What a machine shows of the activation that it holds, when it activates again: believed only whole, current, and for this license.

import { expect } from 'chai';
import type { IssueAnswer } from '../../../../client-sdk/typescript/contract/license-view.ts';
import type { ActivateAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import { DAY_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { proofOf, proven, random22 } from '../../../support/machine.ts';
import { openTestWorld, type TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

describe('an activation with a held proof', () => {
  let test: TestWorld;
  let sold: IssueAnswer;
  before(async () => {
    test = await openTestWorld();
    await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: { seats: 1 } });
  });
  after(() => test.end());
  beforeEach(async () => {
    sold = await sell();
  });

  const sell = () =>
    test.run(operations.licensing.issueLicense, { product: 'sonar', email: 'ada@example.com' });
  type Known = Pick<ActivateAnswer, 'activation' | 'epoch' | 'sequence' | 'secret'>;

  async function activate(licenseKey: string, held?: Known): Promise<ActivateAnswer | string> {
    const [tags, nonce] = [[random22()], random22()];
    const request = { product: 'sonar', licenseKey, tags, nonce, network: null };
    const { secret, activation, epoch, sequence } = held ?? {};
    const proof = proofOf(secret ?? '', [
      'activate',
      String(activation),
      String(epoch),
      String(sequence),
      nonce,
      ...tags,
    ]);
    const shown = held && { activation: held.activation, epoch: held.epoch, sequence: held.sequence, proof };
    return test
      .run(operations.activation.activate, shown ? { ...request, held: shown } : request)
      .catch((error: unknown) => {
        if (error instanceof Refusal) return error.code;
        throw error;
      });
  }
  const first = async () => (await activate(sold.licenseKey)) as ActivateAnswer;
  const used = async (issued: IssueAnswer) =>
    (await test.run(operations.licensing.showLicense, { license: issued.license.license })).used;

  it('keeps the seat with other adapters', async () => {
    const held = await first();
    expect(await activate(sold.licenseKey, held)).to.include({ activation: held.activation, epoch: 2 });
    expect(await used(sold)).to.equal(1);
  });

  it('of another license is no seat of this one', async () => {
    const held = await first();
    const other = await sell();
    const answer = (await activate(other.licenseKey, held)) as ActivateAnswer;
    expect(answer.activation).to.not.equal(held.activation);
    expect([await used(sold), await used(other)]).to.deep.equal([1, 1]);
  });

  it('of an older epoch or sequence is judged by its tags', async () => {
    const held = await first();
    await activate(sold.licenseKey, held);
    expect(await activate(sold.licenseKey, held)).to.equal('seats_taken');
  });

  it('of a released seat takes a new one', async () => {
    const held = await first();
    const { license } = sold.license;
    await test.run(operations.activation.releaseByOperator, { license, activation: held.activation });
    const answer = (await activate(sold.licenseKey, held)) as ActivateAnswer;
    expect(answer.activation).to.not.equal(held.activation);
    expect(await used(sold)).to.equal(1);
  });

  it('further ahead than any server was ever behind is not believed', async () => {
    const held = await first();
    const ahead = { ...held, sequence: 1_000_000 };
    expect(await activate(sold.licenseKey, ahead)).to.equal('seats_taken');
    test.clock.move(9 * DAY_SECONDS);
    const refused: unknown = await test
      .run(operations.activation.renewLease, proven('renew', ahead, [random22()]))
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal).and.include({ code: 'proof_invalid' });
  });

  it('a lease ends no later than its license', async () => {
    const endsOn = new Date((test.clock.now() + 5 * DAY_SECONDS) * 1000).toISOString().slice(0, 10);
    const short = await test.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
      endsOn,
    });
    const { lease } = (await activate(short.licenseKey)) as ActivateAnswer;
    const claims = JSON.parse(Buffer.from(lease.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      number
    >;
    expect(claims['exp']).to.equal(claims['license_end']);
  });
});
