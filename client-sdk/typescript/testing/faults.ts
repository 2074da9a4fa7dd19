/**
 * The faults of networks and of other servers that answer instead of the real one, each as the app's `fetch` shows it.
 * `error` and `networkCause` are those of the `QuietkeyError` that a call then throws. No fault changes the license of the app.
 */
import type { ErrorCode } from '../primitives/errors.ts';
import type { NetworkCause } from '../primitives/network-cause.ts';

/** A request on its way to the fake server. */
interface Passing {
  /** Lets the fake server answer. */
  serve: () => Response;
  /** Lets a server with another root key answer. */
  serveUntrusted: () => Response;
  /** Ends the call of the app. */
  signal: AbortSignal | null | undefined;
}

interface FaultRow {
  /** What happens, as in the table of the README. */
  readonly what: string;
  readonly error: ErrorCode;
  readonly networkCause: NetworkCause;
  readonly meet: (passing: Passing) => Response | Promise<Response>;
}

/** More characters than an answer of the license server can have. */
const LARGE_CHARACTERS = 100_000;
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = '<!doctype html><title>Welcome</title><p>Please sign in.</p>';

const page = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(PAGE, { status, headers: { ...HTML_TYPE, ...headers } });

const json = (text: string): Response =>
  new Response(text, { headers: { 'content-type': 'application/json' } });

/** Fails like the `fetch` of Node.js, with a code in the cause. */
function fail(code: string, message: string): never {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

/** Every fault, by the name that a test gives to `kit.fail`. */
export const FAULTS = {
  offline: {
    what: 'there is no network',
    error: 'no_network',
    networkCause: 'offline',
    meet: () => fail('ENOTFOUND', 'getaddrinfo ENOTFOUND license.example'),
  },
  unreachable: {
    what: 'the server does not accept connections',
    error: 'no_network',
    networkCause: 'server',
    meet: () => fail('ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.1:443'),
  },
  cut: {
    what: 'the connection is cut before the server reads the request',
    error: 'no_network',
    networkCause: 'server',
    meet: () => fail('ECONNRESET', 'read ECONNRESET'),
  },
  answer_lost: {
    what: 'the server does what it is asked, and the connection is cut before the answer arrives',
    error: 'no_network',
    networkCause: 'server',
    meet: ({ serve }) => {
      serve();
      return fail('ECONNRESET', 'read ECONNRESET');
    },
  },
  silent: {
    what: 'no answer comes, until the time of the call is over (option `timeoutMs`)',
    error: 'no_network',
    networkCause: 'offline',
    meet: ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')), {
          once: true,
        });
      }),
  },
  proxy_down: {
    what: 'the proxy does not answer',
    error: 'proxy_or_captive_portal',
    networkCause: 'proxy',
    meet: () => fail('ERR_PROXY_CONNECTION_FAILED', 'net::ERR_PROXY_CONNECTION_FAILED'),
  },
  proxy_password: {
    what: 'the proxy requires a password',
    error: 'proxy_or_captive_portal',
    networkCause: 'proxy',
    // the fetch of Node.js hides the status (findings/fetch-hides-407.sh)
    meet: () => {
      throw new TypeError('fetch failed', { cause: new Error() });
    },
  },
  tls_inspection: {
    what: 'a proxy opens the encryption, with a certificate of its own',
    error: 'proxy_or_captive_portal',
    networkCause: 'tls-inspection',
    meet: () => fail('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'),
  },
  captive_portal: {
    what: 'the network leads to its sign-in page',
    error: 'proxy_or_captive_portal',
    networkCause: 'captive-portal',
    meet: () => page(302, { location: 'http://portal.example/sign-in' }),
  },
  captive_page: {
    what: 'the network answers with its sign-in page',
    error: 'proxy_or_captive_portal',
    networkCause: 'captive-portal',
    meet: () => page(200),
  },
  sign_in_required: {
    what: 'the network says that the person must sign in (status 511)',
    error: 'proxy_or_captive_portal',
    networkCause: 'captive-portal',
    meet: () => page(511),
  },
  blocked: {
    what: 'a firewall on the computer blocks the app',
    error: 'proxy_or_captive_portal',
    networkCause: 'offline',
    meet: () => fail('EACCES', 'connect EACCES 192.0.2.1:443'),
  },
  not_http: {
    what: 'something answers that is not HTTP',
    error: 'proxy_or_captive_portal',
    networkCause: 'captive-portal',
    meet: () => fail('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'),
  },
  too_large: {
    what: 'the answer is larger than any answer of the server',
    error: 'proxy_or_captive_portal',
    networkCause: 'captive-portal',
    meet: () => json(`"${'x'.repeat(LARGE_CHARACTERS)}"`),
  },
  gateway: {
    what: 'the proxy before the server answers that the server is down (status 502)',
    error: 'server_trouble',
    networkCause: 'server',
    meet: () => page(502),
  },
  maintenance: {
    what: 'the proxy before the server answers 503 with `Retry-After: 120`',
    error: 'server_trouble',
    networkCause: 'server',
    meet: () => page(503, { 'retry-after': '120' }),
  },
  garbage: {
    what: 'the answer says that it is JSON, and is not',
    error: 'answer_untrusted',
    networkCause: 'server',
    meet: () => json('{"lease":'),
  },
  untrusted: {
    what: 'a server answers whose root key is not that of the app',
    error: 'answer_untrusted',
    networkCause: 'server',
    meet: ({ serveUntrusted }) => serveUntrusted(),
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

/** The name of a fault. */
export type Fault = keyof typeof FAULTS;
