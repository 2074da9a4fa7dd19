/**
 * What a request shows of the machine: tags of its adapters, a tag of the random install id, or nothing. The option
 * `identity` decides what may be read at all; a machine without an adapter of its own shows its install id.
 */
import type { AdapterList } from '../machine/adapter.ts';
import { chooseTags, installTag } from '../machine/device-tags.ts';
import type { Identity } from '../contract/wire.ts';
import { REINSTALL_REMEDY } from '../lease/messages.ts';
import { LicenseRefused } from '../primitives/errors.ts';
import type { SavedState } from '../state/state.ts';
import type { Setting } from './setting.ts';

/** What is known when a request is planned. */
export interface Sight {
  adapters: AdapterList;
  tagKey: Uint8Array;
  /** The tags of the stored lease; those in sight are shown again before others. */
  leaseTags: readonly string[];
}

const INSTALL_ID_BYTES = 16;

/** The state with the install id that the option asks for: the stored or a new one, and none without an identity. */
export function withInstallId(saved: SavedState, { identity, random }: Setting): SavedState {
  if (identity === 'none') return { ...saved, installId: null };
  if (saved.installId !== null) return saved;
  return { ...saved, installId: Buffer.from(random(INSTALL_ID_BYTES)).toString('base64url') };
}

/** The tags of this machine, and what they are made of. */
export function showMachine(
  { identity }: Pick<Setting, 'identity'>,
  installId: string | null,
  { adapters, tagKey, leaseTags }: Sight,
): { identity: Identity; tags: string[] } {
  if (installId === null) return { identity: 'none', tags: [] };
  const tags = identity === 'adapters' ? chooseTags(tagKey, adapters.adapters, leaseTags) : [];
  return tags.length > 0
    ? { identity: 'adapters', tags }
    : { identity: 'install', tags: [installTag(tagKey, installId)] };
}

/**
 * A refusal of an activation, with what a reinstall costs in its remedy where no seat is left and the machine has no tag
 * of an adapter by which the server could find its old one. Every other error is returned as it is.
 */
export function withReinstallRemedy(
  error: unknown,
  { identity = 'adapters' }: { identity?: Identity },
): unknown {
  if (!(error instanceof LicenseRefused) || error.refusal !== 'seats_taken') return error;
  if (identity === 'adapters') return error;
  const { refusal, status, message, remedy = '', requestId } = error;
  return new LicenseRefused(refusal, status, message, {
    remedy: `${remedy} ${REINSTALL_REMEDY}`.trim(),
    requestId,
    cause: error,
  });
}
