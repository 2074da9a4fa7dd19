/**
 * The option `ca`: certificates of an authority that the app trusts besides those of the runtime, such as the one of an
 * office whose proxy inspects TLS. They are given as PEM text, or as the path of a file, which each call reads again.
 */
import { X509Certificate } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { BadOptions } from '../primitives/errors.ts';
import { readSmallFile } from '../primitives/read-file.ts';

const FILE_BYTES_MAX = 1_048_576;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads the option; returns a function that gives the certificates, each as PEM. Both throw BadOptions. */
export function readAuthority(ca: string): () => readonly string[] {
  if (ca.includes('-----BEGIN')) {
    const certificates = certificatesIn(ca);
    return () => certificates;
  }
  if (!isAbsolute(ca))
    throw new BadOptions('ca must be certificates as PEM text, or the absolute path of a file.');
  return () => certificatesIn(readFile(ca));
}

function readFile(path: string): string {
  try {
    return readSmallFile(path, { bytesMax: FILE_BYTES_MAX }).toString('latin1');
  } catch (error) {
    throw new BadOptions(`ca: ${error instanceof Error ? error.message : path}.`);
  }
}

function certificatesIn(text: string): readonly string[] {
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw new BadOptions('ca must be certificates as PEM text, or a file of such; this is none.');
  return certificates;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 !== '';
  } catch {
    return false;
  }
}
