/**
 * Answers requests that never become a request object: invalid HTTP, timeouts and CONNECT. The problem is written to
 * the socket, which is then closed.
 */

import type { Socket } from 'node:net';
import { Refusal } from '../domain/kernel/refusal.ts';
import type { ApiDependencies } from './dependencies.ts';
import { presentProblem, PROBLEM_TYPE } from '../web/problem.ts';
import { owesAnswer } from '../web/request-log.ts';

const BROKEN_STATUS: Readonly<Record<string, [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

/** Answers a connection whose bytes Node's HTTP parser rejected, and a CONNECT request. */
export function answerBroken(
  error: NodeJS.ErrnoException,
  socket: Socket,
  dependencies: ApiDependencies,
): void {
  // while an earlier request is being served, the client would mistake this problem for the answer to that request
  if (error.code === 'ECONNRESET' || !socket.writable || owesAnswer(socket)) return void socket.destroy();
  const [status, reason] = BROKEN_STATUS[error.code ?? ''] ?? [400, 'Bad Request'];
  const code = 'request_malformed';
  const requestId = dependencies.requestId();
  const { body } = presentProblem(new Refusal({ code, detail: `${reason}.` }), requestId);
  dependencies.log({ event: 'request', method: '(none)', route: '(broken)', status, code, ms: 0, requestId });
  const text = JSON.stringify({ ...body, status });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    () => socket.destroy(),
  );
}
