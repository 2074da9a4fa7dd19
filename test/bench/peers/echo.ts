/** A peer that does nothing: a bare `node:http` server, which parses a JSON body and writes it back. */

import { fileURLToPath } from 'node:url';
import { newActivation } from '../machines.ts';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'bare echo',
  does: 'parses JSON and writes it back',
  start: ({ port }) => ({
    command: process.execPath,
    args: [fileURLToPath(new URL('echo-server.js', import.meta.url)), String(port)],
  }),
  ready: '/',
  licenses: (_place, licenses) => Promise.resolve(Array.from({ length: licenses }, (_, i) => `key-${i}`)),
  activation: (key) => ({ path: '/activations', body: newActivation([key]) }),
};
