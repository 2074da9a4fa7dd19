/**
 * Sends a message: to a mail server by SMTP or, for development, to a folder. Guarantees one recipient for each message,
 * an encrypted connection to any server that is not on this machine, and a time limit for each attempt. Leaves to
 * `mailer.ts` when an attempt is made.
 */

import { createTransport } from 'nodemailer';
import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import { canonicalEmail } from '../domain/licensing/email.ts';
import type { Message } from './compose.ts';

/** Shorter than the pause before a mail is given out again. */
const ATTEMPT_MILLISECONDS = 60_000;
const SILENCE_MILLISECONDS = 20_000;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const NAME_BYTES = 9;
/** Replies that mean that the recipient does not exist; a retry would get the same reply. */
const NO_RECIPIENT: ReadonlySet<number> = new Set([550, 551, 553, 556]);

interface Letterhead {
  /** One canonical address. */
  readonly to: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** `refused`: the recipient does not exist. `failed`: not now; a code that contains no address. */
export type Carried = 'delivered' | 'refused' | { readonly failed: string };

export interface Carrier {
  carry(message: Message, letterhead: Letterhead): Promise<Carried>;
  close(): void;
}

/** Where and as whom mail is sent. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS is required. */
  readonly implicitTls: boolean;
  /** On this machine nothing need be encrypted. */
  readonly isLocal: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** @param options.silenceMilliseconds how long a server may stay silent */
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
      if (!isOneAddress(letterhead.to)) return 'refused';
      try {
        await withinTime(transport.sendMail(mailOf(message, letterhead, from)));
        return 'delivered';
      } catch (error) {
        if (isNoRecipient(error)) return 'refused';
        return { failed: codeOf(error) };
      }
    },
    close: () => transport.close(),
  };
}

/** Each message as a file `.eml` (0600), whole or absent. */
export function openOutbox(folder: string, from: Sender): Carrier {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    carry: async (message, letterhead) => {
      if (!isOneAddress(letterhead.to)) return 'refused';
      const { message: bytes } = await transport.sendMail(mailOf(message, letterhead, from));
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
      const path = join(folder, `${randomBytes(NAME_BYTES).toString('hex')}.eml`);
      await writeFile(`${path}.partial`, bytes as Buffer, { mode: PRIVATE_FILE });
      await rename(`${path}.partial`, path);
      return 'delivered';
    },
    close: () => transport.close(),
  };
}

/** The library would read a comma in an address as two. */
function isOneAddress(address: string): boolean {
  const read = canonicalEmail(address, domainToASCII);
  return read.ok && read.email === address;
}

function mailOf({ subject, text, html }: Message, { to, headers = {} }: Letterhead, from: Sender) {
  return {
    from: { ...from },
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
  };
}

/** An attempt that timed out may still succeed: then the mail is sent twice, never lost. */
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

function isNoRecipient(error: unknown): boolean {
  const { code, responseCode, command } = error as {
    code?: unknown;
    responseCode?: unknown;
    command?: unknown;
  };
  return code === 'EENVELOPE' && command === 'RCPT TO' && NO_RECIPIENT.has(Number(responseCode));
}

/** Codes only: the text of a mail server's reply often repeats the address. */
function codeOf(error: unknown): string {
  const { code, responseCode, message } = error as {
    code?: unknown;
    responseCode?: unknown;
    message?: unknown;
  };
  const parts = [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number');
  if (parts.length > 0) return parts.join(' ');
  return message === 'too slow' ? message : 'unknown';
}
