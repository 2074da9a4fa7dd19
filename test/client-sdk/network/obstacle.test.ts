/**
 * The errors of each runtime's `fetch`, as they were seen with Node.js 20 and 24, Bun 1.4.5 and Deno 2.9.6, and as
 * Chromium's list and Electron's source have them: what keeps a request away is named and not tried again.
 */

import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch, NetworkCause } from '../../../client-sdk/typescript/index.ts';
import { causeOfFailure, findObstacle } from '../../../client-sdk/typescript/network/obstacle.ts';
import { makeIssuer } from '../support/issuer.ts';
import { LICENSE_KEY, errorOf, makeMachine } from '../support/machine.ts';

/** How a runtime throws: the error of `fetch` for a code and a message. */
type Thrown = (code: string, message?: string) => unknown;

const coded = (code: string, message = code): Error => Object.assign(new Error(message), code && { code });
const node: Thrown = (code, message) => new TypeError('fetch failed', { cause: coded(code, message) });
const nested: Thrown = (code, message) =>
  new TypeError('fetch failed', {
    cause: new DOMException('Request was cancelled.', { cause: coded(code, message) } as never),
  });
const several: Thrown = (code, message) =>
  new TypeError('fetch failed', { cause: new AggregateError([coded('ECONNREFUSED'), coded(code, message)]) });
const bun: Thrown = (code, message) => Object.assign(new TypeError(message ?? code), { code });
const electron: Thrown = (code, message) => new Error(message ?? `net::${code}`);
const deno: Thrown = (_code, message) =>
  new TypeError('fetch failed', {
    cause: new Error(
      `error sending request for url (https://license.example/): client error (Connect): ${message}`,
    ),
  });
const named: Thrown = (name, message) => Object.assign(new Error(message), { name });

const CERTIFICATE = 'The secure connection was not made with the server.';
const PROXY = 'The proxy did not connect the app with the license server.';
const REDIRECT = 'Something between the app and the license server answered with a redirect.';
const BLOCKED = 'The connection to the license server was blocked on this computer or in its network.';
const OTHER = 'Something that is not the license server answered.';

const CAUSES: Readonly<Record<string, NetworkCause>> = {
  [CERTIFICATE]: 'tls-inspection',
  [PROXY]: 'proxy',
  [REDIRECT]: 'captive-portal',
  [BLOCKED]: 'offline',
  [OTHER]: 'captive-portal',
};

/** Every X.509 error of Node's document, which Bun has too. */
const X509 = `UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_DECRYPT_CRL_SIGNATURE
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE CERT_NOT_YET_VALID CERT_HAS_EXPIRED
  CRL_NOT_YET_VALID CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD ERROR_IN_CERT_NOT_AFTER_FIELD
  ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG CERT_REVOKED INVALID_CA
  PATH_LENGTH_EXCEEDED INVALID_PURPOSE CERT_UNTRUSTED CERT_REJECTED HOSTNAME_MISMATCH UNSPECIFIED`;
const TLS = `${X509} ERR_TLS_CERT_ALTNAME_INVALID ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION
  ERR_OSSL_EVP_UNSUPPORTED EPROTO UND_ERR_PRX_TLS`;

/** The errors of a request in Chromium's net/base/net_error_list.h, each with the expected obstacle. */
const CHROMIUM: readonly [string | undefined, string][] = [
  [
    CERTIFICATE,
    `ERR_CERT_COMMON_NAME_INVALID ERR_CERT_DATE_INVALID ERR_CERT_AUTHORITY_INVALID ERR_CERT_CONTAINS_ERRORS
     ERR_CERT_NO_REVOCATION_MECHANISM ERR_CERT_UNABLE_TO_CHECK_REVOCATION ERR_CERT_REVOKED ERR_CERT_INVALID
     ERR_CERT_WEAK_SIGNATURE_ALGORITHM ERR_CERT_NON_UNIQUE_NAME ERR_CERT_WEAK_KEY ERR_CERT_NAME_CONSTRAINT_VIOLATION
     ERR_CERT_VALIDITY_TOO_LONG ERR_CERTIFICATE_TRANSPARENCY_REQUIRED ERR_CERT_SYMANTEC_LEGACY
     ERR_CERT_KNOWN_INTERCEPTION_BLOCKED ERR_SSL_PROTOCOL_ERROR ERR_SSL_CLIENT_AUTH_CERT_NEEDED
     ERR_NO_SSL_VERSIONS_ENABLED ERR_SSL_VERSION_OR_CIPHER_MISMATCH ERR_BAD_SSL_CLIENT_AUTH_CERT
     ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN ERR_CLIENT_AUTH_CERT_TYPE_UNSUPPORTED ERR_SSL_UNRECOGNIZED_NAME_ALERT
     ERR_SSL_SERVER_CERT_BAD_FORMAT ERR_SSL_OBSOLETE_CIPHER ERR_TLS13_DOWNGRADE_DETECTED
     ERR_SSL_KEY_USAGE_INCOMPATIBLE ERR_ECH_NOT_NEGOTIATED ERR_ECH_FALLBACK_CERTIFICATE_INVALID
     ERR_QUIC_CERT_ROOT_NOT_KNOWN ERR_INSECURE_RESPONSE`,
  ],
  [
    PROXY,
    `ERR_TUNNEL_CONNECTION_FAILED ERR_PROXY_AUTH_UNSUPPORTED ERR_PROXY_AUTH_REQUESTED ERR_PROXY_CONNECTION_FAILED
     ERR_PROXY_CERTIFICATE_INVALID ERR_MANDATORY_PROXY_CONFIGURATION_FAILED ERR_HTTPS_PROXY_TUNNEL_RESPONSE_REDIRECT
     ERR_SOCKS_CONNECTION_FAILED ERR_SOCKS_CONNECTION_HOST_UNREACHABLE ERR_UNEXPECTED_PROXY_AUTH ERR_PAC_SCRIPT_FAILED
     ERR_PAC_NOT_IN_DHCP ERR_PAC_SCRIPT_TERMINATED ERR_NO_SUPPORTED_PROXIES ERR_PROXY_AUTH_REQUESTED_WITH_NO_CONNECTION
     ERR_PROXY_HTTP_1_1_REQUIRED ERR_INVALID_AUTH_CREDENTIALS ERR_UNSUPPORTED_AUTH_SCHEME ERR_MISSING_AUTH_CREDENTIALS
     ERR_MISCONFIGURED_AUTH_ENVIRONMENT ERR_MALFORMED_IDENTITY ERR_UNEXPECTED_SECURITY_LIBRARY_STATUS
     ERR_UNDOCUMENTED_SECURITY_LIBRARY_STATUS`,
  ],
  [REDIRECT, 'ERR_TOO_MANY_REDIRECTS ERR_UNSAFE_REDIRECT ERR_INVALID_REDIRECT ERR_DNS_NAME_HTTPS_ONLY'],
  [
    BLOCKED,
    `ERR_BLOCKED_BY_CLIENT ERR_BLOCKED_BY_ADMINISTRATOR ERR_BLOCKED_BY_RESPONSE ERR_BLOCKED_BY_CSP ERR_BLOCKED_BY_ORB
     ERR_NETWORK_ACCESS_DENIED ERR_ACCESS_DENIED ERR_CLEARTEXT_NOT_PERMITTED ERR_UNSAFE_PORT ERR_ICANN_NAME_COLLISION`,
  ],
  [
    OTHER,
    `ERR_INVALID_HTTP_RESPONSE ERR_INVALID_RESPONSE ERR_INVALID_CHUNKED_ENCODING ERR_RESPONSE_HEADERS_TOO_BIG
     ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION ERR_CONTENT_DECODING_FAILED
     ERR_CONTENT_DECODING_INIT_FAILED`,
  ],
  [
    undefined,
    `ERR_FAILED ERR_ABORTED ERR_TIMED_OUT ERR_NETWORK_CHANGED ERR_INTERNET_DISCONNECTED ERR_NAME_NOT_RESOLVED
     ERR_NAME_RESOLUTION_FAILED ERR_CONNECTION_CLOSED ERR_CONNECTION_RESET ERR_CONNECTION_REFUSED ERR_CONNECTION_ABORTED
     ERR_CONNECTION_FAILED ERR_CONNECTION_TIMED_OUT ERR_ADDRESS_UNREACHABLE ERR_ADDRESS_INVALID ERR_EMPTY_RESPONSE
     ERR_NETWORK_IO_SUSPENDED ERR_CONTENT_LENGTH_MISMATCH ERR_INCOMPLETE_CHUNKED_ENCODING ERR_RESPONSE_HEADERS_TRUNCATED
     ERR_HTTP2_PING_FAILED ERR_HTTP2_PROTOCOL_ERROR ERR_QUIC_PROTOCOL_ERROR ERR_CERT_DATABASE_CHANGED
     ERR_CERT_VERIFIER_CHANGED ERR_DNS_TIMED_OUT ERR_DNS_SERVER_FAILED ERR_TEMPORARILY_THROTTLED`,
  ],
];

const list = (words: string): string[] => words.split(/\s+/);
const rows = (runtime: string, thrown: Thrown, sentence: string | undefined, codes: string) =>
  list(codes).map((code) => [`${runtime} ${code}`, thrown(code), sentence] as const);

const ROWS: readonly (readonly [title: string, thrown: unknown, sentence: string | undefined])[] = [
  ...rows('Node.js', node, CERTIFICATE, TLS),
  ...rows('Node.js, in a chain,', nested, CERTIFICATE, 'CERT_HAS_EXPIRED ERR_TLS_CERT_ALTNAME_INVALID'),
  ...rows('Node.js, one of several addresses,', several, CERTIFICATE, 'CERT_HAS_EXPIRED'),
  ['Node.js, status 407', new TypeError('fetch failed', { cause: new Error() }), PROXY],
  ['Node.js, all addresses', new TypeError('fetch failed', { cause: new AggregateError([], '') }), undefined],
  ['an error that says nothing', new Error(), undefined],
  ...rows(
    'Node.js, a body,',
    node,
    OTHER,
    'Z_DATA_ERROR ERR__ERROR_FORMAT_PADDING_2 ZSTD_error_prefix_unknown UND_ERR_HEADERS_OVERFLOW',
  ),
  ...rows('Node.js, a body that ends early,', node, undefined, 'Z_BUF_ERROR UND_ERR_SOCKET'),
  ...rows('Node.js', node, OTHER, 'HPE_INVALID_CONSTANT HPE_INVALID_HEADER_TOKEN HPE_INVALID_STATUS'),
  ['Node.js 24, a parser', node('', 'Response does not match the HTTP/1.1 protocol'), undefined],
  ['Node.js 24, its name', new TypeError('fetch failed', { cause: named('HTTPParserError') }), OTHER],
  ['Node.js, a proxy', node('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling'), PROXY],
  [
    'Node.js 24, a proxy',
    nested('UND_ERR_ABORTED', 'Proxy response (403) !== 200 when HTTP Tunneling'),
    PROXY,
  ],
  ['Node.js, redirect: error', node('', 'unexpected redirect'), REDIRECT],
  ['Node.js, redirect: follow', node('', 'redirect count exceeded'), REDIRECT],
  ['Node.js, a port', node('', 'bad port'), BLOCKED],
  ...rows('Node.js, a firewall', node, BLOCKED, 'EACCES EPERM'),
  ...rows(
    'Node.js',
    node,
    undefined,
    `ENOTFOUND EAI_AGAIN ECONNREFUSED ECONNRESET ETIMEDOUT EPIPE ENETUNREACH EHOSTUNREACH ENETDOWN ECONNABORTED
     UND_ERR_SOCKET UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT ERR_TLS_HANDSHAKE_TIMEOUT
     HPE_INVALID_EOF_STATE`,
  ),
  ...CHROMIUM.flatMap(([sentence, codes]) => rows('Electron', electron, sentence, codes)),
  ['Electron, redirect: manual', electron('', 'Redirect was cancelled'), REDIRECT],
  [
    'Electron, redirect: error',
    electron('', "Attempted to redirect, but redirect policy was 'error'"),
    REDIRECT,
  ],
  ['Chromium, a page', new TypeError('Failed to fetch'), undefined],
  ...rows(
    'Bun',
    bun,
    CERTIFICATE,
    `${X509} ERR_TLS_CERT_ALTNAME_INVALID EPROTO UNKNOWN_CERTIFICATE_VERIFICATION_ERROR`,
  ),
  ['Bun, a tunnel', bun('ERR_PROXY_TUNNEL', 'Proxy refused to open a tunnel: 403 Forbidden'), PROXY],
  ...rows('Bun', bun, PROXY, 'ProxyConnectFailed UnsupportedProxyProtocol'),
  ...rows('Bun', bun, REDIRECT, 'UnexpectedRedirect TooManyRedirects'),
  ...rows(
    'Bun',
    bun,
    OTHER,
    `Malformed_HTTP_Response InvalidHTTPResponse InvalidContentLength ZlibError BrotliDecompressionError
     ZstdDecompressionError`,
  ),
  ...rows(
    'Bun',
    bun,
    undefined,
    'ECONNREFUSED ECONNRESET ENOTFOUND ConnectionRefused ConnectionClosed FailedToOpenSocket',
  ),
  ...[
    'invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))',
    'invalid peer certificate: UnknownIssuer',
    'invalid peer certificate: Expired',
    'received corrupt message of type InvalidContentType',
    'received fatal alert: ProtocolVersion',
    'peer is incompatible: NoCipherSuitesInCommon',
  ].map((message) => [`Deno, ${message}`, deno('', message), CERTIFICATE] as const),
  ['Deno, a tunnel', deno('', 'unsuccessful tunnel'), PROXY],
  ['Deno, a password', deno('', 'tunnel error: proxy authorization required'), PROXY],
  ['Deno, other words', deno('', 'invalid HTTP version parsed'), OTHER],
  ['Deno, two lengths', deno('', 'invalid content-length parsed'), OTHER],
  ['Deno, a body', new TypeError('Invalid gzip header'), OTHER],
  ['Deno, another body', new TypeError('brotli error'), OTHER],
  ['Deno, a port', new TypeError('Fetch failed: Requests to port 6667 are blocked'), BLOCKED],
  ['Deno, a permission', named('NotCapable', 'Requires net access to "license.example:443"'), BLOCKED],
  ...[
    'tcp connect error: Connection refused (os error 111)',
    'dns error: failed to lookup address information: Name or service not known',
    'tls handshake eof',
    'connection closed before message completed',
  ].map((message) => [`Deno, ${message}`, deno('', message), undefined] as const),
  ['a text', 'no', undefined],
  ['nothing', undefined, undefined],
  ['null', null, undefined],
];

/** Errors without an obstacle, by what they show. */
const FAILURES: readonly (readonly [NetworkCause, readonly unknown[]])[] = [
  [
    'server',
    [
      ...list('ECONNREFUSED ECONNRESET ECONNABORTED EPIPE UND_ERR_SOCKET HPE_INVALID_EOF_STATE').map((code) =>
        node(code),
      ),
      several('ENETUNREACH'), // one of several addresses refused
      ...list('ConnectionRefused ConnectionClosed ECONNREFUSED ECONNRESET ERR_SOCKET_CLOSED').map((code) =>
        bun(code),
      ),
      ...list(
        `ERR_CONNECTION_REFUSED ERR_CONNECTION_RESET ERR_CONNECTION_CLOSED ERR_CONNECTION_ABORTED ERR_EMPTY_RESPONSE
         ERR_HTTP2_PROTOCOL_ERROR ERR_HTTP2_PING_FAILED ERR_QUIC_PROTOCOL_ERROR ERR_RESPONSE_HEADERS_TRUNCATED
         ERR_CONTENT_LENGTH_MISMATCH ERR_INCOMPLETE_CHUNKED_ENCODING`,
      ).map((code) => electron(code)),
      ...[
        'tcp connect error: Connection refused (os error 111)',
        'Connection reset by peer (os error 104)',
        'tls handshake eof',
        'connection closed before message completed',
      ].map((message) => deno('', message)),
    ],
  ],
  [
    'offline',
    [
      ...list(
        'ENOTFOUND EAI_AGAIN ETIMEDOUT ENETUNREACH EHOSTUNREACH ENETDOWN UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT',
      ).map((code) => node(code)),
      ...list('ENOTFOUND FailedToOpenSocket').map((code) => bun(code)),
      ...list(
        `ERR_INTERNET_DISCONNECTED ERR_NAME_NOT_RESOLVED ERR_ADDRESS_UNREACHABLE ERR_NETWORK_CHANGED ERR_TIMED_OUT
         ERR_CONNECTION_TIMED_OUT ERR_NETWORK_IO_SUSPENDED ERR_DNS_TIMED_OUT ERR_FAILED`,
      ).map((code) => electron(code)),
      deno('', 'dns error: failed to lookup address information: Name or service not known'),
      new TypeError('Failed to fetch'),
      new Error(),
      'no',
      undefined,
      null,
    ],
  ],
];

describe('the error of a fetch', () => {
  for (const [networkCause, failures] of FAILURES) {
    it(`without an obstacle: ${networkCause}, ${failures.length} errors`, () => {
      for (const thrown of failures) {
        expect(findObstacle(thrown), String(thrown)).to.equal(undefined);
        expect(causeOfFailure(thrown), String(thrown)).to.equal(networkCause);
      }
    });
  }

  for (const [title, thrown, sentence] of ROWS) {
    it(`is ${sentence === undefined ? 'a missing network' : `“${sentence}”`}: ${title}`, () => {
      const obstacle = findObstacle(thrown);
      expect([obstacle?.sentence, obstacle?.networkCause]).to.deep.equal([sentence, CAUSES[sentence ?? '']]);
    });
  }

  it('is that of a proxy where the fetch of this Node.js meets status 407', async () => {
    const server = createServer((request, response) => request.resume() && response.writeHead(407).end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const sent = fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: '{}' });
    const obstacle = findObstacle(await sent.catch((error: unknown) => error));
    expect(obstacle).to.include({ sentence: PROXY, networkCause: 'proxy' });
    server.close();
  });

  it('ends where its causes do, also in a circle', () => {
    const circle = new Error('a');
    circle.cause = circle;
    expect(findObstacle(circle)).to.equal(undefined);
  });

  it('is tried again only for a missing network', async () => {
    for (const [title, thrown, sentence] of [
      ROWS[0]!,
      ['Electron', electron('ERR_CONNECTION_RESET'), undefined] as const,
    ]) {
      let attempts = 0;
      const fetch: Fetch = async () => {
        attempts += 1;
        throw thrown;
      };
      const random = (bytes: number): Uint8Array => new Uint8Array(bytes); // no pause between attempts
      const app = makeMachine(makeIssuer(), 'https://license.example').start({ fetch, random });
      const error = await errorOf(app.activate(LICENSE_KEY));
      const expected = sentence === undefined ? ['no_network', 3] : ['proxy_or_captive_portal', 1];
      expect([(error as { code: string }).code, attempts], title).to.deep.equal(expected);
      if (sentence !== undefined) expect((error as Error).message).to.equal(sentence);
    }
  });
});
