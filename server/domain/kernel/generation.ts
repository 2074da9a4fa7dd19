/**
 * One generation of the look-up secret: a numbered version with its keyed functions. Its number is stored beside every
 * value that it computed, so that the values which still need an old secret can be counted.
 */

/**
 * The keyed functions of one generation of the secret. A generation never changes, so an operation that writes takes
 * one generation at its start and uses it throughout. All results are base64url; digests are 16 bytes, 22 characters.
 */
export interface Generation {
  /**
   * The number of the generation, counted from 1. The number is stored beside every value that it computed.
   */
  readonly number: number;
  keyVerifier(canonicalKey: string): string;
  emailIndex(canonicalEmail: string): string;
  /**
   * Keys the email index of an earlier generation once more, so that an attacker with only the earlier secret cannot
   * test guesses.
   */
  wrapEmailIndex(index: string): string;
  /** The stored form of a device tag that a client sent: HMAC(K_device, license ‖ tag). */
  deviceTag(license: string, clientTag: string): string;
  /** The renewal secret of an activation, 32 bytes or 43 characters: HMAC(K_renew, activation ‖ epoch). */
  renewSecret(activation: string, epoch: number): string;
  /** The keyed digest of the fields for a named purpose: nonces, requests, operator tokens. */
  digest(purpose: string, fields: readonly string[]): string;
}
