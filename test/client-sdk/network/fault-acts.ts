/** What a faulty server or proxy does with a connection. */

import { connect, type Socket } from 'node:net';

/** `upstream` is the port of the fault's server, for a proxy that connects. */
export type Act = (socket: Socket, upstream: number) => void;

export const NOTHING: Act = () => undefined;
export const CLOSE: Act = (socket) => socket.end();
/** Below TLS too: a socket of TLS cannot be reset itself. */
export const RESET: Act = (socket) => ((socket as { _parent?: Socket })._parent ?? socket).resetAndDestroy();
export const answers =
  (text: string | Buffer): Act =>
  (socket) =>
    socket.end(text);
/** Acts once something was received. */
export const onceSpoken =
  (act: Act): Act =>
  (socket, upstream) =>
    socket.once('data', () => act(socket, upstream));
/** Acts once a whole request was received: its body is JSON. */
export const onceAsked =
  (act: Act): Act =>
  (socket, upstream) => {
    let received = '';
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1');
      if (/\r\n\r\n[^]*\}$/.test(received)) act(socket, upstream);
    });
  };
export const response = (status: string, headers: readonly string[], body = ''): string =>
  `HTTP/1.1 ${[status, ...headers, `content-length: ${Buffer.byteLength(body)}`, 'connection: close'].join('\r\n')}\r\n\r\n${body}`;
export const HTML = 'content-type: text/html; charset=utf-8';
export const JSON_TYPE = 'content-type: application/json';
export const LOGIN = '<!doctype html><title>Welcome</title><form action="/login"></form>';
export const page = (status: string, ...headers: string[]): Act =>
  onceAsked(answers(response(status, [HTML, ...headers], LOGIN)));
export const json = (status: string, value: unknown, ...headers: string[]): Act =>
  onceAsked(answers(response(status, [JSON_TYPE, ...headers], JSON.stringify(value))));
export const raw = (text: string, then: Act = CLOSE): Act =>
  onceAsked((socket, upstream) => socket.write(text, () => then(socket, upstream)));
export const problem = (status: number, code: string): Act =>
  json(`${status} Problem`, { type: `urn:quietkey:problem:${code}`, status, code, detail: 'No.' });
/** Sends for ever, as long as the other side reads. */
export const pour =
  (head: string, piece: string): Act =>
  (socket) => {
    const more = (): void => {
      while (socket.write(piece));
    };
    onceAsked(() => {
      socket.on('drain', more).write(head);
      more();
    })(socket, 0);
  };
export const drip =
  (head: string): Act =>
  (socket) =>
    onceAsked(() => {
      socket.write(head);
      const timer = setInterval(() => socket.write(' '), 50);
      socket.once('close', () => clearInterval(timer));
    })(socket, 0);
const CONNECTED = 'HTTP/1.1 200 Connected\r\n\r\n';
const bridge: Act = (socket, upstream) => {
  const beyond = connect(upstream, '127.0.0.1', () => socket.pipe(beyond).pipe(socket));
  beyond.on('error', () => socket.destroy());
  socket.on('close', () => beyond.destroy());
};
/** A proxy that says that it connects, and connects with the server unless it does something else. */
export const tunnel = (then = bridge): Act =>
  onceSpoken((socket, upstream) => socket.write(CONNECTED, () => then(socket, upstream)));
export const refuses = (status: string, ...headers: string[]): Act =>
  onceSpoken(answers(response(status, [HTML, ...headers], LOGIN)));
