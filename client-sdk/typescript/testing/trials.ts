/** The trials that the fake server has given: by the rules of the real server, in memory. */
import { randomBytes } from 'node:crypto';
import type { Terms } from '../contract/product-terms.ts';
import { TRIAL_AGAIN_DAYS, type TrialAnswer, type TrialRequest } from '../contract/trial.ts';
import { DAY_SECONDS } from '../primitives/clock.ts';
import { entitlementClaims, readEntitlements } from './entitlements.ts';
import type { Issuer } from './issuer.ts';
import { refuse } from './problems.ts';
import { randomId } from './seat.ts';

const ID_BYTES = 16;
const SECRET_BYTES = 32;

export class Trials {
  /** The first day of the trial of each tag, and the id of that trial. */
  readonly #begun = new Map<string, { day: number; id: string }>();
  readonly #terms: Terms;
  readonly #today: () => number;

  constructor(terms: Terms, today: () => number) {
    this.#terms = terms;
    this.#today = today;
  }

  /** @throws RefusedRequest */
  start({ product, trialTags, tags, identity }: TrialRequest, issuer: Issuer): TrialAnswer {
    const { trialDays, entitlements, machineGraceDays } = this.#terms;
    const today = this.#today();
    if (trialDays === 0) refuse('trial_not_offered');
    const counted = trialTags
      .flatMap((tag) => this.#begun.get(tag) ?? [])
      .filter(({ day }) => day >= today - TRIAL_AGAIN_DAYS)
      .sort((first, second) => first.day - second.day);
    const trial = counted[0] ?? { day: today, id: randomId(ID_BYTES) };
    const endsDay = trial.day + trialDays;
    if (endsDay < today) refuse('trial_over');
    for (const tag of trialTags) this.#begun.set(tag, trial);
    const sequence = today - trial.day + 1;
    const per = identity === 'adapters' ? 'machine' : 'install';
    const [begin, end] = [today * DAY_SECONDS, (endsDay + 1) * DAY_SECONDS];
    const signed = issuer.signLease({
      aud: product,
      sub: trial.id,
      jti: `${trial.id}.${sequence}`,
      iat: begin,
      nbf: begin,
      exp: end,
      tags,
      ...entitlementClaims(readEntitlements(entitlements, trial.day), today),
      license_end: end,
      updates_until: null,
      refresh_after: end,
      grace: 0,
      machine_days: machineGraceDays,
      trial: per,
    });
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const endsOn = new Date(endsDay * DAY_SECONDS * 1000).toISOString().slice(0, 10);
    return { activation: trial.id, epoch: 1, sequence, secret, ...signed, per, endsOn };
  }
}
