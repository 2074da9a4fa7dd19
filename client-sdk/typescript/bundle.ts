/**
 * The entry `@quietkey/client/bundle`: a support bundle, which is a plain zip for the person at the machine. They open
 * it, change it as they like, and decide whether it is sent.
 */
import { BUNDLE_BYTES_MAX } from './contract/bundle.ts';
import { partsOf } from './parts-of.ts';
import { BadOptions } from './primitives/errors.ts';
import { CALL_RULES, checkOptions } from './primitives/option-rules.ts';
import type { Quietkey } from './quietkey.ts';
import { bundleFiles } from './support/contents.ts';
import { sendBundle } from './support/send.ts';
import { writeZip } from './support/zip.ts';

/**
 * Makes a support bundle: facts of the system, the stored state without secrets, the log of this client, and the days
 * and paths of what was sent. Home folders, names of accounts and computers, addresses, emails and keys are taken out.
 * Sends and stores nothing. Reads adapters only on an activated machine.
 *
 * @returns a zip without compression, for the app to save where the person wants it
 * @throws BadOptions
 */
export function supportBundle(quietkey: Quietkey): Uint8Array {
  return writeZip(
    bundleFiles(partsOf(quietkey, 'supportBundle(…)'), {
      check: quietkey.check(),
      telemetry: quietkey.telemetry.status(),
    }),
  );
}

/**
 * Sends a support bundle, as the person has edited it, byte for byte. Call it only if the person wants that.
 *
 * @param zip - at most 262,144 bytes
 * @returns the id by which the person can name the bundle to the vendor
 * @throws NoNetwork, Intercepted, ServerTrouble (also if the vendor takes no bundles), AnswerUntrusted, Aborted,
 * StateUnwritable, BadOptions
 */
export async function sendSupportBundle(
  quietkey: Quietkey,
  zip: Uint8Array,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<{ bundle: string }> {
  const parts = partsOf(quietkey, 'sendSupportBundle(…)');
  checkOptions(options, CALL_RULES, 'sendSupportBundle(…)');
  if (!(zip instanceof Uint8Array) || zip.length > BUNDLE_BYTES_MAX)
    throw new BadOptions(`sendSupportBundle(…) takes the bytes of a zip, at most ${BUNDLE_BYTES_MAX}.`);
  if (parts.setting.quiet) throw new BadOptions('sendSupportBundle(…) needs a client without quiet: true.');
  return parts.setting.log.run('sendSupportBundle', () => sendBundle(parts, zip, options.signal));
}
