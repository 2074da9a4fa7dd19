/**
 * The entry point of the writer thread, which must be a file. It passes its message port and worker data to the
 * composition root.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { serveWriterThread } from './composition/world.ts';

if (parentPort === null) throw new Error('server/writer.ts runs only as a worker thread');
serveWriterThread(parentPort, workerData);
