/**
 * A mail server on this machine that accepts mail, and can be configured to refuse it.
 */

import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { SmtpSettings } from '../../server/mail/carrier.ts';

export interface Delivered {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as received. */
  readonly raw: string;
}

export interface PostOffice {
  readonly port: number;
  readonly delivered: Delivered[];
  readonly settings: SmtpSettings;
  close(): Promise<void>;
}

/** An answer that a mail server gives, with its code, and its enhanced status if it gives one. */
export function smtpError(responseCode: number, enhanced = ''): Error {
  return Object.assign(new Error(`${enhanced} as the test asked`.trimStart()), { responseCode });
}

export async function openPostOffice(options: SMTPServerOptions = {}, port = 0): Promise<PostOffice> {
  const delivered: Delivered[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      let raw = '';
      stream.setEncoding('utf8');
      stream.on('data', (part: string) => (raw += part));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        delivered.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
    ...options,
  });
  // a connection that a client breaks is not a fault of the server
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const listening = (server.server.address() as AddressInfo).port;
  return {
    port: listening,
    delivered,
    settings: { host: '127.0.0.1', port: listening, implicitTls: false, isLocal: true, login: undefined },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The text part of a message, decoded. */
export function textOf(raw: string): string {
  return partOf(raw, 'text/plain');
}

export function htmlOf(raw: string): string {
  return partOf(raw, 'text/html');
}

/** The code that a mail asks its reader to enter. It stands on a line of its own: a random link may contain such a text. */
export function codeIn(text = ''): string {
  return /^ *([0-9A-Z]{4}-[0-9A-Z]{4})$/m.exec(text)?.[1] ?? '';
}

function partOf(raw: string, type: string): string {
  const part =
    raw
      .split(/\r?\n--[^\r\n]+\r?\n?/)
      .find((part) => part.toLowerCase().startsWith(`content-type: ${type}`)) ?? '';
  const [head = '', ...body] = part.split(/\r?\n\r?\n/);
  const text = body.join('\n\n');
  if (/encoding: base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8');
  if (!/encoding: quoted-printable/i.test(head)) return text;
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
