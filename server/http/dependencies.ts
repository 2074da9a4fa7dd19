/**
 * The dependencies of the JSON API, which the composition root provides: the operations of the domain, and everything
 * that the API does not create itself.
 */

import type { Request, RequestHandler, Response } from 'express';
import type { TelemetryReport } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import type { AppNetworks } from '../web/app-networks.ts';
import type { Limits } from '../web/rate-limits.ts';
import type { RequestLine } from '../web/request-log.ts';

export interface ApiDependencies {
  readonly run: Run;
  keySet: () => string;
  ready: () => Promise<boolean>;
  /** Whether the server's clock is believed. If not, nothing irreversible is done, and everything else continues. */
  isClockBelieved: () => boolean;
  requestId: () => string;
  /** The version of Quietkey, shown by `/healthz` and the OpenAPI document. */
  version: string;
  /** Addresses and networks whose `X-Forwarded-For` is trusted. */
  trustedProxies: readonly string[];
  /** Called for each request in which a proxy does not name the client in a readable form. */
  onUnreadableClient?: (() => void) | undefined;
  telemetry: {
    /**
     * Adds a telemetry report to the sums, without storing the report.
     * @throws Refusal `request_malformed` for an unknown cell
     */
    take(report: TelemetryReport): void;
    /** The vocabulary of telemetry and the published weeks, as JSON text. */
    published(): Promise<string>;
  };
  /** The rate limits on guessing, which API and portal share. */
  limits: Limits;
  /** The networks of apps that wait for a customer, which API and portal share. */
  appNetworks: AppNetworks;
  log: (line: RequestLine) => void;
  /** Answers a request that has to wait, before anything else is done for it. False: the request is not answered. */
  refuseEarly?: ((request: Request, response: Response) => boolean) | undefined;
  /** The request handler of the portal, which is tried after all routes of the API. */
  portal?: RequestHandler | undefined;
}
