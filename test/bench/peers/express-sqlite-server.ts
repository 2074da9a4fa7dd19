/** The server of the peer `express-sqlite.ts`. Its arguments are a database file and a port. */

import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import Database from 'better-sqlite3';
import express, { type Request, type Response } from 'express';

interface Activation {
  readonly licenseKey: string;
  readonly tags: readonly string[];
}

const DAY_MILLISECONDS = 86_400_000;
const LEASE_DAYS = 30;

const [, , file = '', port = ''] = process.argv;
const { privateKey } = generateKeyPairSync('ed25519');
const database = new Database(file);
database.pragma('synchronous = FULL');
const findLicense = database.prepare<[string], { id: number; seats: number }>(
  'SELECT id, seats FROM licenses WHERE key = ?',
);
const countSeats = database
  .prepare<[number], number>('SELECT COUNT(*) FROM activations WHERE license = ?')
  .pluck();
const addActivation = database.prepare<[string, number, string, number]>(
  'INSERT INTO activations (id, license, machine, day) VALUES (?, ?, ?, ?)',
);

/** Adds an activation; undefined if the key is unknown or no seat is free. */
const activate = database.transaction((key: string, machine: string, day: number): string | undefined => {
  const license = findLicense.get(createHash('sha256').update(key).digest('hex'));
  if (license === undefined || (countSeats.get(license.id) ?? 0) >= license.seats) return undefined;
  const id = randomUUID();
  addActivation.run(id, license.id, machine, day);
  return id;
});

const app = express();
app.use(express.json());
app.get('/ready', (_request: Request, response: Response) => {
  response.json({});
});
app.post('/activations', (request: Request, response: Response) => {
  const { licenseKey, tags } = request.body as Activation;
  const day = Math.floor(Date.now() / DAY_MILLISECONDS);
  const activation = activate(licenseKey, tags.join(' '), day);
  if (activation === undefined) {
    response.status(409).json({ code: 'refused' });
    return;
  }
  const claims = Buffer.from(JSON.stringify({ activation, tags, from: day, until: day + LEASE_DAYS }));
  const payload = claims.toString('base64url');
  const signature = sign(null, Buffer.from(payload), privateKey).toString('base64url');
  response.json({ activation, lease: `${payload}.${signature}` });
});
app.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => process.exit());
