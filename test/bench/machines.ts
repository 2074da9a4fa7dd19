/**
 * The simulated machines of the load, and the bytes of their requests. Each machine has two device tags and a network of
 * its own. Its activation comes from the answers. This file sends nothing.
 */

import { createHmac, randomBytes, randomInt } from 'node:crypto';
import {
  PATHS,
  type ActivateAnswer,
  type ActivateRequest,
} from '../../client-sdk/typescript/contract/wire.ts';

export const PRODUCT = 'sonar';

const BYTE = 256;

/** A machine with an activation. */
export interface ActivatedMachine {
  readonly tags: readonly string[];
  readonly answer: Pick<ActivateAnswer, 'activation' | 'epoch' | 'sequence' | 'secret'>;
}

export type Keeping = 'kept' | 'each';

const random22 = (): string => randomBytes(16).toString('base64url');

/** An activation by a new machine. */
export function newActivation(keys: readonly string[]): ActivateRequest {
  const licenseKey = keys[randomInt(keys.length)] ?? '';
  return { product: PRODUCT, licenseKey, tags: [random22(), random22()], nonce: random22() };
}

/** A renewal with a fresh nonce: path and body. */
export function renewal({ answer, tags }: ActivatedMachine): { path: string; body: object } {
  const { activation, epoch, sequence, secret } = answer;
  const nonce = random22();
  const fields = ['renew', activation, String(epoch), String(sequence), nonce, ...tags];
  const hmac = createHmac('sha256', Buffer.from(secret, 'base64url'));
  for (const field of fields) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(field));
    hmac.update(length).update(field);
  }
  const proof = hmac.digest('base64url');
  return {
    path: PATHS.lease.replace(':activation', activation),
    body: { epoch, sequence, nonce, tags, proof },
  };
}

/** The bytes of a POST, over a connection that is kept open or over a single one. */
export function postBytes(
  path: string,
  body: object,
  keeping: Keeping,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const text = JSON.stringify(body);
  const network = [20 + randomInt(60), randomInt(BYTE), randomInt(BYTE), 7].join('.');
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-forwarded-for: ${network}`,
    `connection: ${keeping === 'kept' ? 'keep-alive' : 'close'}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
}

export function getBytes(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
}
