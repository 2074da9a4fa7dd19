/**
 * Starts a trial: without account, email address or license key. The machine's own adapters are read, so the app asks
 * the person first; `describe()` says what is sent, and `previewTrial()` shows it. A lost answer is asked for again by
 * the next call, since the server gives the same machine the same trial.
 */
import type { TrialRequest } from '../contract/trial.ts';
import { PATHS } from '../contract/wire.ts';
import { mayRun, type Check } from '../lease/presentation.ts';
import { ownAddresses } from '../machine/device-tags.ts';
import { trialTag } from '../machine/trial-tags.ts';
import { BadOptions } from '../primitives/errors.ts';
import { parseState } from '../state/state.ts';
import { send } from './exchange.ts';
import { showMachine, withInstallId } from './identity.ts';
import { keepSeat } from './keep-answer.ts';
import type { CallContext } from './plan.ts';
import { recordSent, type Sendable } from './request.ts';

/** A planned start of a trial. Nothing is stored or sent yet. */
interface Draft {
  readonly request: Sendable;
  readonly tags: string[];
  readonly tagKey: Uint8Array;
  readonly installId: string;
}

const TAG_KEY_BYTES = 32;

/** Starts the trials of one client. */
export class TrialStart {
  /** The request that `preview` has shown, so that `start` sends the same bytes. */
  #shown: Draft | undefined;

  /** Plans the request. Stores and sends nothing. @throws BadOptions with the identity `none` */
  async preview(context: CallContext): Promise<Sendable> {
    this.#shown = await draftTrial(context, this.#shown);
    return { ...this.#shown.request };
  }

  /**
   * Starts a trial, or continues the one that this machine has. Does nothing on a machine that has an activation of a
   * license, or whose trial still runs. @throws QuietkeyError
   */
  async start(context: CallContext, check: Pick<Check, 'state'>): Promise<void> {
    const { setting, keeper } = context;
    const holding = keeper.read()?.holding;
    if ((holding && holding.trial !== true) || mayRun(check.state)) return;
    const { request, tags, tagKey, installId } = await draftTrial(context, this.#shown);
    const saved = keeper.change((before) =>
      recordSent({ ...before, installId: before.installId ?? installId }, setting.now(), request),
    );
    const answer = await send(context, request);
    keepSeat(context, answer, { saved, plan: { tags }, tagKey: Buffer.from(tagKey).toString('base64url') });
    this.#shown = undefined;
  }
}

/** Plans a request. @param shown - an earlier draft, whose random key is used again: the same machine gives the same bytes */
async function draftTrial(context: CallContext, shown?: Draft): Promise<Draft> {
  const { setting, keeper, signal } = context;
  const { product } = setting.trust;
  const saved = keeper.read() ?? parseState(undefined);
  const known = withInstallId({ ...saved, installId: saved.installId ?? shown?.installId ?? null }, setting);
  const { installId } = known;
  if (installId === null) throw new BadOptions("A trial needs the identity 'adapters' or 'install'.");
  const adapters = await setting.inventory(signal);
  const tagKey = shown?.tagKey ?? setting.random(TAG_KEY_BYTES);
  const { identity, tags } = showMachine(setting, installId, { adapters, tagKey, leaseTags: [] });
  const isMachine = identity === 'adapters';
  const trialTags = isMachine
    ? await Promise.all(ownAddresses(adapters.adapters).map((mac) => trialTag(product, 'mac', mac)))
    : [await trialTag(product, 'install', installId)];
  const body: TrialRequest = { product, trialTags, tags, identity: isMachine ? 'adapters' : 'install' };
  return { request: { path: PATHS.trials, body: JSON.stringify(body) }, tags, tagKey, installId };
}
