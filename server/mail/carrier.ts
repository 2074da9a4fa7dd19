/**
 * Sends a message: to a mail server by SMTP or, for development, to a folder. Each message has exactly one recipient.
 * The connection to any server that is not on this machine is encrypted. Each attempt has a time limit. `mailer.ts`
 * decides when an attempt is made, and `smtp-answer.ts` decides what a server's answer means.
 */

import { createTransport } from 'nodemailer';
import { createHash, randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import type { Id } from '../domain/kernel/ports.ts';
import { canonicalEmail } from '../domain/licensing/email.ts';
import type { Message } from './compose.ts';
import { answerOf, type SmtpAnswer } from './smtp-answer.ts';

/**
 * The time limit of one attempt to send a mail. It is shorter than the time after which the queue hands out the mail
 * again.
 */
const ATTEMPT_MILLISECONDS = 60_000;
const SILENCE_MILLISECONDS = 20_000;
const PRIVATE_FILE = 0o600;
const NAME_BYTES = 9;
const MESSAGE_ID_CHARACTERS = 32;

interface Letterhead {
  /** The recipient of the mail: one canonical address. */
  readonly to: string;
  /**
   * The id of the mail, equal in every attempt. If the server's answer is lost and the mail is sent again, the mailbox
   * can drop the duplicate.
   */
  readonly mail: Id;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * The result of an attempt to send a mail. `unaddressable`: the recipient is not exactly one address. `failed`: error
 * codes, which contain no address. `answer`: the mail server's answer, if the server gave one.
 */
export type Carried =
  'delivered' | 'unaddressable' | { readonly failed: string; readonly answer?: SmtpAnswer | undefined };

export interface Carrier {
  carry(message: Message, letterhead: Letterhead): Promise<Carried>;
  close(): void;
}

/** The mail server to which mail is sent, and the account that sends it. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** Whether the connection uses TLS from the first byte. Otherwise STARTTLS is required. */
  readonly implicitTls: boolean;
  /** Whether the mail server runs on this machine. The connection then need not be encrypted. */
  readonly isLocal: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

export interface Sender {
  readonly name: string;
  readonly address: string;
}

/**
 * Opens a carrier that sends mail by SMTP.
 * @param options.silenceMilliseconds how long a mail server may stay silent
 */
export function openSmtp(
  { host, port, implicitTls, isLocal, login }: SmtpSettings,
  from: Sender,
  { silenceMilliseconds = SILENCE_MILLISECONDS } = {},
): Carrier {
  const transport = createTransport({
    host,
    port,
    secure: implicitTls,
    requireTLS: !implicitTls && !isLocal,
    ignoreTLS: !implicitTls && isLocal,
    auth: login,
    connectionTimeout: silenceMilliseconds,
    greetingTimeout: silenceMilliseconds,
    socketTimeout: silenceMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    carry: async (message, letterhead) => {
      if (!isOneAddress(letterhead.to)) return 'unaddressable';
      try {
        await withinTime(transport.sendMail(mailOf(message, letterhead, from)));
        return 'delivered';
      } catch (error) {
        const answer = answerOf(error);
        return { failed: codesOf(error, answer), answer };
      }
    },
    close: () => transport.close(),
  };
}

/**
 * Opens a carrier that writes each message to a folder, as a file `.eml` (0600). A file is either complete or absent.
 * @param makeFolder creates the folder if it is absent
 */
export function openOutbox(folder: string, from: Sender, makeFolder: (path: string) => void): Carrier {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    carry: async (message, letterhead) => {
      if (!isOneAddress(letterhead.to)) return 'unaddressable';
      const { message: bytes } = await transport.sendMail(mailOf(message, letterhead, from));
      makeFolder(folder);
      const path = join(folder, `${randomBytes(NAME_BYTES).toString('hex')}.eml`);
      await writeFile(`${path}.partial`, bytes as Buffer, { mode: PRIVATE_FILE });
      await rename(`${path}.partial`, path);
      return 'delivered';
    },
    close: () => transport.close(),
  };
}

/** Whether a recipient is exactly one address. The mail library would read an address with a comma as two addresses. */
function isOneAddress(address: string): boolean {
  const read = canonicalEmail(address, domainToASCII);
  return read.ok && read.email === address;
}

function mailOf({ subject, text, html }: Message, { to, mail, headers = {} }: Letterhead, from: Sender) {
  return {
    from: { ...from },
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    messageId: `<${messageIdOf(mail)}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
  };
}

/** The Message-ID of a mail: a hash, so that the id in the queue is not disclosed. */
function messageIdOf(mail: Id): string {
  return createHash('sha256')
    .update(`quietkey message id ${mail}`)
    .digest('hex')
    .slice(0, MESSAGE_ID_CHARACTERS);
}

/**
 * Limits the time of an attempt to send a mail. An attempt that timed out may still succeed; the mail is then sent
 * twice, but never lost.
 */
async function withinTime(attempt: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), ATTEMPT_MILLISECONDS);
  });
  try {
    await Promise.race([attempt, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** Describes a failed attempt by codes only, because the text of a mail server's reply often repeats the address. */
function codesOf(error: unknown, answer: SmtpAnswer | undefined): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const parts = [code, answer?.code, answer?.enhanced].filter(
    (part) => typeof part === 'number' || (typeof part === 'string' && part !== ''),
  );
  if (parts.length > 0) return parts.join(' ');
  return message === 'too slow' ? message : 'unknown';
}
