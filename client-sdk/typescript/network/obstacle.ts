/**
 * Finds out from the error of a `fetch` why a request did not reach the license server: a wrong certificate, a proxy, a
 * redirect, a block, or an answer that is not HTTP. After such an error the request is not repeated, because the next
 * attempt would meet the same obstacle. Each runtime has its own errors: Node.js (undici), Electron and Chromium
 * (`net::ERR_…`), Bun and Deno. An unknown error counts as a missing network.
 */
import type { NetworkCause } from '../primitives/network-cause.ts';

interface Obstacle {
  readonly networkCause: NetworkCause;
  /** The sentence for the person. */
  readonly sentence: string;
  /** The beginnings of the codes and names of its errors. */
  readonly codes: readonly string[];
  /** Matches the messages of its errors that have no code. */
  readonly messages: RegExp;
}

/**
 * The name given to an error's cause that has neither message nor code. The `fetch` of Node.js rejects an answer of
 * status 407, which comes from a proxy that inspects TLS, with such a cause (findings/fetch-hides-407.sh).
 */
const NO_REASON = 'no reason';

const OBSTACLES: readonly Obstacle[] = [
  // first: a failure of TLS with the proxy is the proxy's
  {
    networkCause: 'proxy',
    sentence: 'The proxy did not connect the app with the license server.',
    codes: [
      ...words(
        'ERR_PROXY_ ERR_TUNNEL_ ERR_HTTPS_PROXY_ ERR_SOCKS_ ERR_MANDATORY_PROXY ERR_NO_SUPPORTED_PROXIES ERR_PAC_',
      ),
      ...words(
        'ERR_UNEXPECTED_PROXY ERR_UNABLE_TO_REUSE_CONNECTION_FOR_PROXY ERR_INVALID_AUTH ERR_MISSING_AUTH',
      ),
      ...words(
        'ERR_UNSUPPORTED_AUTH ERR_MISCONFIGURED_AUTH ERR_MALFORMED_IDENTITY ERR_UNEXPECTED_SECURITY_LIBRARY',
      ),
      ...words('ERR_UNDOCUMENTED_SECURITY_LIBRARY UND_ERR_SOCKS ProxyConnectFailed UnsupportedProxyProtocol'),
      NO_REASON,
    ],
    messages:
      /^Proxy response \(\d+\)|unsuccessful tunnel|tunnel error|proxy auth(?:oriz|entic)ation required/i,
  },
  {
    // an inspecting proxy or a captive portal answers with its own certificate, or the machine's clock is far from
    // right
    networkCause: 'tls-inspection',
    sentence: 'The secure connection was not made with the server.',
    codes: [
      ...words('ERR_TLS ERR_SSL_ ERR_OSSL_ EPROTO UND_ERR_PRX_TLS'),
      // X.509 errors of Node.js and Bun: https://nodejs.org/api/tls.html#x509-certificate-error-codes
      ...words(
        'CERT_ CRL_ DEPTH_ZERO SELF_SIGNED UNABLE_TO_GET UNABLE_TO_VERIFY UNABLE_TO_DECRYPT UNABLE_TO_DECODE',
      ),
      ...words(
        'ERROR_IN_C HOSTNAME_MISMATCH INVALID_CA INVALID_PURPOSE PATH_LENGTH UNKNOWN_CERT UNSPECIFIED',
      ),
      // Chromium: net/base/net_error_list.h
      ...words(
        'ERR_CERT ERR_BAD_SSL ERR_NO_SSL ERR_CLIENT_AUTH ERR_ECH_ ERR_QUIC_CERT ERR_INSECURE_RESPONSE',
      ),
    ],
    messages:
      /invalid peer certificate|received (?:corrupt message|fatal alert)|peer (?:is incompatible|misbehaved)/,
  },
  {
    networkCause: 'captive-portal',
    sentence: 'Something between the app and the license server answered with a redirect.',
    codes: [
      ...words('ERR_TOO_MANY_REDIRECTS ERR_UNSAFE_REDIRECT ERR_INVALID_REDIRECT ERR_DNS_NAME_HTTPS_ONLY'),
      ...words('UnexpectedRedirect TooManyRedirects'),
    ],
    messages:
      /^(?:Redirect was cancelled|Attempted to redirect|unexpected redirect|redirect count exceeded)/i,
  },
  {
    networkCause: 'offline',
    sentence: 'The connection to the license server was blocked on this computer or in its network.',
    codes: [
      ...words(
        'ERR_BLOCKED_ ERR_NETWORK_ACCESS_DENIED ERR_ACCESS_DENIED ERR_CLEARTEXT_ ERR_UNSAFE_PORT ERR_ICANN_',
      ),
      ...words('EACCES EPERM NotCapable PermissionDenied'),
    ],
    messages: /^bad port$|Requests to port \d+ are blocked/,
  },
  {
    networkCause: 'captive-portal',
    sentence: 'Something that is not the license server answered.',
    codes: [
      ...words('HTTPParserError HPE_ UND_ERR_HEADERS_OVERFLOW Malformed_HTTP_Response'),
      ...words(
        'ERR_INVALID_HTTP_RESPONSE ERR_INVALID_RESPONSE ERR_INVALID_CHUNKED ERR_RESPONSE_HEADERS_ ERR_CONTENT_DECODING',
      ),
      ...words(
        'InvalidHTTPResponse InvalidContentLength ZlibError BrotliDecompressionError ZstdDecompressionError',
      ),
      ...words('Z_DATA_ERROR ERR__ERROR_FORMAT ZSTD_error_'),
    ],
    messages: /invalid (?:HTTP [a-z-]+|content-length) parsed|^(?:Invalid gzip header|brotli error)$/,
  },
];

/** Codes that begin like those of an obstacle, although the next attempt may succeed. */
const PASSING = new Set(
  words(
    'ERR_TLS_HANDSHAKE_TIMEOUT ERR_CERT_DATABASE_CHANGED ERR_CERT_VERIFIER_CHANGED HPE_INVALID_EOF_STATE ERR_RESPONSE_HEADERS_TRUNCATED',
  ),
);

/** The maximum number of errors of a chain that are examined. */
const ERRORS_MAX = 20;
const CHROMIUM_CODE = /\bnet::(ERR_\w+)/;

/** Errors without an obstacle that show a network: the server, or something before it, refused or cut the connection. */
const CUT: Pick<Obstacle, 'codes' | 'messages'> = {
  codes: [
    ...words('ECONNREFUSED ECONNRESET ECONNABORTED EPIPE UND_ERR_SOCKET HPE_INVALID_EOF_STATE'),
    ...words('ConnectionRefused ConnectionClosed ConnectionReset ERR_SOCKET_CLOSED'),
    ...words('ERR_CONNECTION_REFUSED ERR_CONNECTION_RESET ERR_CONNECTION_CLOSED ERR_CONNECTION_ABORTED'),
    ...words('ERR_EMPTY_RESPONSE ERR_HTTP2_ ERR_QUIC_PROTOCOL_ERROR ERR_RESPONSE_HEADERS_TRUNCATED'),
    ...words('ERR_CONTENT_LENGTH_MISMATCH ERR_INCOMPLETE_CHUNKED_ENCODING'),
  ],
  messages: /Connection re(?:fused|set)|connection closed before|handshake eof|Broken pipe/,
};

/** Why a request did not reach the server, and cannot; undefined if the next attempt may succeed. */
export function findObstacle(error: unknown): Obstacle | undefined {
  const links = chainOf(error);
  if (links.some(({ names }) => names.some((name) => PASSING.has(name)))) return undefined;
  return OBSTACLES.find((obstacle) => shows(links, obstacle));
}

/** The cause of an error without an obstacle. */
export function causeOfFailure(error: unknown): NetworkCause {
  return shows(chainOf(error), CUT) ? 'server' : 'offline';
}

function shows(links: readonly Link[], { codes, messages }: Pick<Obstacle, 'codes' | 'messages'>): boolean {
  return links.some(
    ({ names, message }) =>
      names.some((name) => codes.some((code) => name.startsWith(code))) || messages.test(message),
  );
}

interface Link {
  readonly names: readonly string[];
  readonly message: string;
}

/** An error, its causes, and the errors of which it consists. */
function chainOf(error: unknown): Link[] {
  const left = [error];
  const links: Link[] = [];
  while (left.length > 0 && links.length < ERRORS_MAX) {
    const { name, code, message, cause, errors } = Object(left.shift()) as Record<string, unknown>;
    const text = typeof message === 'string' ? message : '';
    const names = [name, code, CHROMIUM_CODE.exec(text)?.[1]].filter((value) => typeof value === 'string');
    if (links.length > 0 && text === '' && names.join() === 'Error') names.push(NO_REASON);
    links.push({ names, message: text });
    const parts: unknown[] = Array.isArray(errors) ? errors : [];
    left.push(...[cause, ...parts].filter((part) => part !== undefined));
  }
  return links;
}

function words(text: string): string[] {
  return text.split(' ');
}
