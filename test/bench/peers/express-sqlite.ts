/**
 * A peer as it is written in an afternoon: Express and better-sqlite3 in one thread, one durable commit for each
 * activation, keys stored as SHA-256, a lease signed with Ed25519. It has no rate limits, proofs, forks, purge or portal.
 */

import { createHash, randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newActivation } from '../machines.ts';
import type { Peer, Place } from './peer.ts';

/** The seats of each license: more than a run needs. */
const SEATS = 1_000_000;

const keysIn = new Map<string, readonly string[]>();

export const peer: Peer = {
  name: 'Express + better-sqlite3',
  does: 'finds the license, counts its seats, adds a row, signs a lease',
  prepare: (place, licenses) => Promise.resolve(createDatabase(place, licenses)),
  start: ({ folder, port }) => ({
    command: process.execPath,
    args: [fileURLToPath(new URL('express-sqlite-server.js', import.meta.url)), fileIn(folder), String(port)],
  }),
  ready: '/ready',
  licenses: ({ folder }) => Promise.resolve(keysIn.get(folder) ?? []),
  activation: (key) => ({ path: '/activations', body: newActivation([key]) }),
};

function createDatabase({ folder }: Place, licenses: number): void {
  const keys = Array.from({ length: licenses }, () => randomBytes(16).toString('hex'));
  const database = new Database(fileIn(folder));
  database.pragma('journal_mode = WAL');
  database.exec(`
    CREATE TABLE licenses (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, seats INTEGER NOT NULL);
    CREATE TABLE activations (
      id TEXT PRIMARY KEY, license INTEGER NOT NULL REFERENCES licenses (id), machine TEXT NOT NULL, day INTEGER NOT NULL,
      UNIQUE (license, machine));
  `);
  const add = database.prepare('INSERT INTO licenses (key, seats) VALUES (?, ?)');
  database.transaction(() => {
    for (const key of keys) add.run(createHash('sha256').update(key).digest('hex'), SEATS);
  })();
  database.close();
  keysIn.set(folder, keys);
}

function fileIn(folder: string): string {
  return join(folder, 'licenses.db');
}
