/**
 * The public surface of the SDK: one class, its options and answers, and the errors it throws. What is not exported
 * here may change in any version.
 */
export { Quietkey, type ActivateOptions, type CallOptions } from './quietkey.ts';
export type { QuietkeyOptions, TelemetryOptions } from './options.ts';
export type { Check } from './presentation.ts';
export { CHECK_REASONS, type CheckReason, type CheckState } from './check.ts';
export {
  Aborted,
  AnswerUntrusted,
  BadKey,
  BadOptions,
  ERROR_CODES,
  Intercepted,
  LicenseRefused,
  NoNetwork,
  NotActivated,
  QuietkeyError,
  ServerTrouble,
  StateUnwritable,
  type ErrorCode,
} from './errors.ts';
export type { Adapter } from './device-tags.ts';
export type { SentCopy } from './state.ts';
export { fileStore } from './state-file.ts';
export type { Store } from './store.ts';
export type { ReportEnd, Telemetry, TelemetryStatus } from './telemetry.ts';
export type { TelemetryCopy } from './telemetry-state.ts';
export type { Fetch } from './transport.ts';
export type { TokenFault } from './token.ts';
export { CODES, type Code } from './wire.ts';
