/**
 * The settings of the mailer as a whole: the server or folder to which mail goes, the sender of the mails, and the file
 * of the mailer's private key. Only the mailer uses them. The readers of the single settings are in `mail-readers.ts`.
 */

import { isAbsolute, relative } from 'node:path';
import type { MailServer } from '../mail/queue.ts';
import type { Sender, SmtpSettings } from '../mail/carrier.ts';
import { hidden, NO_MAILER_SERVER, NO_MAILER_TOKEN } from './mail-readers.ts';
import type { SettingName, SettingReader } from './settings.ts';

const OUTBOX_SENDER: Sender = { name: 'Quietkey', address: 'quietkey@localhost.localdomain' };

/** How mail leaves the mailer: through an SMTP server, or into an outbox folder. */
type MailWay = { readonly smtp: SmtpSettings } | { readonly outbox: string };

export interface MailSettings {
  /** The way in which mail is sent; undefined: this process does not send mail. */
  readonly way: MailWay | undefined;
  readonly from: Sender;
  /** The absolute path of the mailer's private key file. */
  readonly keyFile: string | undefined;
  /** The server whose mail queue the mailer uses; undefined: the mailer uses the queue of the database. */
  readonly server: MailServer | undefined;
}

/**
 * Reads the mailer's settings.
 * @param folders the server's folders, in which neither the mailer's private key nor a readable mail may be
 */
export function readMailSettings(reader: SettingReader, folders: readonly string[]): MailSettings {
  const way = readWay(reader);
  const settings = {
    way,
    from: readFrom(reader, way),
    keyFile: reader.value('QUIETKEY_MAILER_KEY'),
    server: readServer(reader),
  };
  const outbox = way !== undefined && 'outbox' in way ? way.outbox : undefined;
  for (const [variable, path] of [
    ['QUIETKEY_MAIL_OUTBOX', outbox],
    ['QUIETKEY_MAILER_KEY', settings.keyFile],
  ] as const) {
    if (path !== undefined && folders.some((folder) => isInside(path, folder)))
      reader.fault(variable, "is in one of the server's folders", 'Use a place outside of them.');
  }
  return settings;
}

/** Whether a path is the folder itself, or inside the folder. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** Reads the address and the token of the mailer's server. Either both settings must be set, or neither. */
function readServer(reader: SettingReader): MailServer | undefined {
  const missing = (name: SettingName, { faults }: typeof NO_MAILER_SERVER): undefined => {
    if (!reader.isSet(name)) for (const { fault, remedy } of faults) reader.fault(name, fault, remedy);
  };
  if (!reader.isSet('QUIETKEY_MAILER_SERVER') && !reader.isSet('QUIETKEY_MAILER_TOKEN_FILE'))
    return undefined;
  const url = reader.value('QUIETKEY_MAILER_SERVER');
  if (url === undefined) return missing('QUIETKEY_MAILER_SERVER', NO_MAILER_SERVER);
  const token = reader.value('QUIETKEY_MAILER_TOKEN_FILE');
  if (token === undefined) return missing('QUIETKEY_MAILER_TOKEN_FILE', NO_MAILER_TOKEN);
  return hidden({ url, token });
}

function readWay(reader: SettingReader): MailWay | undefined {
  if (reader.isSet('QUIETKEY_SMTP_URL') && reader.isSet('QUIETKEY_MAIL_OUTBOX')) {
    reader.fault('QUIETKEY_MAIL_OUTBOX', 'and QUIETKEY_SMTP_URL are both set', 'Set one of them.');
    return undefined;
  }
  const outbox = reader.value('QUIETKEY_MAIL_OUTBOX');
  if (outbox !== undefined) return { outbox };
  const smtp = reader.value('QUIETKEY_SMTP_URL');
  return smtp && { smtp };
}

function readFrom(reader: SettingReader, way: MailWay | undefined): Sender {
  if (way !== undefined && 'smtp' in way && !reader.isSet('QUIETKEY_MAIL_FROM'))
    reader.fault('QUIETKEY_MAIL_FROM', 'is not set', 'Set the sender of the mails: Sonar <keys@example.com>');
  return reader.value('QUIETKEY_MAIL_FROM') ?? OUTBOX_SENDER;
}
