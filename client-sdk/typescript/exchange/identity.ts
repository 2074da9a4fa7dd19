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

/** The known facts when a request is planned. */
export interface Sight {
  adapters: AdapterList;
  tagKey: Uint8Array;
  /** The tags of the stored lease. Those that match visible adapters are sent before any others. */
  leaseTags: readonly string[];
}

const INSTALL_ID_BYTES = 16;

/** The state with an install id: the stored one, or else a new one. With the identity `none` there is no install id. */
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
 * Adds to the remedy of a refused activation what a reinstall costs. This applies if no seat is left and the machine
 * has no adapter tag, by which the server could find its old seat. Every other error is returned unchanged.
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
