/**
 * For which reasons a request of each kind can be refused. Whether a reason holds is the operator's decision; a reason that
 * the law does not know for a kind is not offered for it.
 */

import { REFUSAL_REASONS, REQUEST_KINDS, type RefusalReason, type RequestKind } from '../kernel/rights.ts';

const BUT_WITHDRAWAL = REQUEST_KINDS.filter((kind) => kind !== 'withdrawal');

const KINDS: Readonly<Record<RefusalReason, readonly RequestKind[]>> = {
  // GDPR art. 12(5)(b), CCPA § 1798.145(h)(3); consent is withdrawn by saying so, art. 7(3)
  unfounded: BUT_WITHDRAWAL,
  excessive: BUT_WITHDRAWAL,
  // GDPR art. 11 and 12(2), CCPA § 1798.130(a)(2): nothing that is held shows that the person is the one asked about
  unidentified: REQUEST_KINDS,
  // GDPR art. 17(1), 21(1), CCPA § 1798.105(d)(1): the license needs the data
  contract: ['erasure', 'objection', 'delete'],
  // GDPR art. 17(3)(b), CCPA § 1798.105(d)(8)
  law: ['erasure', 'delete'],
  // GDPR art. 17(3)(e), 18(2), 21(1)
  claims: ['erasure', 'restriction', 'objection', 'delete'],
  // GDPR art. 15(4), 20(4)
  others: ['access', 'portability', 'know'],
  // CCPA § 1798.130(b)
  twice: ['know'],
};

/** The reasons for which a request of this kind can be refused. */
export function reasonsFor(kind: RequestKind): RefusalReason[] {
  return REFUSAL_REASONS.filter((reason) => KINDS[reason].includes(kind));
}
