/**
 * Writes answers that have tokens, as JSON. `JSON.stringify` reads every character of a text to find those that need an
 * escape. A token has base64url and dots only, and is most of such an answer, so it is written as it is.
 */

import type { ActivateAnswer, RenewAnswer } from '../../client-sdk/typescript/contract/wire.ts';

/** The JSON of the answer to an activation, renewal or release. */
export function writeTokens(answer: ActivateAnswer | RenewAnswer): string {
  if ('statement' in answer) return `{"statement":"${answer.statement}","keySet":"${answer.keySet}"}`;
  const { lease, keySet, ...rest } = answer;
  return `${JSON.stringify(rest).slice(0, -1)},"lease":"${lease}","keySet":"${keySet}"}`;
}
