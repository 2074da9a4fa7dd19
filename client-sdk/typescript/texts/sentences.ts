/** What a language must have: a text for every reason, event, error and refusal that the SDK tells the person. */
import type { LicenseCode } from '../contract/codes.ts';
import type { CheckReason, CheckState } from '../lease/check.ts';
import type { EventKind } from '../lease/events.ts';
import type { ErrorCode } from '../primitives/errors.ts';
import type { NetworkCause } from '../primitives/network-cause.ts';

/** Days that a text may name, as the language writes them; a day is absent if it does not apply. */
export interface WrittenDays {
  leaseEndsOn?: string | undefined;
  graceEndsOn?: string | undefined;
  licenseEndsOn?: string | undefined;
  noticeEndsOn?: string | undefined;
  /** Of a trial: its last day as the language writes it, and the number of days that are left. */
  trial?: { endsOn: string; daysLeft: number } | undefined;
}

/** The text of an error, and what the person can do; an error without a remedy has none. */
export interface ErrorText {
  message: string;
  remedy?: string;
}

/** The text of a cause, and what the person can do. */
export type CauseText = Required<ErrorText>;

export interface Sentences {
  /** Writes a day in words. */
  day: (day: Date) => string;
  checks: Record<CheckReason, (days: WrittenDays, state: CheckState) => string>;
  /** The text of a session that is over its lease. @param after the text for what comes after the session */
  overLease: (after: string) => string;
  events: Record<
    EventKind,
    (about: Pick<WrittenDays, 'licenseEndsOn' | 'trial'> & { machineName?: string }) => string
  >;
  errors: Record<Exclude<ErrorCode, 'license_refused'>, ErrorText>;
  /** Why a call failed. The errors `no_network` and `proxy_or_captive_portal` have the text of their cause. */
  causes: Record<NetworkCause, CauseText>;
  /** Instead of the error `license_key_malformed`, if the typed text has two different keys. */
  severalKeys: ErrorText;
  refusals: Record<LicenseCode, ErrorText>;
  /** For a refusal of a newer server, which this version does not know. */
  unknownRefusal: ErrorText;
  /** Added to the remedy of a refused seat if the server cannot recognise the machine. */
  reinstall: string;
}
