/** One of the client processes of the race: sends all its activations at once and prints what came back. */

import type { ActivateAnswer, ActivateRequest, Problem } from '../../client-sdk/wire.ts';
import { PATHS } from '../../client-sdk/wire.ts';

export interface RaceAnswer {
  status: number;
  code?: string;
  lease?: string;
  activation?: string;
}

const [url = '', text = '[]'] = process.argv.slice(2);
const requests = JSON.parse(text) as ActivateRequest[];

async function send(request: ActivateRequest): Promise<RaceAnswer> {
  const response = await fetch(url + PATHS.activations, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const body = (await response.json()) as ActivateAnswer | Problem;
  if ('code' in body) return { status: response.status, code: body.code };
  return { status: response.status, lease: body.lease, activation: body.activation };
}

process.stdout.write(JSON.stringify(await Promise.all(requests.map(send))));
