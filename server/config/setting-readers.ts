/**
 * The readers of the server's settings. Each reader turns a text into a value, or returns the fault of the text. The
 * rules between two settings are in `config.ts`.
 */

import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { purposeFault, PURPOSE_FORM } from '../domain/kernel/purpose.ts';
import { faulty, type Fault, type Reading } from './reading.ts';

const PORT_MAX = 65_535;
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export const SITE_NAME_CHARACTERS_MAX = 60;
/**
 * The pattern of the site's name: one line of visible characters. Joiners (U+200C, U+200D) are allowed, because some
 * scripts need them.
 */
const SITE_NAME = new RegExp(
  `^(?:[^\\p{C}\\p{Zl}\\p{Zp}]|[\\u200c\\u200d]){1,${SITE_NAME_CHARACTERS_MAX}}$`,
  'u',
);
/** The pattern of a loopback host: requests to a URL with such a host do not leave this machine. */
export const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

export type LogLevel = (typeof LOG_LEVELS)[number];

export function readText(text: string): Reading<string> {
  return { value: text };
}

/** Reads the purpose of a look. */
export function readLookPurpose(text: string): Reading<string> {
  const fault = purposeFault(text);
  return fault === undefined ? { value: text } : faulty(fault, `Write one of ${PURPOSE_FORM}.`);
}

/** Reads a path and makes it absolute. */
export function readPath(text: string): Reading<string> {
  return { value: resolve(text) };
}

export function readPort(text: string): Reading<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : PORT_MAX + 1;
  if (port <= PORT_MAX) return { value: port };
  return faulty('is not a port', `Use a number from 0 (a free port) to ${PORT_MAX}.`);
}

/** Reads the public URL of the server. The result has no slash at the end. */
export function readUrl(text: string): Reading<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === 'http:';
  if (url === undefined || !(isPlain || url.protocol === 'https:') || url.username || url.search || url.hash)
    return faulty('is not a web address', 'Use one such as https://licenses.example.com');
  if (isPlain && !LOOPBACK.test(url.hostname))
    return faulty(
      'is plain http',
      'Use https, since license keys are sent over it. Plain http is accepted on loopback only.',
    );
  if (url.pathname !== '/')
    return faulty('has a path', 'Use a host without a path: the portal needs the root of the host.');
  return { value: url.href.replace(/\/+$/, '') };
}

export function readSiteName(text: string): Reading<string> {
  const name = text.normalize('NFC');
  if (SITE_NAME.test(name)) return { value: name };
  return faulty('is not a name', `Use up to ${SITE_NAME_CHARACTERS_MAX} characters on one line.`);
}

/** Reads the trusted proxies: addresses and networks, separated by commas. */
export function readProxies(text: string): Reading<string[]> {
  const proxies = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const faults = proxies.flatMap((proxy, index): Fault[] =>
    isNetwork(proxy)
      ? []
      : [
          {
            fault: `has no address or network at position ${index + 1}`,
            remedy: 'Use addresses or CIDR networks, separated by commas, such as 10.0.0.7, 192.0.2.0/24.',
          },
        ],
  );
  return faults.length > 0 ? { faults } : { value: proxies };
}

function isNetwork(text: string): boolean {
  const [address = ''] = text.split('/');
  // Node decides whether a text is an address, because the library also accepts octal, hexadecimal and short forms of
  // IPv4.
  return isIP(address) !== 0 && (address === text || ipaddr.isValidCIDR(text));
}

export function readLogLevel(text: string): Reading<LogLevel> {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level !== undefined) return { value: level };
  return faulty('is not a level', `Use one of: ${LOG_LEVELS.join(', ')}.`);
}
