// A browser without a screen: it keeps cookies as their attributes say, sends forms as Chromium does, and follows nothing
// by itself. What a page links to and which forms it has is read off its HTML.

import { expect } from 'chai';
import { askAt, type Heard } from '../http/asking.ts';

export type Typed = Readonly<Record<string, string | readonly string[]>>;

/** One that is undefined is not sent. */
type Headers = Readonly<Record<string, string | undefined>>;

export interface Browser {
  /** By name; a test may plant one. */
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Heard>;
  /** Sends a form from a page of the portal, unless the headers say something else. */
  post(path: string, typed?: Typed, headers?: Headers): Promise<Heard>;
  /** Sends a form with a file, as a browser does. */
  upload(path: string, form: FormData): Promise<Heard>;
  end(): void;
}

/** @param origin what is sent along with every form: that of the portal */
export function browserAt(url: string, origin = new URL(url).origin): Browser {
  const { ask, end } = askAt(url);
  const cookies = new Map<string, string>();
  const send = async (question: Parameters<typeof ask>[0]): Promise<Heard> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { accept: 'text/html', ...(cookie && { cookie }), ...question.headers };
    const heard = await ask({ ...question, headers });
    for (const line of heard.headers['set-cookie'] ?? []) keep(line, cookies);
    return heard;
  };
  return {
    cookies,
    get: (path, headers = {}) => send({ path, headers }),
    post: (path, typed = {}, headers = {}) =>
      send({
        method: 'POST',
        path,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...sentOf({ origin, ...headers }),
        },
        body: encoded(typed),
      }),
    upload: async (path, form) => {
      const encodedForm = new Response(form);
      const type = encodedForm.headers.get('content-type') ?? '';
      const body = Buffer.from(await encodedForm.arrayBuffer());
      return send({ method: 'POST', path, headers: { 'content-type': type, origin }, body });
    },
    end,
  };
}

function sentOf(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function encoded(typed: Typed): string {
  const pairs = Object.entries(typed).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return new URLSearchParams(pairs).toString();
}

function keep(line: string, cookies: Map<string, string>): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split('=');
  expect(attributes).to.include.members(['Path=/', 'HttpOnly', 'SameSite=Lax']);
  if (attributes.includes('Max-Age=0')) cookies.delete(name);
  else cookies.set(name, value);
}

/** Every address that a page leads to. */
export function linksIn({ text }: Heard): string[] {
  return [...text.matchAll(/ href="(\/[^"]*)"/g)].map(([, path = '']) => path.replaceAll('&amp;', '&'));
}

/** What a page says, without its tags. */
export function wordsIn({ text }: Heard): string {
  return text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
