/**
 * Composes the mailer: the mailer's private key, the mail queue, and the mail transport. The private key must be
 * outside of every folder that the server reads. `mail/mailer.ts` does the mailer's work.
 */

import { ConfigFault, type Config } from '../config/config.ts';
import { makePrivateFolder } from '../crypto/durable-file.ts';
import { prepareMailKey, readPrivateMailKey } from '../crypto/mail-key.ts';
import { openSealedAddress, openSealedMail } from '../crypto/sealed-mail.ts';
import { isInside } from '../config/mail-settings.ts';
import { openOutbox, openSmtp, type Carrier } from '../mail/carrier.ts';
import { queueOfServer, queueOfDatabase } from '../mail/queue.ts';
import type { MailerDependencies, Queue } from '../mail/mailer.ts';
import type { MailSource } from '../mail/mail-words.ts';
import { asConfigFault } from './config-fault.ts';
import { openVendor } from './open-vendor.ts';
import type { World } from '../runtime/world.ts';

export { sendDue, sendFor, type Round } from '../mail/mailer.ts';

/** The path of the portal's page on which a lost key is asked for. */
const LOST_KEY_PATH = '/recover/key';
const PRIVACY_PATH = '/privacy';

/**
 * Creates the mailer's private key, and gives the server the public half. Returns the created files.
 * @throws ConfigFault if the file is in one of the server's folders, or if the server has the public half of another
 *   key
 */
export function beginMailer(config: Config, keyFile: string): string[] {
  if ([config.dataFolder, config.keysFolder].some((folder) => isInside(keyFile, folder))) {
    throw fault('QUIETKEY_MAILER_KEY', "is in one of the server's folders", 'Name a place outside of it.');
  }
  return asConfigFault(config, () => prepareMailKey(config.keysFolder, keyFile));
}

/**
 * Opens what the mailer needs.
 * @param world the opened product, whose mail queue is used; undefined: the mail queue of the configured server
 * @throws ConfigFault if there is no private key, or no mail transport
 */
export function openMailer(
  world: Pick<World, 'run'> | undefined,
  config: Config,
  { log }: Pick<MailerDependencies, 'log'>,
): MailerDependencies {
  const { keyFile } = config.mail;
  if (keyFile === undefined) {
    throw fault(
      'QUIETKEY_MAILER_KEY',
      'is not set',
      'Name the file of the key: quietkey mailer init --key FILE',
    );
  }
  const key = asConfigFault(config, () => readPrivateMailKey(keyFile));
  return {
    queue: queueOf(world, config),
    open: {
      mail: (sealed) => openSealedMail(sealed, key),
      address: (sealed) => openSealedAddress(sealed, key),
    },
    carrier: openCarrier(config),
    source: mailSource(config, log),
    log,
  };
}

/** Whom the mails are from: the vendor's file, and the public address of the portal if it is configured. */
export function mailSource(config: Config, log: (line: object) => void): () => MailSource {
  const vendor = openVendor(config, { log });
  const { url } = config;
  const portal =
    url === undefined ? undefined : { home: url, lostKey: url + LOST_KEY_PATH, privacy: url + PRIVACY_PATH };
  return () => ({ vendor: vendor(), portal });
}

function queueOf(world: Pick<World, 'run'> | undefined, { mail: { server } }: Config): Queue {
  if (world !== undefined) return queueOfDatabase(world.run);
  if (server === undefined) throw new Error('a mailer without a world has a server');
  return queueOfServer(server);
}

export function openCarrier({ mail: { way, from } }: Config): Carrier {
  if (way === undefined) {
    const remedy = 'Set it, or for development QUIETKEY_MAIL_OUTBOX to a folder.';
    throw fault('QUIETKEY_SMTP_URL', 'is not set, so mail cannot be sent', remedy);
  }
  return 'smtp' in way ? openSmtp(way.smtp, from) : openOutbox(way.outbox, from, makePrivateFolder);
}

function fault(variable: string, message: string, remedy: string): ConfigFault {
  return new ConfigFault([{ variable, message, remedy }]);
}
