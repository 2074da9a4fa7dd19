/**
 * The errors of `activate`, `renew` and `release`: one class with a closed list of codes and a subclass for each code,
 * so that an app can distinguish "no network" from "the license was refused". No error changes what the app may do.
 * Only a signed statement takes a license away; it is an answer and not an error.
 */
import type { Code } from '../contract/codes.ts';
import type { LicenseKeyFault } from '../contract/license-key.ts';
import { USERNAME_FORM } from '../contract/username.ts';
import { REMEDIES, type NetworkCause } from './network-cause.ts';

/** Every code of a `QuietkeyError`. The list is closed: an app may switch over it. */
export const ERROR_CODES = [
  'no_network',
  'proxy_or_captive_portal',
  'server_trouble',
  'license_refused',
  'answer_untrusted',
  'license_key_malformed',
  'not_activated',
  'username_malformed',
  'aborted',
  'state_unwritable',
  'options_malformed',
  'offline_answer_refused',
  'farewell_refused',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Optional details of an error. `remedy` is a text for the person, `requestId` is for the vendor's support. */
export interface ErrorContext {
  remedy?: string | undefined;
  requestId?: string | undefined;
  networkCause?: NetworkCause | undefined;
  cause?: unknown;
}

/**
 * The base class of every error of this SDK. Prefer `code` to `instanceof`, because `code` also works across ESM and
 * CommonJS.
 */
export class QuietkeyError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly requestId: string | undefined;
  /** Why the server gave no lease; undefined for an error that is found without the network. */
  readonly networkCause: NetworkCause | undefined;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = new.target.name;
    this.code = code;
    this.remedy = context.remedy;
    this.requestId = context.requestId;
    this.networkCause = context.networkCause;
  }
}

/**
 * The server could not be reached in time, because of a missing route, a DNS failure, a refused or reset connection, or
 * a timeout. `networkCause` is `offline` by default.
 */
export class NoNetwork extends QuietkeyError {
  constructor(message: string, context: ErrorContext = {}) {
    const { networkCause = 'offline' } = context;
    super('no_network', message, { remedy: REMEDIES[networkCause], ...context, networkCause });
  }
}

/**
 * Something between the app and the server answered instead of the server: a sign-in page, a proxy, or an endpoint with
 * a foreign certificate. `networkCause` is `captive-portal` by default.
 */
export class Intercepted extends QuietkeyError {
  constructor(message: string, context: ErrorContext = {}) {
    const { networkCause = 'captive-portal' } = context;
    super('proxy_or_captive_portal', message, {
      remedy: REMEDIES[networkCause],
      ...context,
      networkCause,
    });
  }
}

/** The server answered that it cannot serve the request now. The server decided nothing; try again later. */
export class ServerTrouble extends QuietkeyError {
  /** The HTTP status of the answer. */
  readonly status: number;

  constructor(status: number, message: string, context: ErrorContext = {}) {
    super('server_trouble', message, { remedy: REMEDIES.server, ...context, networkCause: 'server' });
    this.status = status;
  }
}

/** The server refused the request because of the license. A license that is already stored stays valid. */
export class LicenseRefused extends QuietkeyError {
  /** The code of the refusal, from the closed list in codes.ts. */
  readonly refusal: Code;
  /** The HTTP status of the answer. */
  readonly status: number;

  constructor(refusal: Code, status: number, message: string, context: ErrorContext = {}) {
    super('license_refused', message, { ...context, networkCause: 'refused' });
    this.refusal = refusal;
    this.status = status;
  }
}

/** The answer was not proven to come from the vendor. No part of it was used. */
export class AnswerUntrusted extends QuietkeyError {
  /** The exact fault of the token (`token.ts`) or of the answer (`answer.ts`). */
  readonly fault: string;

  constructor(fault: string, context: ErrorContext = {}) {
    super('answer_untrusted', `The license server's answer could not be verified (${fault}).`, {
      remedy: 'Try again from another network. If that does not help, contact the maker of this app.',
      ...context,
      networkCause: 'server',
    });
    this.fault = fault;
  }
}

/** The typed text has no license key, or two different ones. The SDK found this without the network. */
export class BadKey extends QuietkeyError {
  /** The fault that the reader of the key found (`license-key.ts`). */
  readonly fault: LicenseKeyFault;

  constructor(fault: LicenseKeyFault) {
    const [message, remedy] =
      fault === 'several'
        ? ['This text has two different license keys.', 'Enter the key of this app only.']
        : [
            'This license key has a typing error.',
            'Compare it with the key in the mail, or copy and paste it.',
          ];
    super('license_key_malformed', message, { remedy });
    this.fault = fault;
  }
}

/** The username does not have the form that the server accepts. The SDK found this without the network. */
export class BadUsername extends QuietkeyError {
  constructor() {
    super('username_malformed', 'The license server does not accept this username.', {
      remedy: USERNAME_FORM,
    });
  }
}

/** `renew` or `release` was called without a stored activation. */
export class NotActivated extends QuietkeyError {
  constructor() {
    super('not_activated', 'This app is not activated on this machine.', {
      remedy: 'Enter the license key.',
    });
  }
}

/**
 * The caller's `AbortSignal` fired. The server may have processed the request; the next call requests the same answer
 * again.
 */
export class Aborted extends QuietkeyError {
  constructor(cause?: unknown) {
    super('aborted', 'The call was aborted.', { cause });
  }
}

/** The state could not be written. If this is known before the request, the error is thrown before anything is sent. */
export class StateUnwritable extends QuietkeyError {
  constructor(cause: unknown) {
    super('state_unwritable', 'The license data could not be written.', {
      remedy:
        'Check that the disk has space and that the app has permission to write to its folder, then try again.',
      cause,
    });
  }
}

/** An option of `new Quietkey(…)` or of a call is wrong. This is a fault of the app, not of the person. */
export class BadOptions extends QuietkeyError {
  constructor(message: string, remedy?: string) {
    super('options_malformed', message, { remedy });
  }
}
