/**
 * Finds out whether the adapters are those of the stored lease's machine. Adapters are read only if the tags of the
 * lease are made of adapters and the option `identity` allows it, so nothing is read before an activation. The result
 * is recorded in the state. It is at most evidence: `check.ts` decides what follows from it.
 */
import type { AdapterList } from '../machine/adapter.ts';
import { installTag, sightMachine, type Sighting } from '../machine/device-tags.ts';
import type { MachineEvidence } from '../lease/check.ts';
import type { Lease } from '../lease/lease.ts';
import type { Setting } from './setting.ts';
import { withDaySeen, withOtherMachineSeen, withThisMachineSeen } from '../state/days-seen.ts';
import type { Holding, SavedState } from '../state/state.ts';
import type { Instant } from '../primitives/clock.ts';

/** Compares the machine of a lease with the visible adapters. */
export type SightingReader = (lease: Lease, saved: Pick<SavedState, 'holding' | 'installId'>) => Sighting;

interface Comparison {
  lease: Lease;
  /** The key of the device tags; undefined: the lease has no tags that adapters could match. */
  tagKey: Buffer | undefined;
  list: AdapterList | undefined;
  sighting: Sighting;
}

/** Creates a reader that compares again only when the lease or the list of adapters was replaced. */
export function cachingSightingReader(setting: Pick<Setting, 'adapters' | 'identity'>): SightingReader {
  let last: Comparison | undefined;
  return (lease, saved) => {
    if (last?.lease !== lease)
      last = { lease, tagKey: keyFor(lease, saved, setting), list: undefined, sighting: 'same' };
    if (!last.tagKey) return 'same';
    const list = setting.adapters();
    if (!last.list || !isSameList(last.list, list))
      last.sighting = sightMachine(last.tagKey, lease.tags, list);
    last.list = list;
    return last.sighting;
  };
}

/** Whether two lists are equal. Compares the lists directly, which is cheaper than hashing their addresses. */
function isSameList(list: AdapterList, other: AdapterList): boolean {
  if (list === other) return true;
  const { adapters, complete } = list;
  return (
    complete === other.complete &&
    adapters.length === other.adapters.length &&
    adapters.every(({ mac, class: is }, index) => {
      const compared = other.adapters[index];
      return mac === compared?.mac && is === compared.class;
    })
  );
}

/** The key of the lease's tags; undefined if they are not made of adapters, or if adapters must not be read. */
function keyFor(
  { tags }: Lease,
  { holding, installId }: Pick<SavedState, 'holding' | 'installId'>,
  { identity }: Pick<Setting, 'identity'>,
): Buffer | undefined {
  if (!holding || identity !== 'adapters' || tags.length === 0) return undefined;
  const tagKey = tagKeyOf(holding);
  return tags.includes(installTag(tagKey, installId ?? '')) ? undefined : tagKey;
}

/** The key that computes the device tags for the license of an activation. */
export const tagKeyOf = ({ tagKey }: Pick<Holding, 'tagKey'>): Buffer => Buffer.from(tagKey, 'base64url');

/** Whether the adapters that a check reads show no hardware at the moment when a lease arrives. */
export function isOutOfSight({ adapters, identity }: Setting, tagKey: string, { tags }: Lease): boolean {
  return identity === 'adapters' && sightMachine(tagKeyOf({ tagKey }), tags, adapters()) === 'none_in_sight';
}

/** Records the current day, and what the adapters showed on it. Returns the same object if nothing changes. */
export function withSighting(saved: SavedState, now: Instant, sighting: Sighting): SavedState {
  const seen = withDaySeen(saved, now);
  if (sighting === 'same') return withThisMachineSeen(seen);
  return sighting === 'other' ? withOtherMachineSeen(seen, now) : seen;
}

/** The evidence that the adapters give about the machine now, with the earlier days that the state records. */
export function evidenceOf(sighting: Sighting, { lease }: SavedState): MachineEvidence {
  if (sighting === 'other') return { kind: 'other', days: lease?.otherMachine?.days ?? 0 };
  return sighting === 'same' ? { kind: 'same' } : { kind: sighting, confirmed: lease?.givenUnseen === true };
}
