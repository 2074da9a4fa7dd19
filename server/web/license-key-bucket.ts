/** The names under which uses of a license key are counted, for the API and the portal alike. */

import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { readOfflineRequest } from '../domain/activation/offline-request.ts';

/**
 * The bucket of a typed license key. Text around the key is ignored, since it could otherwise be used to get another
 * bucket.
 */
export function bucketOfKey(typed: string): string {
  const key = readLicenseKey(typed);
  return key.ok ? key.canonical : typed;
}

/**
 * The bucket of the license key in a request file; undefined: the file has no key.
 * @throws Refusal `request_malformed`
 */
export function keyBucketOf(text: string): string | undefined {
  const request = readOfflineRequest(text);
  return request.call === 'activate' ? bucketOfKey(request.body.licenseKey) : undefined;
}
