/**
 * The two exchanges with the license server: one takes a seat, the other proves the stored activation to renew or
 * release it. Each exchange stores its request, sends it, verifies the whole answer and only then changes the state.
 * After a failure at any point, the state still contains the request for the next call.
 */
import type { Ending, Grant } from './answer.ts';
import { deriveTagKey } from '../machine/tag-key.ts';
import { LicenseRefused, NotActivated } from '../primitives/errors.ts';
import { withReinstallRemedy } from './identity.ts';
import { keepOutcome, keepSeat } from './keep-answer.ts';
import {
  pendingOf,
  requireActivation,
  withPlan,
  withProof,
  type CallContext,
  type Draft,
  type SeatInput,
} from './plan.ts';
import {
  KEY_IN_COPIES,
  recordSent,
  writeActivation,
  writeProof,
  type Sendable,
  type Verb,
} from './request.ts';
import { parseState } from '../state/state.ts';
import { post } from '../network/transport.ts';

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

/** Builds the request of a draft exactly as `takeSeat` sends it. */
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
    return recordSent(planned, setting.now(), writeActivation(product, KEY_IN_COPIES, planned.activating));
  });
  const plan = saved.activating;
  if (!plan) throw new NotActivated();
  const answer = await send(context, writeActivation(product, input.licenseKey, plan)).catch(
    (error: unknown) => {
      throw withReinstallRemedy(error, plan);
    },
  );
  const tagKey = deriveTagKey(input.licenseKey).toString('base64url');
  keepSeat(context, answer, { saved, plan, tagKey });
}

/**
 * Renews or releases the stored activation, which a trial is not.
 *
 * @param borrowDays - the days for which a renewal borrows the seat
 * @throws QuietkeyError, except `license_key_malformed`
 */
export async function proveSeat(
  context: CallContext,
  verb: Verb,
  borrowDays?: number,
): Promise<Grant | Ending> {
  const { setting, keeper } = context;
  const member = pendingOf(verb);
  requireActivation(keeper);
  const adapters = await setting.inventory(context.signal);
  const saved = keeper.change((before) => {
    const { holding } = before;
    if (!holding) return before;
    const { known, plan } = withProof(context, { ...before, holding }, { verb, adapters, borrowDays });
    return recordSent({ ...known, [member]: plan }, setting.now(), writeProof(verb, holding, plan));
  });
  const { holding, [member]: plan } = saved;
  if (!holding || !plan) throw new NotActivated();
  const answer = await send(context, writeProof(verb, holding, plan));
  return keepOutcome(context, answer, { verb, saved, holding, plan });
}

/**
 * Releases the seat. If the answer to a renewal was lost, the renewal is repeated first. @throws QuietkeyError, except
 * `license_key_malformed`
 */
export async function releaseSeat(context: CallContext): Promise<void> {
  const saved = context.keeper.read();
  if (saved?.holding && saved.renewing && !saved.releasing) {
    const outcome = await proveSeat(context, 'renew').catch(passRefusal);
    if (outcome?.kind === 'ending' && outcome.statement.kind === 'released') return;
  }
  await proveSeat(context, 'release');
}

/** Ignores a refused renewal, so that the refusal does not prevent the release that follows. */
function passRefusal(error: unknown): undefined {
  if (!(error instanceof LicenseRefused)) throw error;
}

/** Sends a request within the deadline of its call. @param attempts - by default three */
export async function send(
  { setting, deadline, signal }: CallContext,
  { path, body }: Sendable,
  attempts?: number,
): Promise<unknown> {
  const random = (): number => Buffer.from(setting.random(4)).readUInt32BE() / 2 ** 32;
  return post(
    { ...(await setting.carrier()), random, now: () => setting.now() * 1000 },
    {
      url: setting.urlOf(path),
      body,
      deadline,
      signal,
      ...(attempts !== undefined && { attempts }),
    },
  );
}
