/**
 * Reads the operator token of a request and checks its scopes. The token is accepted in the Authorization header only. A
 * token in a URL would stay in logs and histories, so such a request is refused.
 */

import type { Scope } from '../domain/operator/operator.ts';
import { refuse } from '../domain/kernel/refusal.ts';

export interface Operator {
  actor: string;
  scopes: readonly Scope[];
  /** The purpose of looks whose request states none. */
  purpose: string | null;
}

const BEARER = /^Bearer +([\x21-\x7e]{1,200})$/i;
/**
 * Matches a URL that contains a whole operator token, or a parameter that is meant for a token. A prefix alone does not
 * match, because a random id may contain the token's prefix.
 */
const TOKEN_IN_URL = /qkop_[\w-]{22}(?:\.|%2e)|[?&](?:access_token|token|authorization)=/i;

/**
 * Reads the operator token of a request.
 * @throws Refusal `token_missing`
 */
export function tokenOf(authorization: string | undefined): string {
  return BEARER.exec(authorization ?? '')?.[1] ?? refuse('token_missing');
}

/**
 * Requires that an operator's token has a scope.
 * @throws Refusal `scope_missing`
 */
export function requireScope({ scopes }: Operator, scope: Scope): void {
  if (!scopes.includes(scope)) refuse('scope_missing', { detail: `The token lacks the scope ${scope}.` });
}

/**
 * Refuses a URL that may contain a token.
 * @throws Refusal `request_malformed` if the URL contains something like an operator token
 */
export function refuseTokenIn(url: string): void {
  if (TOKEN_IN_URL.test(url)) {
    refuse('request_malformed', {
      detail: 'A URL must not contain a token. Revoke the token: a log may contain it now.',
    });
  }
}
