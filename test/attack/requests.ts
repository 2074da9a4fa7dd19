/**
 * The requests of attackers and honest clients, as the bytes that they send. The server trusts `X-Forwarded-For` from
 * this machine, so that each request can come from any network. A `Browser` keeps cookies, and sends forms.
 */

import { PROBE, writeCookie } from '../../server/web/cookie.ts';
import type { Connection, Reply } from '../bench/connection.ts';

export interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The client's address. */
  readonly from: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function bytesOf(port: number, { method, path, from, headers = {}, body = '' }: Sent): Buffer {
  const all = {
    host: `127.0.0.1:${port}`,
    'x-forwarded-for': from,
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

export function json(path: string, from: string, body: object): Sent {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', path, from, headers, body: JSON.stringify(body) };
}

const [PROBE_COOKIE = ''] = writeCookie(PROBE, false).split(';');

interface Form {
  readonly port: number;
  readonly path: string;
  readonly from: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** A form of the portal, as a browser sends it. */
export function form({ port, path, from, typed, cookies = [] }: Form): Sent {
  return {
    method: 'POST',
    path,
    from,
    headers: {
      origin: `http://127.0.0.1:${port}`,
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      cookie: [PROBE_COOKIE, ...cookies].join('; '),
    },
    body: new URLSearchParams(typed).toString(),
  };
}

/** A browser with its cookies, which may roam from network to network. */
export class Browser {
  readonly #port: number;
  readonly #cookies = new Map<string, string>();

  constructor(port: number) {
    this.#port = port;
  }

  async post(
    connection: Connection,
    path: string,
    from: string,
    typed: Readonly<Record<string, string>>,
  ): Promise<Reply> {
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
    const asked = form({ port: this.#port, path, from, typed, cookies });
    const reply = await connection.send(bytesOf(this.#port, asked));
    for (const [, name = '', value = ''] of reply.head.matchAll(/^set-cookie: *([^=]+)=([^;\r]*)/gim))
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    return reply;
  }

  /** Forgets the session, as a browser that was closed does, and stays known. */
  close(): void {
    this.#cookies.delete('quietkey');
  }
}
