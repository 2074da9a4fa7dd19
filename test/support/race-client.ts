/**
 * One of the client processes of the race (`race-clients.ts`): it sends the activations of each message at once and
 * answers with their answers. As the SDK does, it repeats a request when the server is busy.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type { ActivateAnswer, ActivateRequest, Problem } from '../../client-sdk/typescript/contract/wire.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import type { Share } from './race-clients.ts';

export interface RaceAnswer {
  status: number;
  code?: string;
  lease?: string;
  activation?: string;
}

const BUSY_MAX = 300;

async function send(url: string, request: ActivateRequest, busy = 0): Promise<RaceAnswer> {
  const response = await fetch(url + PATHS.activations, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const retryAfter = response.headers.get('retry-after');
  if (retryAfter !== null && busy < BUSY_MAX) {
    await response.arrayBuffer();
    await pause(1_000 * (Number(retryAfter) + Math.random()));
    return send(url, request, busy + 1);
  }
  const body = (await response.json()) as ActivateAnswer | Problem;
  if ('code' in body) return { status: response.status, code: body.code };
  return { status: response.status, lease: body.lease, activation: body.activation };
}

process.on('message', ({ url, requests }: Share) => {
  // a rejection ends the process, and the race with it
  void Promise.all(requests.map((request) => send(url, request))).then((answers) => process.send?.(answers));
});
