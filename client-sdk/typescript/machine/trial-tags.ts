/**
 * Trial tags: what the server receives to recognise a machine that had a trial. There is no license key yet, so no key
 * keeps an address from being guessed; a slow hash makes each guess cost as much as a trial does. The server keys the
 * tag once more, and stores only the result.
 */
import { scrypt } from 'node:crypto';
import { lengthPrefixed } from '../primitives/bytes.ts';
import { TRIAL_TAG_COST, TRIAL_TAG_PURPOSE } from '../contract/trial.ts';

const TAG_BYTES = 16;
/** Room for the 32 MiB of the cost, which is just above Node's default. */
const MEMORY_BYTES_MAX = 67_108_864;

/**
 * The trial tag of an address (12 hex digits in lower case) or of an install id: scrypt (RFC 7914). Password and salt
 * are length-prefixed like the input of a device tag.
 */
export function trialTag(product: string, kind: 'mac' | 'install', value: string): Promise<string> {
  const password = lengthPrefixed([kind, value]);
  const salt = lengthPrefixed([TRIAL_TAG_PURPOSE, product]);
  return new Promise((resolve, reject) => {
    scrypt(password, salt, TAG_BYTES, { ...TRIAL_TAG_COST, maxmem: MEMORY_BYTES_MAX }, (error, tag) => {
      if (error) reject(error);
      else resolve(tag.toString('base64url'));
    });
  });
}
