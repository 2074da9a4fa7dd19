/** The form of one step of test/vectors/protocol.json, and what its lists share. */

import type { Identity } from '../../../client-sdk/typescript/index.ts';
import type { Responder } from './protocol-issuer.ts';

export type Call =
  | 'preview'
  | 'activate'
  | 'check'
  | 'renew'
  | 'release'
  | 'keepFresh'
  | 'acceptFarewell'
  | 'previewTrial'
  | 'startTrial';
export type Members = Record<string, unknown>;

/** What a step begins with, is given and is answered. */
export interface StepOptions {
  /** The title of the earlier step whose stored state it begins with; absent: nothing is stored. */
  continues?: string;
  /** Changes that state first, as another client could have written it. */
  edit?: (members: Members) => Members;
  /** The number of days since the first step. */
  day?: number;
  /** The second of that day; by default its middle. */
  second?: number;
  /** The name of the machine; by default the laptop. */
  machine?: string;
  identity?: Identity;
  licenseKey?: string;
  username?: string;
  answers?: Responder[];
  /** The text of a farewell. */
  text?: string;
  /** The entitlements that are asked for after the call. */
  asks?: string[];
}

export interface Step extends StepOptions {
  title: string;
  call: Call;
}

/** Makes steps of one call, which by default begin with nothing stored. Their titles begin with the call. */
export const stepOf =
  (call: Call, common: StepOptions = {}) =>
  (title: string, ...[options = {}, ...answers]: [StepOptions?, ...Responder[]]): Step => ({
    title: `${call}: ${title}`,
    call,
    ...common,
    ...options,
    ...(answers.length > 0 && { answers }),
  });

/** A state with copies of requests of some days, oldest first. */
export const withCopies =
  (...days: string[]) =>
  (members: Members): Members => ({
    ...members,
    sent: days.map((day) => ({ day, path: '/v1/activations', body: '{}' })),
  });

/** The title of the step with which most others begin. */
export const first = 'activate: a seat is granted';
export const renewed = 'renew: the next lease';
