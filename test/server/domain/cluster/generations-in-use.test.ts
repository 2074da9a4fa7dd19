/**
 * A rotation of the secrets, seen from everything that is keyed: each kind before and after, what moves it, and what is
 * lost with a generation that was destroyed too soon; then two nodes that take up each step at times of their own, under
 * random sequences, while every app goes on, every key and email is found and no machine takes two seats.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import type { ActivateAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import { DAY_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { proofOf, proven, random22 } from '../../../support/machine.ts';
import { openRotation, type Node, type RotatingWorld } from '../../../support/rotating.ts';
import { rounds } from '../../../support/rounds.ts';
import { operations } from '../../../../server/domain/operations.ts';

const EMAIL = 'ada@example.com';
const ORDER = 'A-1';

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const activation = (licenseKey: string, tags: string[]) => ({
  product: 'sonar',
  licenseKey,
  tags,
  nonce: random22(),
  network: null,
});

describe('a rotation of the secrets', () => {
  let rotation: Awaited<ReturnType<typeof openRotation>>;
  let world: RotatingWorld;
  let node: Node;
  let licenseKey: string;
  let license: string;

  before(async () => {
    rotation = await openRotation();
  });
  after(() => rotation.end());
  beforeEach(async () => {
    world = rotation.fresh();
    node = world.nodes[0];
    const terms = { seats: 3, forks: 'refuse' } as const;
    await node.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms });
    const issued = await issue();
    licenseKey = issued.licenseKey;
    license = issued.license.license;
  });
  afterEach(() => world.end());

  const issue = (order = ORDER) =>
    node.run(operations.licensing.issueLicense, { product: 'sonar', email: EMAIL, order });
  const activate = (tags: string[], key = licenseKey) =>
    node.run(operations.activation.activate, activation(key, tags));
  const renew = (held: ActivateAnswer, tags: string[]) =>
    node.run(operations.activation.renewLease, proven('renew', held, tags)) as Promise<ActivateAnswer>;
  const used = async () => (await node.run(operations.licensing.showLicense, { license })).used;
  const dueForRenewal = () => world.clock.move(8 * DAY_SECONDS);

  it('a license key is found, and moves when it is typed', async () => {
    world.rotate('lookUp');
    expect(await world.needs('lookUp', 1)).to.include({ 'license keys': 1 });
    expect(await codeOf(activate([random22()]))).to.equal('done');
    expect(await world.needs('lookUp', 1)).not.to.have.property('license keys');
    expect(await codeOf(activate([random22()]))).to.equal('done');
  });

  it('a refused activation moves nothing', async () => {
    await node.run(operations.licensing.suspendLicense, { license });
    world.rotate('lookUp');
    expect(await codeOf(activate([random22()]))).to.equal('license_suspended');
    expect(await world.needs('lookUp', 1)).to.include({ 'license keys': 1 });
  });

  it('an email finds its licenses, and moves them', async () => {
    world.rotate('lookUp');
    const found = (await node.run(operations.licensing.findLicenses, { email: EMAIL })).items;
    expect(found.map(({ license }) => license)).to.deep.equal([license]);
    expect(await world.needs('lookUp', 1)).not.to.have.property('email indexes');
    expect((await node.run(operations.licensing.findLicenses, { email: EMAIL })).items).to.have.lengthOf(1);
  });

  it('an order gets the same key again, and moves key and email', async () => {
    world.rotate('lookUp');
    expect((await issue()).licenseKey).to.equal(licenseKey);
    expect(await world.needs('lookUp', 1)).to.deep.equal({});
    const other = node.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'eve@example.com',
      order: ORDER,
    });
    expect(await codeOf(other)).to.equal('order_mismatch');
  });

  it('an email that nobody gives is wrapped, as often as secrets are rotated, and still found', async () => {
    await issue('A-2');
    for (let generation = 2; generation <= 4; generation += 1) {
      world.rotate('lookUp');
      expect(await node.run(operations.cluster.wrapEmails, { table: 'licenses', after: '' })).to.include({
        wrapped: 2,
      });
      expect(
        await node.run(operations.cluster.wrapEmails, { table: 'licenses', after: '' }),
        'repeated',
      ).to.include({
        wrapped: 0,
      });
    }
    expect(await world.needs('lookUp', 2), 'it needs those that wrapped it').to.include({
      'email indexes': 2,
    });
    const found = (await node.run(operations.licensing.findLicenses, { email: EMAIL })).items;
    expect(found).to.have.lengthOf(2);
    expect(
      (await node.run(operations.licensing.findLicenses, { email: 'eve@example.com' })).items,
    ).to.deep.equal([]);
    expect(await world.needs('lookUp', 1)).not.to.have.property('email indexes');
  });

  it('a machine without its state gets its own seat, wherever its tags stand', async () => {
    const tags = [random22(), random22(), random22()];
    const first = await activate(tags);
    for (const shown of [tags, [random22(), ...tags.slice(1)], tags.slice(1)]) {
      world.rotate('lookUp');
      const again = await activate(shown);
      expect(again).to.include({ activation: first.activation });
      expect(await used()).to.equal(1);
    }
    expect(await world.needs('lookUp', 1)).not.to.have.property('activations');
  });

  it('a machine with its state renews, and needs the old secret until it has shown the new one', async () => {
    const tags = [random22(), random22()];
    let held = await activate(tags);
    const old = held.secret;
    world.rotate('lookUp');
    for (const needed of [1, undefined]) {
      dueForRenewal();
      held = await renew(held, tags);
      expect((await world.needs('lookUp', 1))['activations']).to.equal(needed);
    }
    expect(held.secret).not.to.equal(old);
    world.drop('lookUp', 1);
    node.takeUp();
    dueForRenewal();
    expect(await codeOf(renew(held, tags))).to.equal('done');
    expect(await codeOf(renew({ ...held, secret: old }, tags))).to.equal('proof_invalid');
  });

  it('a lost answer is given again, although the secret was rotated in between', async () => {
    const tags = [random22(), random22()];
    const request = activation(licenseKey, tags);
    const held = await node.run(operations.activation.activate, request);
    world.rotate('lookUp');
    expect(await node.run(operations.activation.activate, request)).to.include({
      lease: held.lease,
      epoch: held.epoch,
    });
    dueForRenewal();
    const renewal = proven('renew', held, tags);
    const next = (await node.run(operations.activation.renewLease, renewal)) as ActivateAnswer;
    world.rotate('lookUp');
    expect(await node.run(operations.activation.renewLease, renewal)).to.include({ lease: next.lease });
  });

  it('a machine that shows what it holds keeps its seat, though all its adapters changed', async () => {
    const held = await activate([random22()]);
    world.rotate('lookUp');
    const request = activation(licenseKey, [random22()]);
    const { activation: id, epoch, sequence } = held;
    const fields = ['activate', id, String(epoch), String(sequence), request.nonce, ...request.tags];
    const shown = { activation: id, epoch, sequence, proof: proofOf(held.secret, fields) };
    const again = await node.run(operations.activation.activate, { ...request, held: shown });
    expect(again.activation).to.equal(held.activation);
    expect(await used()).to.equal(1);
    expect((await world.needs('lookUp', 1))['activations'], 'the answer may be lost').to.equal(1);
  });

  it('a copy with other adapters is still distinguished from its original', async () => {
    const hardware = { original: [random22(), random22()], copy: [random22(), random22()] };
    const activated = await activate(hardware.original);
    const states = { original: activated, copy: activated };
    const ask = async (machine: 'original' | 'copy'): Promise<string> => {
      dueForRenewal();
      const asked = renew(states[machine], hardware[machine]);
      const code = await codeOf(asked);
      if (code === 'done') states[machine] = await asked;
      return code;
    };
    const order = ['original', 'copy', 'original', 'copy', 'original', 'copy'] as const;
    const codes: string[] = [];
    for (const machine of order) {
      codes.push(await ask(machine));
      world.rotate('lookUp');
    }
    expect(codes).to.deep.equal(['done', 'done', 'done', 'done', 'done', 'activation_forked']);
    expect(await ask('original')).to.equal('done');
  });

  it('an adapter belongs to the machine that showed it last, under whichever secret', async () => {
    const dock = random22();
    await activate([random22(), random22(), dock]);
    world.rotate('lookUp');
    await activate([random22(), random22(), dock]);
    const holdings = (await node.run(operations.privacy.listHoldings, { license })).items;
    expect(holdings.filter(({ column }) => column === 'tag')).to.have.lengthOf(5);
  });

  it('a seat is given back, by a signed statement', async () => {
    const tags = [random22()];
    const held = await activate(tags);
    world.rotate('lookUp');
    for (const _again of [1, 2])
      expect(
        await node.run(operations.activation.releaseLease, proven('release', held, tags)),
      ).to.have.property('statement');
    expect(await used()).to.equal(0);
  });

  it('an operator’s token opens, and a new one is of the new generation', async () => {
    const first = await node.run(operations.operator.createOperatorToken, {
      name: 'shop',
      scopes: ['licenses:read'],
    });
    world.rotate('lookUp');
    await node.run(operations.operator.createOperatorToken, { name: 'shop', scopes: ['licenses:read'] });
    expect(await codeOf(node.run(operations.operator.authenticateOperator, { token: first.token }))).to.equal(
      'done',
    );
    expect(
      await codeOf(node.run(operations.operator.authenticateOperator, { token: first.token.slice(0, -1) })),
    ).to.equal('token_invalid');
    expect((await world.needs('lookUp', 1))['operator tokens']).to.equal(1);
    world.drop('lookUp', 1);
    node.takeUp();
    expect(await codeOf(node.run(operations.operator.authenticateOperator, { token: first.token }))).to.equal(
      'token_invalid',
    );
  });

  it('a browser stays logged in, and an account is opened by its code, until the old secret is gone', async () => {
    const recoveryCodes = ['K7QMP-00000-00000-00001', 'K7QMP-00000-00000-00002'];
    const asked = { username: 'ada', password: 'hash', licenseKey, terms: '1', remember: true };
    const { token } = await node.run(operations.account.signUp, { ...asked, recoveryCodes });
    world.rotate('lookUp');
    expect((await node.run(operations.account.findSession, { token })).kind).to.equal('good');
    expect(await world.needs('lookUp', 1)).to.include({ sessions: 1 });
    world.clock.move(13 * 3_600);
    const exchanged = await node.run(operations.account.exchangeSession, { token });
    expect(exchanged?.who.username).to.equal('ada');
    world.drop('lookUp', 1);
    node.takeUp();
    expect((await node.run(operations.account.findSession, { token })).kind).to.equal('unknown');
    expect(
      (await node.run(operations.account.findSession, { token: exchanged!.cookie!.token })).kind,
    ).to.equal('good');
    const recover = (code: string) =>
      node.run(operations.account.recoverByCode, { username: 'ada', code, next: 'other', asker: 'owner' });
    expect(await recover(recoveryCodes[0]!)).to.equal(true);
    expect(await recover(recoveryCodes[0]!)).to.equal(false);
  });

  it('a repeated request is done once', async () => {
    const request = { product: 'sonar', email: EMAIL, idempotencyKey: 'once' };
    const first = await node.run(operations.licensing.issueLicense, request);
    world.rotate('lookUp');
    expect((await node.run(operations.licensing.issueLicense, request)).license.license).to.equal(
      first.license.license,
    );
    expect(await codeOf(node.run(operations.licensing.issueLicense, { ...request, seats: 2 }))).to.equal(
      'idempotency_key_reused',
    );
    world.clock.move(26 * 3_600);
    expect(await world.needs('lookUp', 1)).not.to.have.property('idempotency records');
  });

  it('with the issue secret rotated, old keys are derived again and new ones say the generation', async () => {
    world.rotate('issue');
    expect((await issue()).licenseKey).to.equal(licenseKey);
    const { licenseKey: newer } = await issue('A-2');
    expect([licenseKey[0], newer[0]]).to.deep.equal(['1', '2']);
    for (const key of [licenseKey, newer]) expect(await codeOf(activate([random22()], key))).to.equal('done');
    expect(await world.needs('issue', 1)).to.deep.equal({ 'derived license keys': 1 });
  });

  it('with the old issue secret destroyed, an order gets another key once, and both are good', async () => {
    world.rotate('issue');
    world.drop('issue', 1);
    node.takeUp();
    const { licenseKey: another } = await issue();
    expect(another[0]).to.equal('2');
    expect((await issue()).licenseKey).to.equal(another);
    for (const key of [licenseKey, another])
      expect(await codeOf(activate([random22()], key))).to.equal('done');
    expect(await used()).to.equal(2);
    expect(await world.needs('issue', 1)).to.deep.equal({});
  });

  it('what still needed a secret is lost with it: the counts say the truth', async () => {
    const tags = [random22()];
    const held = await activate(tags);
    world.rotate('lookUp');
    world.drop('lookUp', 1);
    node.takeUp();
    expect(await world.needs('lookUp', 1)).to.deep.equal({
      'license keys': 1,
      'email indexes': 1,
      activations: 1,
    });
    expect(await codeOf(activate(tags))).to.equal('license_key_unknown');
    expect(await codeOf(renew(held, tags))).to.equal('proof_invalid');
    expect((await node.run(operations.licensing.findLicenses, { email: EMAIL })).items).to.deep.equal([]);
    expect(await codeOf(issue())).to.equal('order_mismatch');
  });
});

/** Seats for every machine, so that anyone who is refused one is refused for no good reason. */
const MACHINES = 4;

type Act =
  | { act: 'activate' | 'reinstall' | 'renew' | 'lose'; machine: number; on: number }
  | { act: 'find' | 'order' | 'move' | 'takeUp'; on: number }
  | { act: 'add' | 'use'; kind: 'lookUp' | 'issue' }
  | { act: 'wait' | 'settle' };

const on = fc.nat({ max: 1 });
const actsOn = fc.constantFrom('find' as const, 'order' as const, 'move' as const);
const kind = fc.constantFrom('lookUp' as const, 'lookUp' as const, 'issue' as const);
const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constantFrom('activate' as const, 'reinstall' as const, 'renew' as const, 'lose' as const),
      machine: fc.nat({ max: MACHINES - 1 }),
      on,
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: actsOn, on }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('takeUp' as const), on }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constantFrom('add' as const, 'use' as const), kind }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('wait' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('settle' as const) }) },
);

describe('two nodes, while the secrets are rotated', function () {
  let rotation: Awaited<ReturnType<typeof openRotation>>;
  before(async () => {
    rotation = await openRotation();
  });
  after(() => rotation.end());

  it('keep every app going, find every key and email, and double no seat', async () => {
    let dropped = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 8, maxLength: 60, size: 'max' }), async (sequence) => {
        const world = rotation.fresh();
        try {
          dropped += await follow(world, sequence);
        } finally {
          await world.end();
        }
      }),
      { numRuns: rounds(200) },
    );
    expect(dropped, 'generations were destroyed on the way').to.be.greaterThan(0);
  });
});

interface Machine {
  readonly tags: string[];
  held?: ActivateAnswer;
  id?: string;
}

/** Answers how many generations were destroyed. */
async function follow(world: RotatingWorld, sequence: readonly Act[]): Promise<number> {
  const dock = random22();
  const machines: Machine[] = Array.from({ length: MACHINES }, () => ({
    tags: [random22(), random22(), dock],
  }));
  const [first] = world.nodes;
  await first.run(operations.licensing.addProduct, {
    product: 'sonar',
    name: 'Sonar',
    terms: { seats: MACHINES },
  });
  const order = { product: 'sonar', email: EMAIL, order: ORDER };
  const { license, licenseKey } = await first.run(operations.licensing.issueLicense, order);
  const keys = new Set([licenseKey]);
  let dropped = 0;

  async function activate(machine: Machine, node: Node): Promise<void> {
    const key = [...keys][random22().charCodeAt(0) % keys.size] ?? licenseKey;
    machine.held = await node.run(operations.activation.activate, activation(key, machine.tags));
    machine.id ??= machine.held.activation;
    expect(machine.held.activation, 'the same seat').to.equal(machine.id);
  }

  async function renew(machine: Machine, node: Node, isKept: boolean): Promise<void> {
    if (machine.held === undefined) return;
    const answer = await node.run(
      operations.activation.renewLease,
      proven('renew', machine.held, machine.tags),
    );
    expect(answer).to.have.property('lease');
    if (isKept) machine.held = answer as ActivateAnswer;
  }

  /** Long after a rotation: every node has taken it up, and what runs was heard of twice. */
  async function settle(): Promise<void> {
    for (const node of world.nodes) node.takeUp();
    for (const _twice of [1, 2]) {
      world.clock.move(8 * DAY_SECONDS);
      for (const machine of machines) await renew(machine, first, true);
    }
    keys.add((await first.run(operations.licensing.issueLicense, order)).licenseKey);
    await drop('lookUp');
    await drop('issue');
  }

  async function drop(which: 'lookUp' | 'issue'): Promise<void> {
    const [inUse = 0, ...others] = world.live(which);
    for (const generation of others.filter((candidate) => candidate < inUse)) {
      if (which === 'lookUp' && Object.keys(await world.needs(which, generation)).length > 0) continue;
      world.drop(which, generation);
      dropped += 1;
    }
  }

  async function run(act: Act): Promise<void> {
    const node = 'on' in act ? world.nodes[act.on === 0 ? 0 : 1] : first;
    const machine = 'machine' in act ? machines[act.machine]! : machines[0]!;
    if (act.act === 'activate' && machine.held === undefined) await activate(machine, node);
    if (act.act === 'reinstall') await activate(machine, node);
    if (act.act === 'renew') await renew(machine, node, true);
    if (act.act === 'lose') await renew(machine, node, false);
    if (act.act === 'find')
      expect((await node.run(operations.licensing.findLicenses, { email: EMAIL })).items).to.have.lengthOf(1);
    if (act.act === 'order') keys.add((await node.run(operations.licensing.issueLicense, order)).licenseKey);
    if (act.act === 'move') await node.run(operations.cluster.wrapEmails, { table: 'licenses', after: '' });
    if (act.act === 'takeUp') node.takeUp();
    if (act.act === 'settle') await settle();
    if (act.act === 'wait') world.clock.move(8 * DAY_SECONDS);
    if (act.act === 'add' && world.live(act.kind).length < 4) world.add(act.kind);
    if (act.act === 'use') {
      // as the command waits: what is used next, every node can read by then
      for (const node of world.nodes) node.takeUp();
      world.use(act.kind);
    }
  }

  for (const act of sequence) {
    await run(act);
    const known = machines.filter(({ id }) => id !== undefined).length;
    const list = (await first.run(operations.activation.listActivations, { license: license.license })).items;
    expect(list, 'an activation for each machine').to.have.lengthOf(known);
    const { used } = await first.run(operations.licensing.showLicense, { license: license.license });
    expect(used, 'a seat for each machine').to.be.at.most(known);
  }
  return dropped;
}
