/**
 * The faults of networks, as a table: what a server or a proxy does, and what a call of the SDK must then say. Each
 * listens on a port of its own, so all can be met at once.
 */

import type { ErrorCode, NetworkCause } from '../../../client-sdk/typescript/index.ts';
import {
  CLOSE,
  drip,
  HTML,
  json,
  JSON_TYPE,
  LOGIN,
  NOTHING,
  onceAsked,
  onceSpoken,
  page,
  pour,
  problem,
  raw,
  refuses,
  RESET,
  response,
  answers,
  tunnel,
  type Act,
} from './fault-acts.ts';
import type { CertificateName } from './certificates.ts';

export interface Listener {
  /** The certificate of the listener; without one it does not speak TLS. */
  certificate?: CertificateName;
  /** Whether its address says that it speaks TLS, although it does not. */
  isMisnamed?: true;
  act: Act;
}

export interface Fault {
  readonly title: string;
  readonly code: ErrorCode;
  readonly networkCause: NetworkCause;
  /** A server, or an address without a server; by default a server that answers every request. */
  readonly server?: Listener | string;
  /** A proxy, or an address without a proxy; absent: the client connects to the server directly. */
  readonly proxy?: Listener | string;
  /** The call ends by its timeout. */
  readonly hangs?: true;
}

const tls = (act: Act, certificate: CertificateName = 'good'): { server: Listener } => ({
  server: { certificate, act },
});
const through = (act: Act, rest: Partial<Fault> = {}): Pick<Fault, 'proxy' | 'server'> => ({
  proxy: { act },
  ...rest,
});
const ANSWER = json('200 OK', {});

type Row = readonly [title: string, code: ErrorCode, place: Partial<Fault>];
const faults = (networkCause: NetworkCause, rows: readonly Row[]): Fault[] =>
  rows.map(([title, code, place]) => ({ title, code, networkCause, ...place }));

const OFFLINE = faults('offline', [
  ['a name that is not found', 'no_network', { server: 'https://license.invalid' }],
  ['silence before TLS', 'no_network', { server: { act: NOTHING }, hangs: true }],
  ['silence in the middle of TLS', 'no_network', { server: { act: onceSpoken(NOTHING) }, hangs: true }],
  ['silence after the request', 'no_network', { ...tls(onceAsked(NOTHING)), hangs: true }],
  [
    'silence in the middle of the headers',
    'no_network',
    { ...tls(raw(`HTTP/1.1 200 OK\r\n${JSON_TYPE}`, NOTHING)), hangs: true },
  ],
]);

const CUT = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"lease":';
const CHUNKED = `HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n`;
const SERVER = faults('server', [
  ['a refused connection', 'no_network', { server: 'https://127.0.0.1:2' }],
  ['a connection that is closed at once', 'no_network', { server: { act: CLOSE } }],
  ['a connection that is reset at once', 'no_network', { server: { act: RESET } }],
  ['a connection that is closed within TLS', 'no_network', { server: { act: onceSpoken(CLOSE) } }],
  ['a connection that is reset within TLS', 'no_network', { server: { act: onceSpoken(RESET) } }],
  ['a connection that is closed after TLS', 'no_network', tls(CLOSE)],
  ['a connection that is closed after the request', 'no_network', tls(onceAsked(CLOSE))],
  ['a connection that is reset after the request', 'no_network', tls(onceAsked(RESET))],
  ['half of a status line', 'no_network', tls(raw('HTTP/1.'))],
  ['half of the headers', 'no_network', tls(raw('HTTP/1.1 200 OK\r\ncontent-ty'))],
  ['half of a body', 'no_network', tls(raw(CUT))],
  ['half of a body, and a reset', 'no_network', tls(raw(CUT, RESET))],
  ['half of a body, and silence', 'no_network', { ...tls(raw(CUT, NOTHING)), hangs: true }],
  ['headers, and silence', 'no_network', { ...tls(raw(CHUNKED, NOTHING)), hangs: true }],
  ['half of a chunk', 'no_network', tls(raw(`${CHUNKED}40\r\n{"lease":`))],
  ['one byte at a time', 'no_network', { ...tls(drip(CHUNKED.replace(/transfer.*\r\n/, ''))), hangs: true }],
  [
    'a length that is too small',
    'answer_untrusted',
    tls(
      raw(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\ncontent-length: 5\r\nconnection: close\r\n\r\n{"lease":"x"}`),
    ),
  ],
  ['an empty answer', 'answer_untrusted', tls(onceAsked(answers(response('200 OK', [JSON_TYPE]))))],
  [
    'a page that says that it is JSON',
    'answer_untrusted',
    tls(onceAsked(answers(response('200 OK', [JSON_TYPE], LOGIN)))),
  ],
  ['an answer without signature', 'answer_untrusted', tls(json('200 OK', { lease: 'x', status: 'revoked' }))],
  ['status 500 with a page', 'server_trouble', tls(page('500 Error'))],
  ['status 502 with a page', 'server_trouble', tls(page('502 Bad Gateway'))],
  ['status 504 with a page', 'server_trouble', tls(page('504 Timeout'))],
  ['status 503 and a day to wait', 'server_trouble', tls(page('503 Maintenance', 'retry-after: 86400'))],
  [
    'status 503 and a date to wait for',
    'server_trouble',
    tls(
      page(
        '503 Maintenance',
        'date: Mon, 02 Mar 2026 12:00:00 GMT',
        'retry-after: Tue, 03 Mar 2026 12:00:00 GMT',
      ),
    ),
  ],
  ['status 429 and an hour to wait', 'server_trouble', tls(page('429 Too Many', 'retry-after: 3600'))],
  ['status 404 as JSON', 'server_trouble', tls(problem(404, 'not_found'))],
  ['a proxy that connects, and closes', 'no_network', through(tunnel(CLOSE))],
  ['a proxy that connects, and resets', 'no_network', through(tunnel(RESET))],
  ['status 503 behind a proxy', 'server_trouble', through(tunnel(), tls(page('503 No')))],
]);

const REFUSED = faults('refused', [
  ['a revoked license', 'license_refused', tls(problem(403, 'license_revoked'))],
  ['taken seats', 'license_refused', tls(problem(409, 'seats_taken'))],
  [
    'a revoked license behind a proxy',
    'license_refused',
    through(tunnel(), tls(problem(403, 'license_revoked'))),
  ],
]);

const INTERCEPTED = 'proxy_or_captive_portal';
const PORTAL = 'location: http://portal.example/login';
const CAPTIVE_PORTAL = faults('captive-portal', [
  ['a redirect to a log-in page', INTERCEPTED, tls(page('302 Found', PORTAL))],
  ['a redirect that keeps the method', INTERCEPTED, tls(page('307 Temporary', PORTAL))],
  ['a redirect without an address', INTERCEPTED, tls(page('302 Found'))],
  ['a log-in page with status 200', INTERCEPTED, tls(page('200 OK'))],
  ['a log-in page with status 511', INTERCEPTED, tls(page('511 Network Authentication Required'))],
  ['a page with status 403', INTERCEPTED, tls(page('403 Forbidden'))],
  ['a page with status 404', INTERCEPTED, tls(page('404 Not Found'))],
  [
    'an answer without content',
    INTERCEPTED,
    tls(onceAsked(answers('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n'))),
  ],
  ['an answer that is not HTTP', INTERCEPTED, tls(onceAsked(answers('SSH-2.0-OpenSSH_9.2\r\n\r\n')))],
  [
    'a body of 10 MB',
    INTERCEPTED,
    tls(onceAsked(answers(response('200 OK', [JSON_TYPE], `"${'x'.repeat(1e7)}"`)))),
  ],
  [
    'a body without end',
    INTERCEPTED,
    tls(pour(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\n\r\n`, 'x'.repeat(65_536))),
  ],
]);

const TLS_INSPECTION = faults('tls-inspection', [
  ['a certificate of an unknown authority', INTERCEPTED, tls(ANSWER, 'unknown')],
  ['a certificate that has expired', INTERCEPTED, tls(ANSWER, 'expired')],
  ['a certificate that is not valid yet', INTERCEPTED, tls(ANSWER, 'early')],
  ['a certificate for another name', INTERCEPTED, tls(ANSWER, 'otherName')],
  ['a certificate that signs itself', INTERCEPTED, tls(ANSWER, 'selfSigned')],
  [
    'plain HTTP on the port',
    INTERCEPTED,
    { server: { act: onceSpoken(answers(response('400 Bad Request', [HTML], LOGIN))) } },
  ],
  [
    'something that is not TLS',
    INTERCEPTED,
    { server: { act: onceSpoken(answers('220 mail.example ESMTP\r\n')) } },
  ],
  [
    'a server that refuses TLS',
    INTERCEPTED,
    { server: { act: onceSpoken(answers(Buffer.from([21, 3, 3, 0, 2, 2, 40]))) } },
  ],
  ['a proxy that inspects', INTERCEPTED, through(tunnel(), tls(ANSWER, 'unknown'))],
  [
    'a proxy that leads to plain HTTP',
    INTERCEPTED,
    through(tunnel(onceSpoken(answers(response('200 OK', [HTML], LOGIN))))),
  ],
]);

const PROXY = faults('proxy', [
  [
    'status 407 from the server',
    INTERCEPTED,
    tls(page('407 Proxy Authentication Required', 'proxy-authenticate: Basic')),
  ],
  ['a proxy that is off', INTERCEPTED, { proxy: 'http://127.0.0.1:2' }],
  ['a proxy whose name is not found', INTERCEPTED, { proxy: 'http://proxy.invalid:8080' }],
  ['a proxy that closes at once', INTERCEPTED, through(CLOSE)],
  ['a proxy that resets at once', INTERCEPTED, through(RESET)],
  ['a proxy that resets when asked', INTERCEPTED, through(onceSpoken(RESET))],
  ['a proxy that does not answer', 'no_network', { ...through(NOTHING), hangs: true }],
  ['a proxy that connects, and is silent', 'no_network', { ...through(tunnel(NOTHING)), hangs: true }],
  [
    'a proxy that wants a password',
    INTERCEPTED,
    through(refuses('407 Proxy Authentication Required', 'proxy-authenticate: Basic')),
  ],
  ['a proxy that forbids', INTERCEPTED, through(refuses('403 Forbidden'))],
  ['a proxy that does not connect', INTERCEPTED, through(refuses('502 Bad Gateway'))],
  ['a proxy that is busy', INTERCEPTED, through(refuses('503 Busy', 'retry-after: 1'))],
  ['a proxy that waited too long', INTERCEPTED, through(refuses('504 Timeout'))],
  ['a proxy that leads to a log-in page', INTERCEPTED, through(refuses('302 Found', PORTAL))],
  [
    'a proxy that speaks something else',
    INTERCEPTED,
    through(onceSpoken(answers('SSH-2.0-OpenSSH_9.2\r\n\r\n'))),
  ],
  ['half of an answer of a proxy', INTERCEPTED, through(onceSpoken(answers('HTTP/1.1 200 Conn')))],
  ['a proxy with an unknown certificate', INTERCEPTED, { proxy: { certificate: 'unknown', act: tunnel() } }],
  ['a proxy that should speak TLS', INTERCEPTED, { proxy: { isMisnamed: true, act: tunnel() } }],
]);

export const FAULTS: readonly Fault[] = [
  ...OFFLINE,
  ...SERVER,
  ...REFUSED,
  ...CAPTIVE_PORTAL,
  ...TLS_INSPECTION,
  ...PROXY,
];
