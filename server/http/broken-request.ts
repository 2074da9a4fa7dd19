/**
 * What is not HTTP never becomes a request: it is answered on the socket, as a problem, and the socket is closed.
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

/** Answers what Node's parser refused, or a method that is not served on a connection. */
export function answerBroken(
  error: NodeJS.ErrnoException,
  socket: Socket,
  dependencies: ApiDependencies,
): void {
  // an answer written now would be taken for that of a whole request before it
  if (error.code === 'ECONNRESET' || !socket.writable || owesAnswer(socket)) return void socket.destroy();
  const [status, says] = BROKEN_STATUS[error.code ?? ''] ?? [400, 'Bad Request'];
  const code = 'request_malformed';
  const requestId = dependencies.requestId();
  const { body } = presentProblem(new Refusal({ code, detail: `${says}.` }), requestId);
  dependencies.log({ event: 'request', method: '(none)', route: '(broken)', status, code, ms: 0, requestId });
  const text = JSON.stringify({ ...body, status });
  socket.end(
    `HTTP/1.1 ${status} ${says}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    () => socket.destroy(),
  );
}
