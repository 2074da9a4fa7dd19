/**
 * The two exchanges with the license server: one takes a seat, the other proves the stored activation to renew or
 * release it. Each exchange stores its request, sends it, verifies the whole answer and only then changes the state.
 * After a failure at any point, the state still contains the request for the next call.
 */
import type { AdapterList } from '../machine/adapter.ts';
import {
  isOutsideKeySet,
  readEnding,
  readEndingOrGrant,
  readGrant,
  type Ending,
  type Grant,
} from './answer.ts';
import { dayName } from '../primitives/clock.ts';
import { deriveTagKey } from '../machine/device-tags.ts';
import { NotActivated } from '../primitives/errors.ts';
import { keepEnding, keepGrant, keepRenewal } from './holding.ts';
import { showMachine, withInstallId, withReinstallRemedy } from './identity.ts';
import type { Keeper } from './keeper.ts';
import type { Setting } from './setting.ts';
import { isOutOfSight, tagKeyOf } from './sighting.ts';
import {
  KEY_IN_COPIES,
  planActivation,
  planProof,
  recordSent,
  writeActivation,
  writeProof,
  type Ingredients,
  type Sendable,
  type Verb,
} from './request.ts';
import {
  parseState,
  type Holding,
  type PendingActivation,
  type PendingProof,
  type SavedState,
} from '../state/state.ts';
import { post } from './transport.ts';

/** Everything that one call to the license server works with, and the call's deadline. */
export interface CallContext {
  setting: Setting;
  keeper: Keeper;
  /** The deadline of the call, on the clock of `performance.now()`. */
  deadline: number;
  signal: AbortSignal | undefined;
}

/** The input of an activation. */
export interface SeatInput {
  /** The license key in its canonical form. */
  licenseKey: string;
  username: string | null;
}

/** A planned activation request that has not been sent yet, with the install id that it uses. */
export interface Draft {
  installId: string | null;
  activating: PendingActivation;
}

const NONCE_BYTES = 16;

/**
 * Plans the request that `takeSeat` sends for the same input. Nothing is stored or sent.
 *
 * @param shown - an earlier draft; it is returned again if the input and the machine are still the same
 */
export async function draftSeat(context: CallContext, input: SeatInput, shown?: Draft): Promise<Draft> {
  const { setting, keeper, signal } = context;
  const adapters = await setting.inventory(signal);
  const before = keeper.read() ?? parseState(undefined);
  const { installId, activating } = withPlan(context, before, { ...input, adapters, draft: shown });
  return { installId, activating };
}

/** The request of a draft, as `takeSeat` sends it. */
export const writeDraft = ({ setting }: CallContext, { licenseKey }: SeatInput, draft: Draft): Sendable =>
  writeActivation(setting.trust.product, licenseKey, draft.activating);

/**
 * Takes a seat with a canonical license key.
 *
 * @param draft - a request that the person has seen; it is sent if the input and the machine are still the same
 * @throws QuietkeyError, except `license_key_malformed`, `username_malformed` and `not_activated`
 */
export async function takeSeat(context: CallContext, input: SeatInput, draft?: Draft): Promise<void> {
  const { setting, keeper } = context;
  const { product } = setting.trust;
  const adapters = await setting.inventory(context.signal);
  const saved = keeper.change((before) => {
    const planned = withPlan(context, before, { ...input, adapters, draft });
    return recordSent(planned, today(setting), writeActivation(product, KEY_IN_COPIES, planned.activating));
  });
  const plan = saved.activating;
  if (!plan) throw new NotActivated();
  const answer = await send(context, writeActivation(product, input.licenseKey, plan)).catch(
    (error: unknown) => {
      throw withReinstallRemedy(error, plan);
    },
  );
  const question = keeper.question(keeper.read() ?? saved, plan.tags);
  const grant = readOrDiscard(keeper, 'activating', () => readGrant(answer, question));
  const tagKey = deriveTagKey(input.licenseKey).toString('base64url');
  const givenUnseen = isOutOfSight(setting, tagKey, grant.lease);
  keeper.change((before) => keepGrant(before, { ...grant, tagKey, givenUnseen }, keeper.verified(before)));
}

/** Renews or releases the stored activation. @throws QuietkeyError, except `license_key_malformed` */
export async function proveSeat(context: CallContext, verb: Verb): Promise<Grant | Ending> {
  const { setting, keeper } = context;
  const member = verb === 'renew' ? 'renewing' : 'releasing';
  if (!keeper.read()?.holding) throw new NotActivated();
  const adapters = await setting.inventory(context.signal);
  const saved = keeper.change((before) => {
    if (!before.holding) return before;
    const known = withInstallId(before, setting);
    const fresh = ingredients(context, known, { tagKey: tagKeyOf(before.holding), adapters });
    const plan = planProof(known[member], before.holding, fresh);
    return recordSent({ ...known, [member]: plan }, today(setting), writeProof(verb, before.holding, plan));
  });
  const { holding, [member]: plan } = saved;
  if (!holding || !plan) throw new NotActivated();
  const answer = await send(context, writeProof(verb, holding, plan));
  return keepOutcome(context, answer, { verb, saved, holding, plan });
}

function keepOutcome(
  { setting, keeper }: CallContext,
  answer: unknown,
  { verb, saved, holding, plan }: { verb: Verb; saved: SavedState; holding: Holding; plan: PendingProof },
): Grant | Ending {
  const question = { ...keeper.question(keeper.read() ?? saved, plan.tags), holding };
  const outcome =
    verb === 'renew'
      ? readOrDiscard(keeper, 'renewing', () => readEndingOrGrant(answer, question, holding))
      : readEnding(answer, question, holding);
  if (outcome.kind === 'ending') {
    keeper.change((before) => keepEnding(before, outcome, keeper.verified(before)));
    return outcome;
  }
  const { tagKey } = holding;
  const renewal = { ...outcome, tagKey, givenUnseen: isOutOfSight(setting, tagKey, outcome.lease) };
  keeper.change((before) => keepRenewal(before, holding, renewal, keeper.verified(before)));
  return outcome;
}

/**
 * Reads an answer. If the answer to a stored request is only valid under an outdated key set, the stored request is
 * deleted, so that the next call sends a new one.
 */
function readOrDiscard<T>(keeper: Keeper, kept: 'activating' | 'renewing', read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isOutsideKeySet(error)) keeper.change((before) => ({ ...before, [kept]: null }));
    throw error;
  }
}

function send({ setting, deadline, signal }: CallContext, { path, body }: Sendable): Promise<unknown> {
  const random = (): number => Buffer.from(setting.random(4)).readUInt32BE() / 2 ** 32;
  return post({ fetch: setting.fetch, random }, { url: setting.urlOf(path), body, deadline, signal });
}

/** The state with the request of an activation: the drafted one, the stored one, or a new one. */
function withPlan(
  context: CallContext,
  before: SavedState,
  { licenseKey, username, adapters, draft }: SeatInput & { adapters: AdapterList; draft?: Draft | undefined },
): SavedState & { activating: PendingActivation } {
  const known = withInstallId(
    { ...before, installId: before.installId ?? draft?.installId ?? null },
    context.setting,
  );
  const tagKey = deriveTagKey(licenseKey);
  const input = { ...ingredients(context, known, { tagKey, adapters }), username, tagKey };
  return { ...known, activating: planActivation(known, input, draft?.activating) };
}

function ingredients(
  { setting, keeper }: CallContext,
  saved: SavedState,
  { tagKey, adapters }: { tagKey: Uint8Array; adapters: AdapterList },
): Ingredients {
  const leaseTags = keeper.verified(saved).lease?.tags ?? [];
  return {
    ...showMachine(setting, saved.installId, { adapters, tagKey, leaseTags }),
    nonce: Buffer.from(setting.random(NONCE_BYTES)).toString('base64url'),
  };
}

const today = (setting: Setting): string => dayName(setting.now());
