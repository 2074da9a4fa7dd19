/**
 * Sends a support bundle as the person edited it, byte for byte. An activated machine proves its activation, so that the
 * vendor finds the license; if the server refuses the proof, the bundle is sent without it.
 */
import { createHash } from 'node:crypto';
import {
  BUNDLE_HEADER,
  BUNDLE_TYPE,
  writeBundleHeader,
  type BundleAnswer,
  type BundleHeader,
} from '../contract/bundle.ts';
import { PATHS } from '../contract/wire.ts';
import { AnswerUntrusted, LicenseRefused } from '../primitives/errors.ts';
import { newNonce } from '../exchange/plan.ts';
import { prove, recordSent } from '../exchange/request.ts';
import { post } from '../network/transport.ts';
import type { Holding } from '../state/state.ts';
import type { ClientParts } from './facts.ts';

const BUNDLE_CHARACTERS_MAX = 64;

/** Sends the bytes of a zip. A copy without the zip is added to what was sent. */
export async function sendBundle(
  { setting, keeper }: ClientParts,
  zip: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<BundleAnswer> {
  const hash = createHash('sha256').update(zip).digest('base64url');
  const nonce = newNonce(setting);
  const copy = `(a support bundle of ${zip.length} bytes, SHA-256 ${hash})`;
  const saved = keeper.change((before) =>
    recordSent(before, setting.now(), { path: PATHS.bundles, body: copy }),
  );
  const deadline = performance.now() + setting.timeoutMs;
  const random = (): number => Buffer.from(setting.random(4)).readUInt32BE() / 2 ** 32;
  const upload = async (header: BundleHeader): Promise<BundleAnswer> => {
    const headers = { 'content-type': BUNDLE_TYPE, [BUNDLE_HEADER]: writeBundleHeader(header) };
    const call = { url: setting.urlOf(PATHS.bundles), body: zip, headers, deadline, signal };
    return readAnswer(
      await post({ ...(await setting.carrier()), random, now: () => setting.now() * 1000 }, call),
    );
  };
  const { holding } = saved;
  if (!holding) return upload({ nonce });
  try {
    return await upload({ nonce, proven: proofOf(holding, nonce, hash) });
  } catch (error) {
    if (!(error instanceof LicenseRefused)) throw error;
    return upload({ nonce });
  }
}

function proofOf(holding: Holding, nonce: string, hash: string): NonNullable<BundleHeader['proven']> {
  const { activation, epoch, sequence, secret } = holding;
  const place = { activation, epoch, sequence };
  return { ...place, proof: prove('bundle', secret, { ...place, nonce, tags: [hash] }) };
}

function readAnswer(answer: unknown): BundleAnswer {
  const { bundle } = Object(answer) as Partial<Record<keyof BundleAnswer, unknown>>;
  if (typeof bundle !== 'string' || bundle === '' || bundle.length > BUNDLE_CHARACTERS_MAX)
    throw new AnswerUntrusted('answer_malformed');
  return { bundle };
}
