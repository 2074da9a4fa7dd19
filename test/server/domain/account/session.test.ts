/**
 * Sessions under random sequences of logins, shown tokens, hours that pass and logouts, against a model of a few lines:
 * a token is good while it is fresh, exchanged once, and shown after that it ends its whole family and no other. Then the
 * decision at the edges of its hours.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { HOUR_SECONDS, toHour } from '../../../../server/domain/kernel/day.ts';
import {
  decideSession,
  REMEMBERED_HOURS,
  SESSION_HOURS,
  type SessionRow,
} from '../../../../server/domain/account/session.ts';
import { rounds } from '../../../support/rounds.ts';
import { openTestWorld, type TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

const ACCOUNTS = 2;

type Step =
  | { does: 'log in'; account: number; remember: boolean }
  | { does: 'show' | 'log out' | 'end others'; token: number }
  | { does: 'wait'; hours: number };

const token = fc.nat(40);
const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('log in'),
      account: fc.nat(ACCOUNTS - 1),
      remember: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('show'), token }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('log out', 'end others'), token }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('wait'), hours: fc.constantFrom(1, 5, 11, 12, 13, 100, 700) }),
  },
);

/** What the model knows of a token. */
interface Known {
  token: string;
  account: number;
  family: number;
  begun: number;
  fresh: number;
  ends: number;
  exchanged: boolean;
}

describe('sessions', () => {
  let test: TestWorld;
  const accounts: { account: string; username: string }[] = [];

  before(async () => {
    test = await openTestWorld();
    await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
    for (let index = 0; index < ACCOUNTS; index += 1) {
      const { licenseKey } = await test.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: 'ada@example.com',
      });
      const asked = { username: `ada${index}`, password: 'hash', licenseKey, terms: '1', remember: false };
      await test.run(operations.account.signUp, { ...asked, recoveryCodes: [] });
      const found = await test.run(operations.account.tryPassword, {
        username: `ada${index}`,
        asker: 'owner',
      });
      accounts.push({ account: found!.account, username: `ada${index}` });
    }
  });
  after(() => test.end());

  const hour = () => Math.floor(test.clock.now() / HOUR_SECONDS);

  /** As the portal shows a token: a write only where the look asks for it. */
  async function show(shown: string): Promise<{ username: string; next: string | undefined } | undefined> {
    const { kind, who } = await test.run(operations.account.findSession, { token: shown });
    if (kind === 'unknown') return undefined;
    if (who !== undefined) return { username: who.username, next: undefined };
    const exchanged = await test.run(operations.account.exchangeSession, { token: shown });
    return exchanged && { username: exchanged.who.username, next: exchanged.cookie?.token };
  }

  async function play(steps: readonly Step[]): Promise<void> {
    const known: (Known & { ended?: true })[] = [];
    let families = 0;
    const end = (over: (session: Known) => boolean) => {
      for (const session of known) if (over(session)) session.ended = true;
    };
    const good = (session: (typeof known)[number]) => session.ended === undefined && hour() < session.ends;
    for (const step of steps) {
      if (step.does === 'wait') {
        test.clock.move(step.hours * HOUR_SECONDS);
        continue;
      }
      if (step.does === 'log in') {
        const { account } = accounts[step.account]!;
        const cookie = await test.run(operations.account.logIn, {
          account,
          password: 'hash',
          remember: step.remember,
          asker: 'owner',
        });
        const ends = hour() + (step.remember ? REMEMBERED_HOURS : SESSION_HOURS);
        const [fresh, family] = [hour() + SESSION_HOURS, (families += 1)];
        known.push({
          token: cookie.token,
          account: step.account,
          family,
          begun: hour(),
          fresh,
          ends,
          exchanged: false,
        });
        continue;
      }
      const session = known[step.token % Math.max(1, known.length)];
      if (session === undefined) continue;
      const { username } = accounts[session.account]!;
      if (step.does === 'log out') {
        await test.run(operations.account.endSession, { token: session.token });
        if (session.ended === undefined) end(({ family }) => family === session.family);
        continue;
      }
      const expected = good(session)
        ? session.exchanged
          ? 'copied'
          : hour() < session.fresh
            ? 'good'
            : 'exchange'
        : 'unknown';
      const seen = await show(session.token);
      expect(seen?.username).to.equal(['good', 'exchange'].includes(expected) ? username : undefined);
      expect(seen?.next !== undefined).to.equal(expected === 'exchange');
      if (expected === 'copied') end(({ family }) => family === session.family);
      if (expected === 'exchange') {
        session.exchanged = true;
        const fresh = Math.min(session.ends, hour() + SESSION_HOURS);
        known.push({ ...session, token: seen!.next!, fresh, exchanged: false });
      }
      if (step.does === 'end others' && seen !== undefined) {
        const { who } = await test.run(operations.account.findSession, { token: seen.next ?? session.token });
        await test.run(operations.account.endOtherSessions, who!);
        end(({ account, family }) => account === session.account && family !== session.family);
      }
    }
    for (const session of known.filter((each) => !good(each))) {
      expect((await test.run(operations.account.findSession, { token: session.token })).who).to.equal(
        undefined,
      );
    }
  }

  it('keep to the model under any sequence', async () => {
    await fc.assert(fc.asyncProperty(fc.array(STEP, { minLength: 5, maxLength: 60 }), play), {
      numRuns: rounds(400),
    });
  });

  const row: SessionRow = {
    digest: 'd',
    generation: 1,
    account: 'a',
    family: 'f',
    begunHour: toHour(100),
    freshHour: toHour(112),
    endsHour: toHour(820),
    rotatedHour: null,
  };
  const CASES: readonly [title: string, changes: Partial<SessionRow>, hour: number, kind: string][] = [
    ['is good in the hour of the login', {}, 100, 'good'],
    ['is good in its last fresh hour', {}, 111, 'good'],
    ['is exchanged in the next', {}, 112, 'exchange'],
    ['is exchanged in its last hour', {}, 819, 'exchange'],
    ['is unknown in the next', {}, 820, 'unknown'],
    ['that was exchanged was copied', { rotatedHour: toHour(112) }, 112, 'copied'],
    ['that was exchanged is unknown after its end', { rotatedHour: toHour(112) }, 820, 'unknown'],
    ['that is not remembered is never exchanged', { endsHour: toHour(112) }, 112, 'unknown'],
  ];
  for (const [title, changes, hour, kind] of CASES) {
    it(`a token ${title}`, () => {
      expect(decideSession({ ...row, ...changes }, toHour(hour))).to.equal(kind);
    });
  }
});
