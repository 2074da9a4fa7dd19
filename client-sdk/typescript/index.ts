/**
 * The public API of the SDK: the client class, its options and results, and the errors that it throws. Anything that is
 * not exported in this file may change in any version.
 */
export { Quietkey } from './quietkey.ts';
export type { ActivateOptions, CallOptions, Freshness, Preview } from './call-options.ts';
export type { SignInOptions, SignInPrompt } from './exchange/sign-in.ts';
export type { DescribedField, Description, RequestCall } from './exchange/description.ts';
export type { Source, Sources } from './machine/sources.ts';
export type { Identity, TrialPer } from './contract/wire.ts';
export type { QuietkeyOptions, TelemetryOptions } from './options.ts';
export type { StorageEvent } from './storage/memory.ts';
export type { Check, TrialStanding } from './lease/presentation.ts';
export type { LicenseLease } from './lease/license-lease.ts';
export type { Session } from './lease/session.ts';
export { EVENT_KINDS, type EventKind, type LicenseEvent } from './lease/events.ts';
export { CHECK_REASONS, type CheckReason, type CheckState } from './lease/check.ts';
export {
  Aborted,
  AnswerUntrusted,
  BadKey,
  BadOptions,
  BadUsername,
  ERROR_CODES,
  Intercepted,
  LicenseRefused,
  NoNetwork,
  NotActivated,
  QuietkeyError,
  ServerTrouble,
  StateUnwritable,
  type ErrorCode,
} from './primitives/errors.ts';
export { NETWORK_CAUSES, type NetworkCause } from './primitives/network-cause.ts';
export type { GivenAdapter as Adapter } from './machine/adapter.ts';
export type { SentCopy } from './state/state.ts';
export { fileStore } from './state/state-file.ts';
export type { Store } from './state/store.ts';
export type { ReportEnd, Telemetry, TelemetryStatus } from './telemetry/telemetry.ts';
export type { TelemetryCopy } from './telemetry/state.ts';
export type { Fetch } from './network/transport.ts';
export type { TokenFault } from './lease/token.ts';
export type { ImportedKeyForm } from './contract/imported-key-form.ts';
export type { LicenseKeyFault } from './contract/license-key.ts';
export { CODES, type Code } from './contract/codes.ts';
