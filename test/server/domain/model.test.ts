import { expect } from 'chai';
import fc from 'fast-check';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { runPurge } from '../../../server/jobs/purge.ts';
import { proven, random22 } from '../../support/machine.ts';
import { rounds } from '../../support/rounds.ts';
import { openCrashingWorld } from '../../support/crashing.ts';
import { openPostgresWorld, openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';

/**
 * Random sequences of operations on one license, held against a model that knows only this: a license, its seats, and
 * for each machine the days until which it holds one.
 */

const LEASE_DAYS = 30;
const GRACE_DAYS = 14;
const REFRESH_DAYS = 7;
const KEPT_AFTER_LAPSE = 30;

type Act =
  | { act: 'activate' | 'renew' | 'release'; machine: number }
  | { act: 'seats'; seats: number }
  | { act: 'suspend' | 'reinstate' | 'revoke' | 'purge' }
  | { act: 'wait'; days: number };

const MACHINES = 4;
const machine = fc.nat({ max: MACHINES - 1 });
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ act: fc.constant('activate' as const), machine }) },
  {
    weight: 6,
    arbitrary: fc.record({ act: fc.constantFrom('renew' as const, 'release' as const), machine }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('seats' as const), seats: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('suspend' as const, 'reinstate' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('revoke' as const, 'purge' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 50 }) }),
  },
);

/** A machine in the model: what it holds itself, and what the server has of it. */
interface Modelled {
  tags: string[];
  answer?: ActivateAnswer;
  /** The server's row: until when it holds a seat; `held` is false once the seat lapsed and was taken back. */
  row?: { activation: string; seatEnds: number; leaseDay: number; held: boolean; released: boolean };
}

class Model {
  seats = 2;
  suspended = false;
  revoked = false;
  revision = 0;
  day = 0;
  readonly machines: Modelled[] = Array.from({ length: MACHINES }, () => ({
    tags: [random22(), random22()],
  }));

  rows() {
    return this.machines.flatMap(({ row }) => (row === undefined || row.released ? [] : [row]));
  }

  used(): number {
    return this.rows().filter(({ held }) => held).length;
  }

  lapse(): void {
    for (const row of this.rows()) if (row.seatEnds < this.day) row.held = false;
  }

  /** Whether a machine without a seat gets one; lapsed seats are taken back only where that is so. */
  takesSeat(): boolean {
    if (this.used() < this.seats) return true;
    if (this.rows().filter(({ held, seatEnds }) => held && seatEnds >= this.day).length >= this.seats)
      return false;
    this.lapse();
    return true;
  }

  purge(): void {
    this.lapse();
    for (const machine of this.machines) {
      const keep = machine.row?.released === true ? 0 : KEPT_AFTER_LAPSE;
      if (
        machine.row !== undefined &&
        !(machine.row.held && !machine.row.released) &&
        machine.row.seatEnds + keep < this.day
      ) {
        delete machine.row;
      }
    }
  }
}

function expectedActivation(model: Model, machine: Modelled): string {
  if (model.revoked) return 'license_revoked';
  if (model.suspended) return 'license_suspended';
  const known = machine.row !== undefined && !machine.row.released ? machine.row : undefined;
  if (known?.held === true || model.takesSeat()) return 'lease';
  return 'seats_taken';
}

function expectedRenewal(model: Model, machine: Modelled & { answer: ActivateAnswer }): string {
  if (machine.row?.activation !== machine.answer.activation) return 'activation_unknown';
  if (machine.row.released) return 'released';
  if (model.revoked) return 'revoked';
  if (model.suspended) return 'suspended';
  return machine.row.held || model.takesSeat() ? 'lease' : 'seats_taken';
}

async function said(work: Promise<object>): Promise<{ said: string; answer?: ActivateAnswer }> {
  try {
    const answer = (await work) as ActivateAnswer | { statement: string };
    if ('lease' in answer) return { said: 'lease', answer };
    const claims = Buffer.from(answer.statement.split('.')[1] ?? '', 'base64url').toString();
    return { said: (JSON.parse(claims) as { kind: string }).kind };
  } catch (error) {
    if (error instanceof Refusal) return { said: error.code };
    throw error;
  }
}

type ModelWorld = TestWorld & { crashes?: () => number };

/** 10,000 sequences in the full run. */
const WORLDS: { how: string; open: () => Promise<ModelWorld>; sequences: number; few: number }[] = [
  { how: '', open: () => openTestWorld(), sequences: 7_500, few: 80 },
  { how: ' over PostgreSQL', open: openPostgresWorld, sequences: 400, few: 10 },
  {
    how: ', with crashes between their statements',
    open: () => openCrashingWorld(20_781),
    sequences: 2_500,
    few: 70,
  },
];

for (const { how, open, sequences, few } of WORLDS)
  describe(`operation sequences against a model${how}`, function () {
    this.timeout(1_800_000);
    let test: ModelWorld;
    before(async () => {
      test = await open();
      await test.run(operations.licensing.addProduct, {
        product: 'sonar',
        name: 'Sonar',
        terms: { seats: 2 },
      });
    });
    after(() => test.end());

    async function follow(sequence: Act[]): Promise<void> {
      const { license, licenseKey } = await test.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: 'ada@example.com',
      });
      const id = license.license;
      const model = new Model();
      for (const act of sequence) {
        await actAndCompare(act, model, id, licenseKey);
        const view = await test.run(operations.licensing.showLicense, { license: id });
        const list = (await test.run(operations.activation.listActivations, { license: id })).items;
        expect(view.used, 'the counter').to.equal(model.used());
        expect(list.filter(({ status }) => status === 'active').length, 'the rows').to.equal(model.used());
      }
    }

    async function actAndCompare(act: Act, model: Model, license: string, licenseKey: string): Promise<void> {
      switch (act.act) {
        case 'wait':
          model.day += act.days;
          return test.clock.move(act.days * DAY_SECONDS);
        case 'seats':
          if (!model.revoked) model.seats = act.seats;
          return change(model, test.run(operations.licensing.setSeats, { license, seats: act.seats }));
        case 'suspend':
        case 'reinstate':
          if (!model.revoked) model.suspended = act.act === 'suspend';
          return change(model, test.run(operations.licensing[`${act.act}License`], { license }));
        case 'revoke':
          model.revoked = true;
          return void (await test.run(operations.licensing.revokeLicense, { license }));
        case 'purge':
          model.purge();
          return void (await runPurge(test.world, { apply: true }));
        case 'activate':
          return activate(model, act.machine, licenseKey);
        case 'renew':
        case 'release':
          return prove(model, act.machine, act.act);
      }
    }

    /** A revoked license is changed no more. */
    async function change(model: Model, work: Promise<object>): Promise<void> {
      const refused: unknown = await work.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refused instanceof Refusal ? refused.code : refused).to.equal(
        model.revoked ? 'license_revoked' : undefined,
      );
    }

    async function activate(model: Model, index: number, licenseKey: string): Promise<void> {
      const machine = model.machines[index]!;
      const request = { product: 'sonar', licenseKey, tags: machine.tags, nonce: random22(), network: null };
      const expected = expectedActivation(model, machine);
      const got = await said(test.run(operations.activation.activate, request));
      expect(got.said).to.equal(expected);
      if (got.answer !== undefined) keepLease(model, machine, got.answer);
    }

    async function prove(model: Model, index: number, verb: 'renew' | 'release'): Promise<void> {
      const machine = model.machines[index]!;
      const { answer } = machine;
      if (answer === undefined) return;
      if (verb === 'renew') {
        const expected = expectedRenewal(model, { ...machine, answer });
        const got = await said(
          test.run(operations.activation.renewLease, proven('renew', answer, machine.tags)),
        );
        expect(got.said).to.equal(expected);
        const early = machine.row?.held === true && model.day <= machine.row.leaseDay + REFRESH_DAYS;
        if (got.answer?.sequence === answer.sequence)
          expect(early, 'the same lease only when early').to.equal(true);
        else if (got.answer !== undefined) keepLease(model, machine, got.answer);
        return;
      }
      const expected = machine.row?.activation === answer.activation ? 'released' : 'activation_unknown';
      expect(
        (await said(test.run(operations.activation.releaseLease, proven('release', answer, machine.tags))))
          .said,
      ).to.equal(expected);
      if (machine.row?.activation === answer.activation) machine.row.released = true;
    }

    function keepLease(model: Model, machine: Modelled, answer: ActivateAnswer): void {
      machine.answer = answer;
      machine.row = {
        activation: answer.activation,
        seatEnds: model.day + LEASE_DAYS + GRACE_DAYS,
        leaseDay: model.day,
        held: true,
        released: false,
      };
    }

    it('give the model’s answers, and the counter equals the rows after each', async () => {
      await fc.assert(fc.asyncProperty(fc.array(acts, { minLength: 5, maxLength: 30 }), follow), {
        numRuns: rounds(sequences, few),
        endOnFailure: true,
      });
      expect(test.crashes?.() ?? Infinity).to.be.greaterThan(500);
    });
  });
