/**
 * Plans the requests of one call to the license server: what the machine shows, and whether the stored request is sent
 * again. Nothing is sent here, so a request can also leave as a file.
 */
import type { AdapterList } from '../machine/adapter.ts';
import { NotActivated } from '../primitives/errors.ts';
import { deriveTagKey } from '../machine/tag-key.ts';
import { showMachine, withInstallId } from './identity.ts';
import type { Keeper } from './keeper.ts';
import { planActivation, planProof, type Ingredients, type Verb } from './request.ts';
import type { Setting } from './setting.ts';
import { tagKeyOf } from './sighting.ts';
import type { Holding, PendingActivation, PendingProof, SavedState } from '../state/state.ts';

/** The dependencies and the deadline of one call to the license server. */
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

/** Requires an activation of a license, which a trial is not. @throws NotActivated */
export function requireActivation(keeper: Keeper): void {
  const holding = keeper.read()?.holding;
  if (!holding || holding.trial) throw new NotActivated();
}

/** The member of the state that keeps a renewal or release request until its answer. */
export const pendingOf = (verb: Verb): 'renewing' | 'releasing' =>
  verb === 'renew' ? 'renewing' : 'releasing';

/** The state with the request of an activation: the drafted one, the stored one, or a new one. */
export function withPlan(
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

/** The state with the request of a renewal or release of its activation: the stored one or a new one. */
export function withProof(
  context: CallContext,
  before: SavedState & { holding: Holding },
  { verb, adapters, borrowDays }: { verb: Verb; adapters: AdapterList; borrowDays?: number | undefined },
): { known: SavedState; plan: PendingProof } {
  const known = withInstallId(before, context.setting);
  const shown = ingredients(context, known, { tagKey: tagKeyOf(before.holding), adapters });
  const fresh = borrowDays === undefined ? shown : { ...shown, borrowDays };
  return { known, plan: planProof(known[pendingOf(verb)], before.holding, fresh) };
}

function ingredients(
  { setting, keeper }: CallContext,
  saved: SavedState,
  { tagKey, adapters }: { tagKey: Uint8Array; adapters: AdapterList },
): Ingredients {
  const leaseTags = keeper.verified(saved).lease?.tags ?? [];
  return {
    ...showMachine(setting, saved.installId, { adapters, tagKey, leaseTags }),
    nonce: newNonce(setting),
  };
}

export const newNonce = ({ random }: Setting): string =>
  Buffer.from(random(NONCE_BYTES)).toString('base64url');
