/**
 * The writer thread of the store's tests, which serves the small operations of `test/db/batches.ts`.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { serveWriter } from '../../db/sqlite/store/writer-worker.ts';
import { BATCHES, NO_PORTS } from '../db/batches.ts';
import type { Day } from '../../server/domain/kernel/day.ts';

if (parentPort === null) throw new Error('this file is a worker');
const { path, today } = workerData as { path: string; today: Day };
serveWriter({ port: parentPort, path, today, ...NO_PORTS, operations: BATCHES });
