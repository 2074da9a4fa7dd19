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
import { adapterTags, deriveTagKey, installTag } from '../machine/device-tags.ts';
import { NotActivated } from '../primitives/errors.ts';
import { keepEnding, keepGrant } from './holding.ts';
import type { Keeper } from './keeper.ts';
import type { Setting } from './setting.ts';
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
import type { Holding, PendingProof, SavedState } from '../state/state.ts';
import { post } from './transport.ts';

/** Everything that one call to the license server works with, and the call's deadline. */
export interface CallContext {
  setting: Setting;
  keeper: Keeper;
  /** The deadline of the call, on the clock of `performance.now()`. */
  deadline: number;
  signal: AbortSignal | undefined;
}

const NONCE_BYTES = 16;
const INSTALL_ID_BYTES = 16;

/**
 * Takes a seat with a canonical license key.
 * @throws QuietkeyError, except `license_key_malformed` and `not_activated`
 */
export async function takeSeat(
  context: CallContext,
  licenseKey: string,
  username: string | null,
): Promise<void> {
  const { setting, keeper } = context;
  const { product } = setting.trust;
  const tagKey = deriveTagKey(licenseKey);
  const adapters = setting.adapters();
  const saved = keeper.change((before) => {
    const known = withInstallId(before, setting);
    const fresh = freshIngredients(setting, known, tagKey, adapters);
    const activating = planActivation(known, { ...fresh, username, tagKey });
    const copy = writeActivation(product, KEY_IN_COPIES, activating);
    return recordSent({ ...known, activating }, today(setting), copy);
  });
  const plan = saved.activating;
  if (!plan) throw new NotActivated();
  const answer = await send(context, writeActivation(product, licenseKey, plan));
  const question = keeper.question(keeper.read() ?? saved, plan.tags);
  const grant = readOrDiscard(keeper, 'activating', () => readGrant(answer, question));
  keeper.change((before) => keepGrant(before, grant, tagKey.toString('base64url'), keeper.verified(before)));
}

/** Renews or releases the stored activation. @throws QuietkeyError, except `license_key_malformed` */
export async function proveSeat(context: CallContext, verb: Verb): Promise<Grant | Ending> {
  const { setting, keeper } = context;
  const member = verb === 'renew' ? 'renewing' : 'releasing';
  const adapters = setting.adapters();
  const saved = keeper.change((before) => {
    if (!before.holding) return before;
    const known = withInstallId(before, setting);
    const fresh = freshIngredients(setting, known, tagKeyOf(before.holding), adapters);
    const plan = planProof(known[member], before.holding, fresh);
    return recordSent({ ...known, [member]: plan }, today(setting), writeProof(verb, before.holding, plan));
  });
  const { holding, [member]: plan } = saved;
  if (!holding || !plan) throw new NotActivated();
  const answer = await send(context, writeProof(verb, holding, plan));
  return keepOutcome(keeper, answer, { verb, saved, holding, plan });
}

/** The key that computes the device tags for the license of an activation. */
export const tagKeyOf = (holding: Holding): Buffer => Buffer.from(holding.tagKey, 'base64url');

function keepOutcome(
  keeper: Keeper,
  answer: unknown,
  request: { verb: Verb; saved: SavedState; holding: Holding; plan: PendingProof },
): Grant | Ending {
  const { verb, saved, holding, plan } = request;
  const question = { ...keeper.question(keeper.read() ?? saved, plan.tags), holding };
  const outcome =
    verb === 'renew'
      ? readOrDiscard(keeper, 'renewing', () => readEndingOrGrant(answer, question, holding))
      : readEnding(answer, question, holding);
  keeper.change((before) =>
    outcome.kind === 'grant'
      ? keepGrant(before, outcome, holding.tagKey, keeper.verified(before))
      : keepEnding(before, outcome, keeper.verified(before)),
  );
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

function withInstallId(saved: SavedState, setting: Setting): SavedState & { installId: string } {
  return { ...saved, installId: saved.installId ?? randomText(setting, INSTALL_ID_BYTES) };
}

function freshIngredients(
  setting: Setting,
  { installId }: { installId: string },
  tagKey: Uint8Array,
  { adapters }: AdapterList,
): Ingredients {
  const tags = adapterTags(tagKey, adapters);
  return {
    tags: tags.length > 0 ? tags : [installTag(tagKey, installId)],
    nonce: randomText(setting, NONCE_BYTES),
  };
}

const randomText = (setting: Setting, bytes: number): string =>
  Buffer.from(setting.random(bytes)).toString('base64url');

const today = (setting: Setting): string => dayName(setting.now());
