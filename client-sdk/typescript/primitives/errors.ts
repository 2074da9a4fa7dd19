/**
 * What `activate`, `renew` and `release` can throw: one class with a closed list of codes, and a subclass for each
 * code, so that an app can tell "no network" from "the license says no". None of them changes what the app may do:
 * a license is only taken away by a signed statement, which is an answer and not an error.
 */
import type { Code } from '../contract/codes.ts';

/** Every code of a `QuietkeyError`. The list is closed: an app may switch over it. */
export const ERROR_CODES = [
  'no_network',
  'proxy_or_captive_portal',
  'server_trouble',
  'license_refused',
  'answer_untrusted',
  'license_key_malformed',
  'not_activated',
  'aborted',
  'state_unwritable',
  'options_malformed',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an error may say beside its code. `remedy` is for the person, `requestId` for the vendor's support. */
export interface ErrorContext {
  remedy?: string | undefined;
  requestId?: string | undefined;
  cause?: unknown;
}

/** The base of every error of this SDK. Prefer `code` to `instanceof`: it also holds across ESM and CommonJS. */
export class QuietkeyError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly requestId: string | undefined;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = new.target.name;
    this.code = code;
    this.remedy = context.remedy;
    this.requestId = context.requestId;
  }
}

/** The server was not reached in time: no route, no name, refused, reset or too slow. */
export class NoNetwork extends QuietkeyError {
  constructor(message: string, context: ErrorContext = {}) {
    super('no_network', message, { remedy: 'Check the internet connection and try again.', ...context });
  }
}

/** Something between the app and the server answered in its place: a sign-in page, a proxy, a foreign certificate. */
export class Intercepted extends QuietkeyError {
  constructor(message: string, context: ErrorContext = {}) {
    super('proxy_or_captive_portal', message, {
      remedy:
        "Sign in to the network, or check the proxy's settings and the computer's clock, and try again.",
      ...context,
    });
  }
}

/** The server answered that it cannot serve now. Nothing is decided; try again later. */
export class ServerTrouble extends QuietkeyError {
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(status: number, message: string, context: ErrorContext = {}) {
    super('server_trouble', message, { remedy: 'Try again later.', ...context });
    this.status = status;
  }
}

/** The product says no to this request. It changes nothing about a license that is already held. */
export class LicenseRefused extends QuietkeyError {
  /** Why, from the closed list in codes.ts. */
  readonly refusal: Code;
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(refusal: Code, status: number, message: string, context: ErrorContext = {}) {
    super('license_refused', message, context);
    this.refusal = refusal;
    this.status = status;
  }
}

/** An answer that does not prove that it comes from the vendor. It was dropped whole. */
export class AnswerUntrusted extends QuietkeyError {
  /** What exactly was wrong with it: a fault of a token (`token.ts`) or of the answer (`answer.ts`). */
  readonly fault: string;

  constructor(fault: string, context: ErrorContext = {}) {
    super('answer_untrusted', `The answer is not a genuine one of the license server (${fault}).`, {
      remedy: 'Try again from another network; if it stays, tell the maker of this app.',
      ...context,
    });
    this.fault = fault;
  }
}

/** The typed license key has a typing error. Found without the network. */
export class BadKey extends QuietkeyError {
  /** What the key's reader found (`license-key.ts`). */
  readonly fault: string;

  constructor(fault: string) {
    super('license_key_malformed', 'This license key has a typing error.', {
      remedy: 'Compare it with the key in the mail, or copy and paste it.',
    });
    this.fault = fault;
  }
}

/** `renew` or `release` where no activation is held. */
export class NotActivated extends QuietkeyError {
  constructor() {
    super('not_activated', 'This app is not activated on this machine.', {
      remedy: 'Enter the license key.',
    });
  }
}

/** The caller's `AbortSignal` fired. The request may have been served; the next call asks for the same answer again. */
export class Aborted extends QuietkeyError {
  constructor(cause?: unknown) {
    super('aborted', 'The call was aborted.', { cause });
  }
}

/** The state could not be written. Thrown before anything is sent where the failure is already known then. */
export class StateUnwritable extends QuietkeyError {
  constructor(cause: unknown) {
    super('state_unwritable', "The license's state could not be written.", {
      remedy: 'Check that the disk has space and that the app may write to its folder, and try again.',
      cause,
    });
  }
}

/** An option of `new Quietkey(…)` is wrong: a fault of the app, not of the person. */
export class BadOptions extends QuietkeyError {
  constructor(message: string) {
    super('options_malformed', message);
  }
}
