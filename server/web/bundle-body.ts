/**
 * Reads a support bundle: the bytes of a zip of at most 256 kB, and what its header says. Without a proof a network may
 * send five a day. Only a few are read at a time, since their bodies are larger than any other, and fewer of one network,
 * so that one that never ends its bodies does not keep out others. Clients that cannot be distinguished are one network.
 */

import type { IncomingMessage } from 'node:http';
import {
  BUNDLE_BYTES_MAX,
  BUNDLE_HEADER,
  BUNDLE_TYPE,
  readBundleHeader,
  type BundleHeader,
} from '../../client-sdk/typescript/contract/bundle.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import type { Limits } from './rate-limits.ts';
import { collectBody, hasBody } from './read-bytes.ts';

/** The maximum number of bundles that are read at the same time: in all, and from one network. */
const BUNDLES_AT_ONCE = 32;
const BUNDLES_OF_NETWORK = 2;
const BUSY_SECONDS = 10;
/** How a zip begins: a file, or the end of an empty one. */
const ZIP_BEGINS = [Buffer.from('PK\x03\x04'), Buffer.from('PK\x05\x06')];

export interface BundleBody {
  readonly header: BundleHeader;
  readonly zip: Buffer;
}

/** Passes a bundle to `store`. A bundle that is not stored does not count. */
export type BundleReader = <Answer>(
  request: IncomingMessage,
  origin: string | null,
  store: (body: BundleBody) => Promise<Answer>,
) => Promise<Answer>;

export function openBundleReader(limits: Limits): BundleReader {
  /** The networks of the bundles that are being read. */
  const reading: (string | null)[] = [];
  return async (request, origin, store) => {
    const { headers } = request;
    if (hasBody(request) && headers['content-type'] !== BUNDLE_TYPE) refuse('media_type_unsupported');
    const header = readBundleHeader(String(headers[BUNDLE_HEADER] ?? ''));
    if (header === undefined)
      refuse('request_malformed', { detail: 'The header Quietkey-Bundle is absent or malformed.' });
    const own = reading.filter((network) => network === origin).length;
    if (reading.length >= BUNDLES_AT_ONCE || own >= BUNDLES_OF_NETWORK)
      refuse('busy', { retryAfter: BUSY_SECONDS });
    const giveBack = header.proven === undefined ? limits.countBundle(origin) : () => undefined;
    reading.push(origin);
    try {
      const zip = await collectBody(request, BUNDLE_BYTES_MAX);
      if (!ZIP_BEGINS.some((begin) => zip.subarray(0, begin.length).equals(begin)))
        refuse('request_malformed', { detail: 'The body is not a zip file.' });
      return await store({ header, zip });
    } catch (error) {
      giveBack();
      throw error;
    } finally {
      reading.splice(reading.indexOf(origin), 1);
    }
  };
}
