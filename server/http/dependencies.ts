/**
 * What the JSON door is handed by whoever opens it: the product's operations, and what a door cannot make itself.
 */

import type { RequestHandler } from 'express';
import type { TelemetryReport } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import type { Policies } from '../web/rate-limits.ts';
import type { RequestLine } from '../web/request-log.ts';

export interface ApiDependencies {
  readonly run: Run;
  keySet: () => string;
  ready: () => Promise<boolean>;
  requestId: () => string;
  /** Of Quietkey, as health and the OpenAPI document tell it. */
  version: string;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  telemetry: {
    /** Adds a report to the sums and forgets it. @throws Refusal `request_malformed` where the vocabulary has no such cell */
    take(report: TelemetryReport): void;
    /** Vocabulary and published weeks, as JSON. */
    published(): Promise<string>;
  };
  /** Limits on guessing; by default those of `web/rate-limits.ts`. */
  limits?: Policies | undefined;
  log: (line: RequestLine) => void;
  /** The customers' pages, behind all that programs ask for. */
  portal?: RequestHandler | undefined;
}
