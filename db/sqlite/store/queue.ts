/**
 * The queue of the writer, bounded in number and in age, so that a stalled disk leads to "busy" answers instead of
 * hanging calls. Slices of long work queue separately, at most one per group, so that no call waits for two slices.
 * `writer-link.ts` sends the groups.
 */

import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import type { Job } from '../../store/catalogue.ts';
import { GROUP_JOBS_MAX, QUEUE_JOBS_MAX, QUEUE_MS_MAX } from '../../store/queue-limits.ts';

/**
 * A job in the queue with the promise of its caller. `since` is the time at which the job was added, in milliseconds of
 * the monotonic clock.
 */
export interface Waiting {
  readonly job: Job;
  readonly since: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const RETRY_SECONDS = 1;

/** The names of the operations that are slices of long work. */
const SLICES: ReadonlySet<string> = new Set(['purgeSlice', 'eraseSlice']);

export class JobQueue {
  readonly #jobs: Waiting[] = [];
  readonly #slices: Waiting[] = [];

  get size(): number {
    return this.#jobs.length + this.#slices.length;
  }

  /** Adds a job to the queue, or refuses the job with `busy` if the queue is full. */
  add(waiting: Waiting): void {
    if (this.size >= QUEUE_JOBS_MAX) return waiting.reject(busy());
    (SLICES.has(waiting.job.name) ? this.#slices : this.#jobs).push(waiting);
  }

  /** Removes the next group from the queue: the oldest jobs, with one slice of long work at most. */
  gather(jobs = GROUP_JOBS_MAX): Waiting[] {
    const slice = this.#slices.splice(0, 1);
    return [...slice, ...this.#jobs.splice(0, jobs - slice.length)];
  }

  /** Refuses with `busy` the jobs that have waited too long at the time `now`. */
  expire(now: number): void {
    for (const queue of [this.#jobs, this.#slices]) {
      const fresh = queue.findIndex(({ since }) => now - since < QUEUE_MS_MAX);
      for (const late of queue.splice(0, fresh === -1 ? queue.length : fresh)) late.reject(busy());
    }
  }

  /** Removes all jobs from the queue. */
  empty(): Waiting[] {
    return [...this.#jobs.splice(0), ...this.#slices.splice(0)];
  }
}

export function busy(): Refusal {
  return new Refusal({ code: 'busy', retryAfter: RETRY_SECONDS });
}
