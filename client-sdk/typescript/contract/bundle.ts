/**
 * Support bundles: the body of `POST /v1/support-bundles` is the zip as the person edited it, and a header says which
 * upload it is and, if the machine is activated, proves that.
 */

import type { ProvenRequest } from './wire.ts';

/** The maximum size of a bundle in bytes. */
export const BUNDLE_BYTES_MAX = 262_144;
export const BUNDLE_TYPE = 'application/zip';
/**
 * The header `quietkey-bundle`: a random nonce of 22 base64url characters, and for an activated machine also the
 * activation, its epoch, its sequence and a proof, separated by dots. The proof is that of a renewal, with the verb
 * `bundle` and, in place of the tags, the SHA-256 of the zip (base64url). The same nonce stores a bundle once.
 */
export const BUNDLE_HEADER = 'quietkey-bundle';

/** The answer: the id by which the person can tell the vendor which bundle is theirs. */
export interface BundleAnswer {
  bundle: string;
}

/** What the header says. */
export interface BundleHeader {
  nonce: string;
  proven?: Pick<ProvenRequest, 'epoch' | 'sequence' | 'proof'> & { activation: string };
}

const FORM = /^([\w-]{22})(?:\.([\w-]{22})\.(\d{1,15})\.(\d{1,15})\.([\w-]{43}))?$/;

/** Reads the header; undefined if it has another form. */
export function readBundleHeader(text: string): BundleHeader | undefined {
  const [whole, nonce = '', activation, epoch, sequence, proof = ''] = FORM.exec(text) ?? [];
  if (whole === undefined) return undefined;
  if (activation === undefined) return { nonce };
  return { nonce, proven: { activation, epoch: Number(epoch), sequence: Number(sequence), proof } };
}

export function writeBundleHeader({ nonce, proven }: BundleHeader): string {
  if (proven === undefined) return nonce;
  const { activation, epoch, sequence, proof } = proven;
  return [nonce, activation, epoch, sequence, proof].join('.');
}
