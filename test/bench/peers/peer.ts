/**
 * A peer: another HTTP server that activates licenses, measured beside this one in the same run. A peer is one file that
 * exports `peer`; `echo.ts`, `express-sqlite.ts` and `quietkey.ts` are examples. A peer for another server needs no change
 * of the bench: `npm run bench -- --peers ./my-server.js`.
 */

/** The peers of this folder, by the names of their files. */
export const PEER_NAMES: readonly string[] = ['quietkey', 'echo', 'express-sqlite'];

/** Where a peer runs. */
export interface Place {
  /** An empty folder for the files of the peer. */
  readonly folder: string;
  /** The port on 127.0.0.1 on which the peer listens. */
  readonly port: number;
}

/** A program with its arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside those of the bench. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A request with a JSON body, which is answered with status 200 or 201. */
export interface PeerRequest {
  readonly path: string;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Peer {
  /** The name in the report. */
  readonly name: string;
  /** What one activation does, in a few words for the report. */
  readonly does: string;
  /** Prepares the folder, before the server is started. */
  prepare?(place: Place, licenses: number): Promise<void>;
  /** How the server is started. It ends with SIGTERM. */
  start(place: Place): Program;
  /** A path that is answered with a status below 500 once the server accepts requests. */
  readonly ready: string;
  /** Makes licenses on the running server, or reads those that were prepared. Returns their keys. */
  licenses(place: Place, licenses: number): Promise<readonly string[]>;
  /** The activation of a new machine with a key. Each call gives another machine. */
  activation(key: string): PeerRequest;
}
