/**
 * The closed lists of a request about personal data: what a person asks for, who asks, and the reasons that an operator
 * may give. A request has no free text. `server/domain/rights` decides what follows from each.
 */

/** The rights of the GDPR (art. 7(3), 15 to 18, 20, 21), and those of the CCPA: to know, to delete, to correct. */
export const REQUEST_KINDS = [
  'access',
  'portability',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'withdrawal',
  'know',
  'delete',
  'correct',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** Who asks: the person, an agent of the person, or a parent of a child. The mailed link proves the address for each. */
export const ASKERS = ['self', 'agent', 'parent'] as const;
export type Asker = (typeof ASKERS)[number];

/** Why an answer takes longer: the request is complex, or there are many requests (GDPR art. 12(3)). */
export const EXTENSION_REASONS = ['complex', 'many'] as const;
export type ExtensionReason = (typeof EXTENSION_REASONS)[number];

/** Why a request is refused. `server/domain/rights/reasons.ts` says which kind can be refused for which reason. */
export const REFUSAL_REASONS = [
  'unfounded',
  'excessive',
  'unidentified',
  'contract',
  'law',
  'claims',
  'others',
  'twice',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Why a request is closed without an answer: the person took it back, asked twice, or was answered in another way. */
export const CLOSE_REASONS = ['withdrawn', 'repeated', 'elsewhere'] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** How a request ended: with what was asked for, with nothing found, refused, or closed without an answer. */
export type RequestOutcome = 'granted' | 'nothing' | 'refused' | 'closed';
