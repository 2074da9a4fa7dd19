/** The notices that came with the latest lease. They are not signed, and decide nothing: the app only tells the person. */
import type { RenewalNotice } from '../contract/wire.ts';

const KNOWN: Readonly<Record<RenewalNotice, true>> = { takeover: true, policy: true };

/** The notices in a value of any form of which this SDK knows the names; a newer server may send others. */
export function knownNotices(value: unknown): readonly RenewalNotice[] {
  const isKnown = (name: unknown): name is RenewalNotice =>
    typeof name === 'string' && Object.hasOwn(KNOWN, name);
  return Array.isArray(value) ? [...new Set(value.filter(isKnown))] : [];
}
