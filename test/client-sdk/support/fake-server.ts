/**
 * The server of the SDK's tests: a real node:http server on a free port. By default it implements the contract, with a
 * minimal form of the sequence and repetition rules. A test may replace its behaviour to simulate a hostile network.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignInAnswer } from '../../../client-sdk/typescript/contract/sign-in.ts';
import type {
  ActivateRequest,
  LeaseClaims,
  RenewRequest,
} from '../../../client-sdk/typescript/contract/wire.ts';
import { DAY, TODAY, proofOf, type TestIssuer } from './issuer.ts';

interface Received {
  method: string;
  path: string;
  body: string;
}

export type Behaviour = (received: Received, response: ServerResponse) => void;

/** What begins a sign-in: with polls that follow at once. */
export const BEGUN: SignInAnswer = {
  deviceCode: `${'d'.repeat(22)}.${'s'.repeat(43)}`,
  userCode: 'BCDF-GHJK',
  words: 'amber falcon',
  page: '/activate',
  expiresIn: 600,
  interval: 0,
};

export interface FakeServer {
  url: string;
  received: Received[];
  /** Replaces the contract until it is set to undefined. */
  behaviour: Behaviour | undefined;
  /** Processes the next request, and then loses the answer. */
  loseNextAnswer: () => void;
  seat: FakeSeat;
  close: () => Promise<void>;
}

interface FakeSeat {
  /** The server's day. */
  today: number;
  activation: string;
  epoch: number;
  sequence: number;
  secret: string;
  /** If set, renewals are answered by a statement of this kind. */
  ended: 'released' | 'suspended' | 'revoked' | undefined;
  /** If set, the next lease is of this activation. */
  movesTo: string | undefined;
  /** What the answers of renewals tell the person. */
  notices: unknown;
  keySet: string;
  leaseChanges: Partial<LeaseClaims>;
}

export async function startFakeServer(issuer: TestIssuer): Promise<FakeServer> {
  const seat: FakeSeat = {
    today: TODAY,
    activation: 'activation-1',
    epoch: 1,
    sequence: 0,
    secret: Buffer.alloc(32, 7).toString('base64url'),
    ended: undefined,
    movesTo: undefined,
    notices: undefined,
    keySet: issuer.keySet(),
    leaseChanges: {},
  };
  const answered = new Map<string, string>();
  let losing = false;
  const http = createServer((request, response) => {
    void readBody(request)
      .then((body) =>
        answerRequest({ method: request.method ?? '', path: request.url ?? '', body }, response),
      )
      .catch((error: unknown) => answerJson(response, 500, JSON.stringify({ detail: String(error) })));
  });
  const answerRequest = (received: Received, response: ServerResponse): void => {
    server.received.push(received);
    if (server.behaviour) return server.behaviour(received, response);
    const answer = answered.get(received.body) ?? answerByContract(issuer, seat, received);
    answered.set(received.body, answer);
    if (!losing) return answerJson(response, 200, answer);
    losing = false;
    response.destroy();
  };
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: FakeServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received: [],
    behaviour: undefined,
    loseNextAnswer: () => {
      losing = true;
    },
    seat,
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
  return server;
}

export function answerJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

export function answerProblem(response: ServerResponse, status: number, code: string): void {
  const problem = {
    type: 'about:blank',
    title: code,
    status,
    code,
    detail: `No: ${code}.`,
    remedy: 'Ask.',
    requestId: 'r-1',
  };
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}

function answerByContract(issuer: TestIssuer, seat: FakeSeat, { path, body }: Received): string {
  const request = JSON.parse(body) as ActivateRequest & RenewRequest;
  if (path.endsWith('/v1/sign-ins')) return JSON.stringify(BEGUN);
  if (path.endsWith('/v1/trials')) return grant(issuer, seat, request.tags);
  if (path.endsWith('/v1/activations') || path.endsWith('/v1/sign-in-activations')) {
    if (request.held) checkProof(seat, 'activate', { ...request, ...request.held });
    return grant(issuer, seat, request.tags);
  }
  const verb = path.endsWith('/release') ? 'release' : 'renew';
  checkProof(seat, verb, request);
  const kind = verb === 'release' ? 'released' : seat.ended;
  if (!kind) return grant(issuer, seat, request.tags);
  const { activation, sequence, today: effective } = seat;
  const statement = issuer.statement({ activation, sequence, kind, effective });
  return JSON.stringify({ statement, keySet: seat.keySet });
}

function grant(issuer: TestIssuer, seat: FakeSeat, tags: string[]): string {
  seat.sequence += 1;
  seat.activation = seat.movesTo ?? seat.activation;
  const { today, activation, epoch, sequence, secret, keySet } = seat;
  const lease = issuer.lease({
    jti: `${activation}.${sequence}`,
    tags: [...tags].sort(),
    iat: today,
    nbf: today,
    exp: today + 30 * DAY,
    refresh_after: today + 7 * DAY,
    ...seat.leaseChanges,
  });
  const { notices } = seat;
  return JSON.stringify({ activation, epoch, sequence, secret, lease, keySet, notices });
}

function checkProof(seat: FakeSeat, verb: string, request: RenewRequest): void {
  const { epoch, sequence, nonce, tags, proof, borrowDays } = request;
  const borrowed = borrowDays === undefined ? [] : [borrowDays];
  const proven = borrowDays === undefined ? verb : 'borrow';
  const fields = [proven, seat.activation, epoch, sequence, nonce, ...tags, ...borrowed];
  const expected = proofOf(seat.secret, fields);
  if (proof !== expected) throw new Error(`the proof of ${verb} is wrong`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
