/**
 * The entry of the writer's thread: hands its port and what it was given to the composition root. Nothing else happens
 * here, for a thread needs a file of its own to begin with.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { serveWriterThread } from './composition/world.ts';

if (parentPort === null) throw new Error('server/writer.ts runs as a thread only');
serveWriterThread(parentPort, workerData);
