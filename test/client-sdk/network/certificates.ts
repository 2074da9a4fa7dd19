/**
 * The certificates of the tests of networks, all of one key, for license.test, proxy.test and 127.0.0.1. They are of an
 * authority that only these tests know, and valid until 2125, except those that must not be.
 */

import { readFileSync } from 'node:fs';
import { ROOT } from '../../support/root.ts';

export type CertificateName = 'good' | 'expired' | 'early' | 'otherName' | 'unknown' | 'selfSigned';

const FILE = new URL('test/client-sdk/network/certificates.json', ROOT);
const { authority, key, certificates } = JSON.parse(readFileSync(FILE, 'utf8')) as {
  authority: string;
  key: string;
  certificates: Record<CertificateName, string>;
};

/** The authority that an app may trust. Each is PEM. */
export const AUTHORITY = authority;
export const KEY = key;
export const CERTIFICATES = certificates;
