/**
 * The fake server: answers what the SDK sends, in the shapes of the real server. Nothing listens: the `fetch` of the app
 * is a function of this file. A test can make the next requests fail, by a fault of the network or a problem of the
 * server.
 */
import type { OfflineRequest } from '../contract/offline.ts';
import { TELEMETRY_PATHS } from '../contract/telemetry-vocabulary.ts';
import {
  PATHS,
  type ActivateRequest,
  type RenewalNotice,
  type RenewAnswer,
  type RenewRequest,
} from '../contract/wire.ts';
import type { TrialRequest } from '../contract/trial.ts';
import { FAULTS, type Fault } from './faults.ts';
import { Issuer } from './issuer.ts';
import type { Decided, Licensing } from './licensing.ts';
import { refuse, RefusedRequest, respondWith, type PlannedProblem } from './problems.ts';
import { randomId } from './seat.ts';
import type { Trials } from './trials.ts';

/** How a request fails: by a fault of the network, or by a problem that the server answers. */
export type Failure = Fault | PlannedProblem;

/** A request that an app has sent, whether or not it arrived. */
export interface SentRequest {
  /** The path below the URL of the server, such as `/v1/activations`. */
  path: string;
  body: string;
}

/** The request of an app. `key`: set if the request came as a file. */
type Call =
  | Omit<OfflineRequest & { call: 'activate' }, 'key'>
  | (Omit<OfflineRequest & { call: 'renew' | 'release' }, 'key'> & { key?: string });

const REQUEST_ID_BYTES = 12;
const PROVEN_PATH = /^\/v1\/activations\/([^/]+)\/(lease|release)$/;

export class FakeServer {
  issuer: Issuer;
  readonly requests: SentRequest[] = [];
  /** The published farewell of the product, which every grant brings. */
  farewell: string | undefined;
  /** What each renewal tells the person. */
  notices: RenewalNotice[] = [];
  readonly #licensing: Licensing;
  readonly #trials: Trials;
  readonly #stranger = new Issuer();
  #planned: { failure: Failure; timesLeft: number } | undefined;

  constructor({ licensing, trials }: { licensing: Licensing; trials: Trials }, issuer: Issuer) {
    this.#licensing = licensing;
    this.#trials = trials;
    this.issuer = issuer;
  }

  /** Makes the next requests fail; 0 times ends it. */
  fail(failure: Failure, times: number): void {
    this.#planned = times > 0 ? { failure, timesLeft: times } : undefined;
  }

  /** Sends a request, like the global `fetch`. */
  async fetch(url: string, { body, signal }: RequestInit): Promise<Response> {
    signal?.throwIfAborted();
    const { pathname } = new URL(url);
    const path = pathname.slice(pathname.search(/\/(?:v1|telemetry)\//));
    const request = { path, body: typeof body === 'string' ? body : '' };
    this.requests.push(request);
    const failure = this.#nextFailure();
    if (failure === undefined) return this.#respond(request, this.issuer);
    if (typeof failure !== 'string') return respondWith(failure, randomId(REQUEST_ID_BYTES));
    return FAULTS[failure].meet({
      serve: () => this.#respond(request, this.issuer),
      serveUntrusted: () => this.#respond(request, this.#stranger),
      signal,
    });
  }

  /** Decides and signs. @throws RefusedRequest */
  answer(call: Call, issuer = this.issuer): RenewAnswer {
    if (call.call === 'activate') return this.#signed(this.#licensing.activate(call.body), issuer);
    const { activation, key, body } = call;
    const input = { ...body, activation, ...(key !== undefined && { answerKey: key }) };
    const answer = this.#signed(this.#licensing[call.call](input), issuer);
    const hasNotices = 'lease' in answer && this.notices.length > 0;
    return hasNotices ? { ...answer, notices: this.notices } : answer;
  }

  #nextFailure(): Failure | undefined {
    const planned = this.#planned;
    if (planned === undefined) return undefined;
    planned.timesLeft -= 1;
    if (planned.timesLeft <= 0) this.#planned = undefined;
    return planned.failure;
  }

  #respond(request: SentRequest, issuer: Issuer): Response {
    try {
      return Response.json(this.#route(request, issuer));
    } catch (error) {
      if (error instanceof RefusedRequest) return respondWith(error.problem, randomId(REQUEST_ID_BYTES));
      throw error;
    }
  }

  #route({ path, body }: SentRequest, issuer: Issuer): unknown {
    if (path === TELEMETRY_PATHS.report) return {};
    if (path === PATHS.activations)
      return this.answer({ call: 'activate', body: JSON.parse(body) as ActivateRequest }, issuer);
    if (path === PATHS.trials) return this.#trials.start(JSON.parse(body) as TrialRequest, issuer);
    const [, activation, place] = PROVEN_PATH.exec(path) ?? [];
    if (activation === undefined) return refuse('not_found');
    const call = place === 'lease' ? 'renew' : 'release';
    return this.answer({ call, activation, body: JSON.parse(body) as RenewRequest }, issuer);
  }

  #signed(decided: Decided, issuer: Issuer): RenewAnswer {
    if (decided.kind === 'statement') return issuer.signStatement(decided.claims);
    const { activation, epoch, sequence, secret, claims } = decided;
    const grant = { activation, epoch, sequence, secret, ...issuer.signLease(claims) };
    return this.farewell === undefined ? grant : { ...grant, farewell: this.farewell };
  }
}
