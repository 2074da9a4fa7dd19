/**
 * One generation of the look-up secret: a numbered version with its keyed functions. The number is stored beside every
 * value that a generation keyed, so that what still needs an old secret can be counted.
 */

/**
 * The keyed functions of one generation of the secret. A generation never changes, so an operation that writes takes
 * one at its start and uses it throughout. All answers are base64url; digests are 16 bytes, 22 characters.
 */
export interface Generation {
  /** From 1. Stored beside every value that it keyed. */
  readonly number: number;
  keyVerifier(canonicalKey: string): string;
  emailIndex(canonicalEmail: string): string;
  /**
   * Keys the index of an earlier generation once more: someone who has only the earlier secret cannot test guesses.
   */
  wrapEmailIndex(index: string): string;
  /** The stored form of a client's tag: HMAC(K_device, license ‖ tag). */
  deviceTag(license: string, clientTag: string): string;
  /** 32 bytes, 43 characters: HMAC(K_renew, activation ‖ epoch). */
  renewSecret(activation: string, epoch: number): string;
  /** A keyed digest for a named purpose: nonces, requests, operator tokens. */
  digest(purpose: string, fields: readonly string[]): string;
}
