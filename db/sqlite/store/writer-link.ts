/**
 * The main thread's side of the writer. The writer works on one group of jobs at a time. Jobs that arrive meanwhile
 * form the next group, which is sent before the answers of the last group are delivered. If the writer is lost, all
 * outstanding calls are answered with "outcome unknown", and the process is notified so that it ends.
 */

import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import type { Job } from '../../store/catalogue.ts';
import { readEnd, type EndMessage } from './group-message.ts';
import { settled } from '../../store/outcome.ts';
import { busy, JobQueue, type Waiting } from './queue.ts';
import { StoreUnusable } from '../../store/unusable.ts';
import type { FromWriter, ToWriter } from './writer-worker.ts';
import { QUEUE_JOBS_MAX, QUEUE_MS_MAX } from '../../store/queue-limits.ts';

export interface WriterLinkOptions {
  /** The compiled entry file of the worker thread, which calls `serveWriter`. */
  readonly worker: URL;
  readonly workerData: object;
  /**
   * Called once if the writer is lost, after every outstanding call was answered. The process should then exit with
   * status 70.
   */
  readonly onFatal: (error: Error) => void;
}

const EXPIRY_MS = 100;
const PROBE_MS = 2_000;

export class WriterLink {
  readonly #worker: Worker;
  readonly #onFatal: (error: Error) => void;
  readonly #queue = new JobQueue();
  readonly #expiry: NodeJS.Timeout;
  readonly #exited: Promise<void>;
  readonly #opened: Promise<void>;
  #withWriter: readonly Waiting[] = [];
  #sentAt = 0;
  #flushing = false;
  #state: 'opening' | 'open' | 'closing' | 'lost' = 'opening';
  #full = false;
  #onOpened: (error?: Error) => void = () => undefined;
  #onProbed: ((writable: boolean) => void)[] = [];
  #onDrained: () => void = () => undefined;

  constructor({ worker, workerData, onFatal }: WriterLinkOptions) {
    this.#onFatal = onFatal;
    this.#worker = new Worker(worker, { workerData });
    this.#opened = new Promise((resolve, reject) => {
      this.#onOpened = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => resolve());
    });
    this.#worker.on('message', (message: FromWriter) => this.#receive(message));
    this.#worker.on('error', (error: Error) => this.#lose(error));
    this.#worker.on('exit', (code) => this.#lose(new Error(`the writer ended with status ${code}`)));
    this.#expiry = setInterval(() => this.#queue.expire(performance.now()), EXPIRY_MS).unref();
  }

  /** Fulfilled when the writer accepts groups. Rejected with `StoreUnusable`, or with the worker's error. */
  opened(): Promise<void> {
    return this.#opened;
  }

  /** Submits a job and returns its answer after its commit. Rejected with a `Refusal` or a bug. */
  submit(job: Job): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#state === 'lost') return reject(new Refusal({ code: 'outcome_unknown' }));
      if (this.#state === 'closing') return reject(busy());
      this.#queue.add({ job, since: performance.now(), resolve, reject });
      this.#flushSoon();
    });
  }

  /** Leaves the WAL to another process, which checkpoints it. */
  leaveWal(): void {
    this.#post({ ask: 'leaveWal' });
  }

  /** Checkpoints the WAL again when it has grown. */
  checkpointAgain(): void {
    this.#post({ ask: 'checkpoint' });
  }

  /** Whether the writer accepts writes. A writer that found the disk full is asked whether there is space again. */
  async writable(): Promise<boolean> {
    if (this.#state !== 'open' || this.#queue.size >= QUEUE_JOBS_MAX) return false;
    if (this.#withWriter.length > 0 && performance.now() - this.#sentAt > QUEUE_MS_MAX) return false;
    if (this.#full) this.#full = !(await this.#probe());
    return !this.#full;
  }

  /** Drains the writer: accepts no more calls. Fulfilled when all accepted calls are answered. */
  async drain(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    if (this.#state === 'lost' || this.#isIdle) return;
    await new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
  }

  /** Closes the writer after `drain`: the writer checkpoints the WAL, and its thread ends. */
  async close(): Promise<void> {
    this.#post({ ask: 'close' });
    await this.#exited;
  }

  get #isIdle(): boolean {
    return this.#withWriter.length === 0 && this.#queue.size === 0;
  }

  /** Sends the waiting calls in a later turn of the event loop, so that the calls of one turn form one group. */
  #flushSoon(): void {
    if (this.#flushing || this.#withWriter.length > 0) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      if (this.#withWriter.length === 0) this.#flush();
    });
  }

  #flush(): void {
    this.#withWriter = this.#queue.gather();
    if (this.#withWriter.length > 0) {
      this.#sentAt = performance.now();
      this.#post(JSON.stringify(this.#withWriter.map(({ job }) => job)));
    } else if (this.#state === 'closing') {
      this.#onDrained();
    }
  }

  #receive(message: FromWriter): void {
    if (!('note' in message)) return this.#answer(message);
    if (message.note === 'open') {
      this.#state = 'open';
      this.#onOpened();
    }
    if (message.note === 'unusable') this.#onOpened(new StoreUnusable(message.line));
    if (message.note === 'full') this.#full = true;
    if (message.note === 'broken') this.#lose(new Error(`the store is broken: ${message.code}`));
    if (message.note === 'probed') {
      for (const answer of this.#onProbed.splice(0)) answer(message.writable);
    }
  }

  #answer(message: EndMessage): void {
    const group = this.#withWriter;
    this.#flush();
    const { outcomes, full, broken } = readEnd(message);
    this.#full ||= full;
    group.forEach((waiting, i) => {
      const outcome = outcomes[i];
      try {
        if (outcome === undefined) throw new Refusal({ code: 'outcome_unknown' });
        waiting.resolve(settled(outcome));
      } catch (error) {
        waiting.reject(error as Error);
      }
    });
    if (broken !== undefined) this.#lose(new Error(`the store is broken: ${broken}`));
  }

  #probe(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PROBE_MS).unref();
      this.#onProbed.push((writable) => {
        clearTimeout(timer);
        resolve(writable);
      });
      this.#post({ ask: 'probe' });
    });
  }

  #post(message: ToWriter): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is not a window
    this.#worker.postMessage(message);
  }

  #lose(error: Error): void {
    clearInterval(this.#expiry);
    this.#onOpened(error);
    const { length } = this.#withWriter;
    const expected = this.#state === 'closing' && length === 0 && this.#queue.size === 0;
    const known = expected || this.#state === 'lost' || this.#state === 'opening';
    this.#state = 'lost';
    if (known) return;
    for (const { reject } of [...this.#withWriter, ...this.#queue.empty()]) {
      reject(new Refusal({ code: 'outcome_unknown' }));
    }
    this.#withWriter = [];
    for (const answer of this.#onProbed.splice(0)) answer(false);
    this.#onDrained();
    this.#onFatal(error);
  }
}
