/**
 * What the environment says of mail: by which server or into which folder it goes, under whose name, and where the
 * mailer's private key is. Only the mailer uses it. A password shows itself neither in a log nor in a message.
 */

import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import { inspect } from 'node:util';
import { canonicalEmail } from '../domain/licensing/email.ts';
import type { MailServer } from '../mail/queue.ts';
import type { Sender, SmtpSettings } from '../mail/carrier.ts';

export const MAIL_VARIABLES = [
  'QUIETKEY_SMTP_URL',
  'QUIETKEY_MAIL_OUTBOX',
  'QUIETKEY_MAIL_FROM',
  'QUIETKEY_MAILER_KEY',
  'QUIETKEY_MAILER_SERVER',
  'QUIETKEY_MAILER_TOKEN_FILE',
] as const;

const TOKEN = /^qkop_[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/;
const OTHERS = 0o077;
const FORM = 'smtp://user:password@mail.example.com:587';
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** Of submission (RFC 6409) and of implicit TLS (RFC 8314). */
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;
/** `Sonar <keys@example.com>`, or the address alone. */
const FROM = /^(?:([^<>"\p{Cc}]{1,60}?) *<([^<>]+)>|([^<>]+))$/u;
const OUTBOX_SENDER: Sender = { name: 'Quietkey', address: 'quietkey@localhost.localdomain' };

/** Where mail goes. */
type MailWay = { readonly smtp: SmtpSettings } | { readonly outbox: string };

export interface MailSettings {
  /** Undefined: mail is not sent from here. */
  readonly way: MailWay | undefined;
  readonly from: Sender;
  /** The file of the private key, absolute. */
  readonly keyFile: string | undefined;
  /** Whose queue it is; undefined: that of the database. */
  readonly server: MailServer | undefined;
}

interface Reader {
  readonly get: (variable: (typeof MAIL_VARIABLES)[number]) => string | undefined;
  readonly fault: (variable: string, message: string, remedy: string) => void;
}

/** @param folders that hold what the server has: neither the private key nor a readable mail may be there */
export function readMailSettings(reader: Reader, folders: readonly string[]): MailSettings {
  const way = readWay(reader);
  const keyFile = reader.get('QUIETKEY_MAILER_KEY');
  const settings = {
    way,
    from: readFrom(reader, way),
    keyFile: keyFile === undefined ? undefined : resolve(keyFile),
    server: readServer(reader),
  };
  const outbox = way !== undefined && 'outbox' in way ? way.outbox : undefined;
  for (const [variable, path] of [
    ['QUIETKEY_MAIL_OUTBOX', outbox],
    ['QUIETKEY_MAILER_KEY', settings.keyFile],
  ] as const) {
    if (path !== undefined && folders.some((folder) => isInside(path, folder)))
      reader.fault(variable, "is in one of the server's folders", 'Name a place outside of it.');
  }
  return settings;
}

/** The token is in a file, as a secret is: an environment is shown by many tools. */
function readServer({ get, fault }: Reader): MailServer | undefined {
  const [text, path] = [get('QUIETKEY_MAILER_SERVER'), get('QUIETKEY_MAILER_TOKEN_FILE')];
  if (text === undefined && path === undefined) return undefined;
  const url = URL.canParse(text ?? '') ? new URL(text ?? '') : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url === undefined || !isSafe || url.search !== '' || url.hash !== '' || url.username !== '') {
    const remedy = 'Use one such as https://licenses.example.com; plain http is for loopback only.';
    fault('QUIETKEY_MAILER_SERVER', 'is not the address of a server', remedy);
    return undefined;
  }
  const token = readToken(path);
  if (token !== undefined) return hidden({ url: url.href.replace(/\/+$/, ''), token });
  const remedy = 'Put one there: quietkey token create mailer --scopes mail:send';
  fault('QUIETKEY_MAILER_TOKEN_FILE', 'names no file with an operator token, for its owner alone', remedy);
  return undefined;
}

function readToken(path: string | undefined): string | undefined {
  try {
    const file = path ?? '';
    if (process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0) return undefined;
    const text = readFileSync(file, 'utf8').trim();
    return TOKEN.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a path is a folder or in it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

function readWay({ get, fault }: Reader): MailWay | undefined {
  const [smtp, outbox] = [get('QUIETKEY_SMTP_URL'), get('QUIETKEY_MAIL_OUTBOX')];
  if (smtp !== undefined && outbox !== undefined) {
    fault('QUIETKEY_MAIL_OUTBOX', 'and QUIETKEY_SMTP_URL are both set', 'Set one of them.');
    return undefined;
  }
  if (outbox !== undefined) return { outbox: resolve(outbox) };
  if (smtp === undefined) return undefined;
  const settings = readSmtp(smtp);
  if (settings !== undefined) return { smtp: settings };
  fault('QUIETKEY_SMTP_URL', 'is not the address of a mail server', `Use one such as ${FORM}`);
  return undefined;
}

function readSmtp(text: string): SmtpSettings | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const { protocol = '', hostname = '', port = '', username = '', password = '' } = url ?? {};
  if ((protocol !== 'smtp:' && protocol !== 'smtps:') || hostname === '') return undefined;
  const login = decoded(username, password);
  if (login === undefined || !/^\/?$/.test(url?.pathname ?? '') || url?.search !== '') return undefined;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? PORTS[protocol] : Number(port),
    implicitTls: protocol === 'smtps:',
    isLocal: LOOPBACK.test(hostname),
    login: username === '' ? undefined : hidden(login),
  };
}

function decoded(user: string, pass: string): { user: string; pass: string } | undefined {
  try {
    return { user: decodeURIComponent(user), pass: decodeURIComponent(pass) };
  } catch {
    return undefined;
  }
}

/** Shown, it is only its name. */
function hidden<Login extends object>(login: Login): Login {
  const shown = () => '[login]';
  return Object.defineProperties(login, { toJSON: { value: shown }, [inspect.custom]: { value: shown } });
}

function readFrom({ get, fault }: Reader, way: MailWay | undefined): Sender {
  const text = get('QUIETKEY_MAIL_FROM');
  if (text === undefined) {
    if (way !== undefined && 'smtp' in way)
      fault(
        'QUIETKEY_MAIL_FROM',
        'is not set',
        'Set the address that mail comes from: Sonar <keys@example.com>',
      );
    return OUTBOX_SENDER;
  }
  const [, name = '', bracketed, bare] = FROM.exec(text) ?? [];
  const read = canonicalEmail(bracketed ?? bare ?? '', domainToASCII);
  if (read.ok) return { name: name.trim(), address: read.email };
  fault(
    'QUIETKEY_MAIL_FROM',
    'is not a sender',
    'Use an address, or a name and one: Sonar <keys@example.com>',
  );
  return OUTBOX_SENDER;
}
