/**
 * The readers of the mailer's settings. Each reader turns a text into a value, or returns the fault of the text. A
 * password or a token is never shown in a log or in a fault. The rules between two settings are in `mail-settings.ts`.
 */

import { domainToASCII } from 'node:url';
import { inspect } from 'node:util';
import { requirePrivate } from '../../client-sdk/typescript/primitives/private-file.ts';
import { FileFault, readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { canonicalEmail } from '../domain/licensing/email.ts';
import type { Sender, SmtpSettings } from '../mail/carrier.ts';
import { remedyOfFile } from './file-remedy.ts';
import { faulty, type Reading } from './reading.ts';
import { LOOPBACK } from './setting-readers.ts';

/** The pattern of an operator token in a text, such as the output of `token create`. */
const TOKEN = /(?<![\w-])qkop_[\w-]{22}\.[\w-]{43}(?![\w-])/g;
const TOKEN_FILE = { bytesMax: 65_536, requires: requirePrivate };
const FORM = 'smtp://user:password@mail.example.com:587';
/** The default ports: submission (RFC 6409) and implicit TLS (RFC 8314). */
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;
/** The pattern of a mail's sender: `Sonar <keys@example.com>`, or the address alone. */
const FROM = /^(?:([^<>"\p{Cc}]{1,60}?) *<([^<>]+)>|([^<>]+))$/u;

export const NO_MAILER_SERVER = faulty(
  'is not the address of a server',
  'Use one such as https://licenses.example.com. Plain http is accepted on loopback only.',
);
const CREATE_TOKEN = 'Create a token for the file: quietkey token create mailer --scopes mail:send';
export const NO_MAILER_TOKEN = faulty(
  'does not name a file that has an operator token and that only its owner may read',
  CREATE_TOKEN,
);

/** Reads the URL of the server whose mail queue the mailer uses. The result has no slash at the end. */
export function readMailerServer(text: string): Reading<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url === undefined || !isSafe || url.search !== '' || url.hash !== '' || url.username !== '')
    return NO_MAILER_SERVER;
  return { value: url.href.replace(/\/+$/, '') };
}

/**
 * Reads the mailer's token from a file, which may have the whole output of `quietkey token create`. The token is not in
 * the environment itself, because many tools show the environment.
 */
export function readMailerToken(path: string): Reading<string> {
  try {
    const [token, ...others] = new Set(readSmallFile(path, TOKEN_FILE).toString('utf8').match(TOKEN));
    if (token !== undefined && others.length === 0) return { value: token };
    return faulty(
      `names ${path}, which holds ${token === undefined ? 'no' : 'more than one'} operator token`,
      CREATE_TOKEN,
    );
  } catch (error) {
    if (error instanceof FileFault)
      return faulty(`names ${path}, which ${error.clause}`, remedyOfFile(error));
    throw error;
  }
}

export function readSmtp(text: string): Reading<SmtpSettings> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const { protocol = '', hostname = '', port = '', username = '', password = '' } = url ?? {};
  const fault = faulty('is not the address of a mail server', `Use one such as ${FORM}`);
  if ((protocol !== 'smtp:' && protocol !== 'smtps:') || hostname === '') return fault;
  const login = decoded(username, password);
  if (login === undefined || !/^\/?$/.test(url?.pathname ?? '') || url?.search !== '') return fault;
  return {
    value: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? PORTS[protocol] : Number(port),
      implicitTls: protocol === 'smtps:',
      isLocal: LOOPBACK.test(hostname),
      login: username === '' ? undefined : hidden(login),
    },
  };
}

function decoded(user: string, pass: string): { user: string; pass: string } | undefined {
  try {
    return { user: decodeURIComponent(user), pass: decodeURIComponent(pass) };
  } catch {
    return undefined;
  }
}

/**
 * Hides the members of an object. In JSON and in an inspection, and therefore also in a log, the object is shown as
 * `[login]`.
 */
export function hidden<Login extends object>(login: Login): Login {
  const shown = () => '[login]';
  return Object.defineProperties(login, { toJSON: { value: shown }, [inspect.custom]: { value: shown } });
}

export function readSender(text: string): Reading<Sender> {
  const [, name = '', bracketed, bare] = FROM.exec(text) ?? [];
  const read = canonicalEmail(bracketed ?? bare ?? '', domainToASCII);
  if (read.ok) return { value: { name: name.trim(), address: read.email } };
  return faulty('is not a sender', 'Use an address, or a name and an address: Sonar <keys@example.com>');
}
