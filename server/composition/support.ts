/**
 * The support key: an operator makes it and opens support bundles with it. The private half must be outside of every
 * folder that the server reads.
 */

import { isInside } from '../config/mail-settings.ts';
import { ConfigFault, type Config } from '../config/config.ts';
import { prepareMailKey, readMailKey, readPrivateMailKey } from '../crypto/mail-key.ts';
import { openSealedBundle } from '../crypto/sealed-mail.ts';
import { asConfigFault } from './config-fault.ts';

/**
 * Creates the support key, and gives the server the public half. Returns the created files.
 * @throws ConfigFault if the file is in one of the server's folders, or if the server has the public half of another
 *   key
 */
export function beginSupport(config: Config, keyFile: string): string[] {
  if ([config.dataFolder, config.keysFolder].some((folder) => isInside(keyFile, folder)))
    throw fault("is in one of the server's folders", 'Name a place outside of it.');
  return asConfigFault(config, () => prepareMailKey(config.keysFolder, keyFile, 'support'));
}

/**
 * Decrypts a support bundle: the zip, byte for byte.
 * @throws ConfigFault if the file is not the private key, or the bundle was sealed to another one
 */
export async function openWithSupportKey(
  config: Config,
  keyFile: string,
  sealed: string,
): Promise<Uint8Array> {
  const key = asConfigFault(config, () => readPrivateMailKey(keyFile, 'support'));
  try {
    return await openSealedBundle(sealed, key);
  } catch {
    const isOfServer =
      asConfigFault(config, () => readMailKey(config.keysFolder, 'support'))?.kid === key.kid;
    throw fault(
      isOfServer
        ? 'does not open this bundle: it was sealed to an earlier key'
        : 'is the key of another server',
      'Name the file with the private key to which the bundle was sealed.',
    );
  }
}

function fault(message: string, remedy: string): ConfigFault {
  return new ConfigFault([{ variable: '--key', message, remedy }]);
}
