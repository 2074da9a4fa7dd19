/**
 * The exchanges with the license server by files, for a machine without network. A request is planned and stored like
 * an online request. So the same call writes the same file until the answer arrives, and an online answer is accepted
 * too. The key that opens the answer never leaves the state of the machine that asked.
 */
import {
  formatOfflineRequest,
  OFFLINE_TEXT_FAULTS,
  parseSealedAnswer,
  readOfflineText,
  writeOfflineText,
  type OfflineRequest,
  type OfflineTextFault,
  type SealedAnswer,
} from '../contract/offline.ts';
import { isOlderAnswer, isOtherMachine } from './answer.ts';
import { makeAnswerKey, openAnswer, publicAnswerKey } from '../primitives/answer-box.ts';
import { installTag, sightMachine } from '../machine/device-tags.ts';
import { deriveTagKey } from '../machine/tag-key.ts';
import { NotActivated, QuietkeyError } from '../primitives/errors.ts';
import { keepOutcome, keepSeat } from './keep-answer.ts';
import {
  pendingOf,
  requireActivation,
  withPlan,
  withProof,
  type CallContext,
  type SeatInput,
} from './plan.ts';
import { activationBody, KEY_IN_COPIES, proofBody, recordSent, type Verb } from './request.ts';
import { tagKeyOf } from './sighting.ts';
import {
  parseState,
  type Holding,
  type PendingActivation,
  type PendingProof,
  type SavedState,
} from '../state/state.ts';

/** Why an answer file is refused, as the end of a sentence that begins with "This answer". The list is closed. */
export const OFFLINE_ANSWER_FAULTS = {
  ...OFFLINE_TEXT_FAULTS,
  not_awaited: 'was made for another machine, for an older request of this machine, or was accepted already',
  edited: 'was changed on its way',
  other_machine: 'was made for other hardware than this machine has',
  outdated: 'is older than what this machine has already',
} as const;
export type OfflineAnswerFault = OfflineTextFault | 'not_awaited' | 'edited' | 'other_machine' | 'outdated';

const REMEDY_OF_TEXT = 'Copy the whole text or file of the answer again.';
const REMEDY_OF_ANSWER = 'Make a new request on this machine, and have it answered.';

/** The text of an answer file was refused. Nothing was changed. */
export class OfflineAnswerRefused extends QuietkeyError {
  readonly fault: OfflineAnswerFault;

  constructor(fault: OfflineAnswerFault, cause?: unknown) {
    super('offline_answer_refused', `This answer ${OFFLINE_ANSWER_FAULTS[fault]}.`, {
      remedy: Object.hasOwn(OFFLINE_TEXT_FAULTS, fault) ? REMEDY_OF_TEXT : REMEDY_OF_ANSWER,
      cause,
    });
    this.fault = fault;
  }
}

/** Stores the request of an activation, and writes its file. The file contains the license key. */
export async function writeSeatFile(context: CallContext, input: SeatInput): Promise<string> {
  const { setting, keeper, signal } = context;
  const adapters = await setting.inventory(signal);
  const tagKey = deriveTagKey(input.licenseKey).toString('base64url');
  const requestOf = (licenseKey: string, plan: PendingActivation): OfflineRequest => ({
    call: 'activate',
    key: publicAnswerKey(plan.offline?.answerKey ?? ''),
    body: activationBody(setting.trust.product, licenseKey, plan),
  });
  const { activating } = keeper.change((before) => {
    const planned = withPlan(context, before, { ...input, adapters });
    const offline = planned.activating.offline ?? { answerKey: makeAnswerKey(setting.random), tagKey };
    const plan = { ...planned.activating, offline };
    return recordWritten({ ...planned, activating: plan }, context, requestOf(KEY_IN_COPIES, plan));
  });
  if (!activating) throw new NotActivated();
  return write(requestOf(input.licenseKey, activating));
}

/**
 * Stores the request of a renewal or release, and writes its file. A release removes the lease from the state at once,
 * because nobody can know whether the file will be answered. The secret stays until the answer, so that the same file
 * can be written again or the machine can be renewed instead.
 */
export async function writeProofFile(context: CallContext, verb: Verb): Promise<string> {
  const { setting, keeper, signal } = context;
  requireActivation(keeper);
  const adapters = await setting.inventory(signal);
  let request: OfflineRequest | undefined;
  keeper.change((before) => {
    const { holding } = before;
    if (!holding) return before;
    const { known, plan } = withProof(context, { ...before, holding }, { verb, adapters });
    const answerKey = plan.answerKey ?? makeAnswerKey(setting.random);
    const key = publicAnswerKey(answerKey);
    request = { call: verb, key, activation: plan.activation, body: proofBody(verb, holding, plan, key) };
    const pending = { ...known, [pendingOf(verb)]: { ...plan, answerKey } };
    return recordWritten(verb === 'release' ? { ...pending, lease: null } : pending, context, request);
  });
  if (!request) throw new NotActivated();
  return write(request);
}

/** Keeps the answer that a text contains. @throws OfflineAnswerRefused, AnswerUntrusted, StateUnwritable */
export async function acceptAnswer(context: CallContext, text: string): Promise<void> {
  const read = readOfflineText('answer', text);
  if (!read.ok) throw new OfflineAnswerRefused(read.fault);
  const sealed = parseSealedAnswer(read.content);
  if (!sealed) throw new OfflineAnswerRefused('damaged');
  const saved = context.keeper.read() ?? parseState(undefined);
  const awaited = awaitedBy(saved, sealed);
  if (!awaited) throw new OfflineAnswerRefused('not_awaited');
  const answer = openedAnswer(sealed, awaited.answerKey);
  const adapters = await context.setting.inventory(context.signal);
  const { tags } = awaited.plan;
  const tagKey = tagKeyOf(awaited);
  const isOfInstall = tags.includes(installTag(tagKey, saved.installId ?? ''));
  if (!isOfInstall && sightMachine(tagKey, tags, adapters) === 'other') {
    throw new OfflineAnswerRefused('other_machine');
  }
  keep(context, answer, saved, awaited);
}

/** A request of this machine that waits for its answer, with the key that opens it. */
type Awaited = { answerKey: string; tagKey: string } & (
  { verb: 'activate'; plan: PendingActivation } | { verb: Verb; plan: PendingProof; holding: Holding }
);

function awaitedBy(saved: SavedState, { nonce }: SealedAnswer): Awaited | undefined {
  const { activating, holding, renewing, releasing } = saved;
  if (activating?.nonce === nonce && activating.offline) {
    return { verb: 'activate', plan: activating, ...activating.offline };
  }
  for (const [verb, plan] of [
    ['renew', renewing],
    ['release', releasing],
  ] as const) {
    if (!holding || plan?.nonce !== nonce || plan.answerKey === undefined) continue;
    return { verb, plan, holding, answerKey: plan.answerKey, tagKey: holding.tagKey };
  }
  return undefined;
}

function openedAnswer(sealed: SealedAnswer, answerKey: string): unknown {
  const json = openAnswer(sealed, answerKey);
  if (json === undefined) throw new OfflineAnswerRefused('edited');
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new OfflineAnswerRefused('edited', cause);
  }
}

function keep(context: CallContext, answer: unknown, saved: SavedState, awaited: Awaited): void {
  try {
    if (awaited.verb === 'activate') keepSeat(context, answer, { ...awaited, saved });
    else keepOutcome(context, answer, { ...awaited, saved });
  } catch (error) {
    if (isOlderAnswer(error)) throw new OfflineAnswerRefused('outdated', error);
    throw isOtherMachine(error) ? new OfflineAnswerRefused('other_machine', error) : error;
  }
}

const write = (request: OfflineRequest): string => writeOfflineText('request', formatOfflineRequest(request));

/** Records a copy of the file's content among the copies of sent requests. */
function recordWritten(saved: SavedState, { setting }: CallContext, request: OfflineRequest): SavedState {
  return recordSent(saved, setting.now(), { path: '(request file)', body: JSON.stringify(request) });
}
