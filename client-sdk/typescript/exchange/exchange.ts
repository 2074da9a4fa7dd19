/**
 * The two conversations with the server: taking a seat, and proving the held one to renew or release it. Each keeps its
 * request before it sends, sends, verifies the whole answer and only then changes what is held. A failure at any point
 * leaves the state as it was, with the kept request for the next call.
 */
import type { AdapterList } from '../machine/adapters.ts';
import { isOutlived, readEnding, readEndingOrGrant, readGrant, type Ending, type Grant } from './answer.ts';
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

/** Who talks, and until when. */
export interface Talk {
  setting: Setting;
  keeper: Keeper;
  /** The moment, by `performance.now()`, at which the call is over. */
  deadline: number;
  signal: AbortSignal | undefined;
}

const NONCE_BYTES = 16;
const INSTALL_ID_BYTES = 16;

/** Takes a seat with a canonical license key. @throws QuietkeyError but for `license_key_malformed`, `not_activated` */
export async function takeSeat(talk: Talk, licenseKey: string, username: string | null): Promise<void> {
  const { setting, keeper } = talk;
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
  const answer = await send(talk, writeActivation(product, licenseKey, plan));
  const question = keeper.question(keeper.read() ?? saved, plan.tags);
  const grant = readOrForget(keeper, 'activating', () => readGrant(answer, question));
  keeper.change((before) => keepGrant(before, grant, tagKey.toString('base64url'), keeper.held(before)));
}

/** Renews or releases the held activation. @throws QuietkeyError but for `license_key_malformed` */
export async function proveSeat(talk: Talk, verb: Verb): Promise<Grant | Ending> {
  const { setting, keeper } = talk;
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
  const answer = await send(talk, writeProof(verb, holding, plan));
  return keepOutcome(keeper, answer, { verb, saved, holding, plan });
}

/** The key of the device tags under the held license. */
export const tagKeyOf = (holding: Holding): Buffer => Buffer.from(holding.tagKey, 'base64url');

function keepOutcome(
  keeper: Keeper,
  answer: unknown,
  asked: { verb: Verb; saved: SavedState; holding: Holding; plan: PendingProof },
): Grant | Ending {
  const { verb, saved, holding, plan } = asked;
  const question = { ...keeper.question(keeper.read() ?? saved, plan.tags), holding };
  const outcome =
    verb === 'renew'
      ? readOrForget(keeper, 'renewing', () => readEndingOrGrant(answer, question, holding))
      : readEnding(answer, question, holding);
  keeper.change((before) =>
    outcome.kind === 'grant'
      ? keepGrant(before, outcome, holding.tagKey, keeper.held(before))
      : keepEnding(before, outcome, keeper.held(before)),
  );
  return outcome;
}

/** Reads an answer; where its kept request has been outlived by a newer key set, forgets the request. */
function readOrForget<T>(keeper: Keeper, kept: 'activating' | 'renewing', read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isOutlived(error)) keeper.change((before) => ({ ...before, [kept]: null }));
    throw error;
  }
}

function send({ setting, deadline, signal }: Talk, { path, body }: Sendable): Promise<unknown> {
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
