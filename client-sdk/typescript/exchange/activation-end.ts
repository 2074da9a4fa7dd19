/** How an activation ended, for telemetry that the person has turned on. */
import { BadKey, Intercepted, LicenseRefused, NoNetwork, ServerTrouble } from '../primitives/errors.ts';

/** A value of the vocabulary of telemetry; undefined if the activation was aborted. */
export function activationEnd(error?: unknown): string | undefined {
  if (error === undefined) return 'granted';
  if (error instanceof BadKey) return 'mistyped';
  if (error instanceof LicenseRefused) return error.refusal === 'seats_taken' ? 'seats_taken' : 'refused';
  const isUnreachable = [NoNetwork, Intercepted, ServerTrouble].some((kind) => error instanceof kind);
  return isUnreachable ? 'unreachable' : undefined;
}
