/**
 * Writes the portal's responses. Every page has the same security headers: no script runs, nothing is framed, sniffed,
 * cached or loaded from another site, and no other site receives the referrer.
 */

import type { Response } from 'express';
import type { Presented } from '../web/problem.ts';
import { send } from '../web/send.ts';
import type { Asset } from './html/assets.ts';
import type { Frame } from './html/frame.ts';
import { writeCookie, type Cookie } from '../web/cookie.ts';
import { write } from '../web/html.ts';
import type { Written } from './route/route.ts';

const YEAR_SECONDS = 31_536_000;
const ASSET_SECONDS = 300;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // with "no-referrer", browsers send `Origin: null` even with the portal's own forms
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

/** How browsers reach the portal: with https or http. */
export interface Reached {
  /** Whether browsers reach the portal by https. */
  readonly isSecure: () => boolean;
}

/** @param frame the frame of the page, which names its language; a redirect needs none */
export function present(response: Response, outcome: Written, reached: Reached, frame?: Frame): void {
  for (const cookie of outcome.cookies ?? []) setCookie(response, cookie, reached);
  send(response, answerTo(outcome, reached, frame));
}

/** The answer of an outcome, without its cookies. */
export function answerTo(outcome: Written, reached: Reached, frame?: Frame): Presented {
  const headers = {
    ...headersOf(reached),
    'content-type': 'text/html; charset=utf-8',
    vary: 'Accept-Language, Cookie',
  };
  if ('to' in outcome) {
    const { to, done } = outcome;
    const location = done === undefined ? to : `${to}${to.includes('?') ? '&' : '?'}done=${done}`;
    return { status: 303, body: '', headers: { ...headers, location } };
  }
  if ('file' in outcome) {
    const { name, text, type = 'text/plain' } = outcome.file;
    const disposition = `attachment; filename="${name}"`;
    const asFile = { 'content-type': `${type}; charset=utf-8`, 'content-disposition': disposition };
    return { status: 200, body: text, headers: { ...headers, ...asFile } };
  }
  const { page, status = 200, retryAfter } = outcome;
  const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  const language = frame === undefined ? {} : { 'content-language': frame.texts.language };
  return { status, body: write(page), headers: { ...headers, ...wait, ...language } };
}

export function sendAsset(response: Response, { type, text }: Asset, reached: Reached): void {
  const cached = { 'content-type': type, 'cache-control': `public, max-age=${ASSET_SECONDS}` };
  send(response, { status: 200, body: text, headers: { ...headersOf(reached), ...cached } });
}

export function setCookie(response: Response, cookie: Cookie, { isSecure }: Reached): void {
  response.appendHeader('set-cookie', writeCookie(cookie, isSecure()));
}

/** The headers that every answer of the portal has. */
export function headersOf({ isSecure }: Reached): Record<string, string> {
  return {
    ...HEADERS,
    ...(isSecure() ? { 'strict-transport-security': `max-age=${YEAR_SECONDS}` } : {}),
  };
}
