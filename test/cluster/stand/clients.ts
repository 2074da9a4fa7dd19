/**
 * The clients of the stand: each activates one new machine after another through its proxy, with the retries of an app:
 * the same request again, after the time that the server says. They record every attempt and every confirmed activation.
 */

import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivateAnswer, ActivateRequest } from '../../../client-sdk/typescript/contract/wire.ts';
import type { Confirmed } from './compare.ts';
import type { Attempt } from './outages.ts';
import type { Place } from './place.ts';
import { HOST, type Proxy } from './proxies.ts';

/** Above the read limit of the proxies, so that their answer is seen. */
const ANSWER_MS_MAX = 20_000;
const PAUSE_MS = 150;
const RETRY_MS = 1_000;
/** One of so many activations asks for the license with few seats. */
const CONTESTED_EVERY = 5;

export interface LicenseToUse {
  readonly license: string;
  readonly licenseKey: string;
}

export interface LoadOptions {
  readonly place: Place;
  readonly proxies: readonly Proxy[];
  readonly clientsEach: number;
  readonly certificate: string;
  /** Licenses with seats for all; several, since a server limits how often a key is used. */
  readonly plenty: readonly LicenseToUse[];
  /** A license with fewer seats than machines that want one. */
  readonly contested: LicenseToUse;
}

export class Load {
  readonly attempts: Attempt[] = [];
  readonly confirmed: Confirmed[] = [];
  readonly #options: LoadOptions;
  readonly #agent: Agent;
  readonly #began = performance.now();
  readonly #lanes: Promise<void>[];
  #isEnding = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#agent = new Agent({
      keepAlive: true,
      ca: readFileSync(options.certificate),
      servername: HOST,
    });
    this.#lanes = options.proxies.flatMap((proxy) =>
      Array.from({ length: options.clientsEach }, (_lane, index) => this.#lane(proxy, index + 1)),
    );
  }

  /** Milliseconds since the start. */
  get now(): number {
    return performance.now() - this.#began;
  }

  /** Lets every client finish its present request, and ends. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await Promise.all(this.#lanes);
    this.#agent.destroy();
  }

  async #lane(proxy: Proxy, number: number): Promise<void> {
    const client = `${proxy} ${number}`;
    for (let machine = 1; !this.#isEnding; machine += 1) {
      const { plenty, contested } = this.#options;
      const wanted = machine % CONTESTED_EVERY === 0 ? undefined : plenty[machine % plenty.length];
      await this.#activate(proxy, client, wanted ?? contested);
      await sleep(randomInt(PAUSE_MS * 2));
    }
  }

  async #activate(proxy: Proxy, client: string, { license, licenseKey }: LicenseToUse): Promise<void> {
    const body: ActivateRequest = {
      product: 'sonar',
      licenseKey,
      tags: [random22(), random22()],
      nonce: random22(),
    };
    while (!this.#isEnding) {
      const { attempt, answer } = await this.#post(proxy, client, body);
      this.attempts.push(attempt);
      if (attempt.status === 200 && answer !== undefined) {
        const { activation, sequence } = answer;
        this.confirmed.push({ activation, license, sequence });
      }
      if (!isLater(attempt)) return;
      await sleep(RETRY_MS * (0.5 + randomInt(1_000) / 1_000));
    }
  }

  #post(
    proxy: Proxy,
    client: string,
    body: ActivateRequest,
  ): Promise<{ attempt: Attempt; answer: ActivateAnswer | undefined }> {
    const text = JSON.stringify(body);
    const sentMs = this.now;
    const { network } = this.#options.place;
    return new Promise((resolve) => {
      const end = (
        status: number | null,
        code: string | null,
        hasRetryAfter: boolean,
        got?: ActivateAnswer,
      ) =>
        resolve({
          attempt: { client, sentMs, answeredMs: this.now, status, code, hasRetryAfter },
          answer: got,
        });
      const sending = request(
        {
          host: network.addressOf(proxy),
          port: network.httpsPort,
          path: '/v1/activations',
          method: 'POST',
          agent: this.#agent,
          headers: {
            host: HOST,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          },
        },
        (response) => {
          let received = '';
          response.setEncoding('utf8').on('data', (part: string) => (received += part));
          response.on('error', () => end(null, 'ANSWER_CUT', false));
          response.on('end', () => {
            const read = readAnswer(received);
            const hasRetryAfter = response.headers['retry-after'] !== undefined;
            end(response.statusCode ?? null, read?.code ?? null, hasRetryAfter, read);
          });
        },
      );
      sending.setTimeout(ANSWER_MS_MAX, () => sending.destroy(new Error('NO_ANSWER')));
      sending.on('error', (error: NodeJS.ErrnoException) => end(null, error.code ?? error.message, false));
      sending.end(text);
    });
  }
}

function readAnswer(text: string): (ActivateAnswer & { code?: string }) | undefined {
  try {
    return JSON.parse(text) as ActivateAnswer;
  } catch {
    return undefined;
  }
}

/** Whether the same request is worth another attempt, as the SDK decides: busy, 5xx or no answer. */
function isLater({ status }: Attempt): boolean {
  return status === null || status === 429 || status >= 500;
}

function random22(): string {
  return randomBytes(16).toString('base64url');
}
