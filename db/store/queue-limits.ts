/** The queue limits of a store, for both engines. Above these limits the store answers `busy`. */

/** The maximum number of operations in one group commit. */
export const GROUP_JOBS_MAX = 128;
/** The maximum number of operations in the queue. */
export const QUEUE_JOBS_MAX = 2_000;
/** The maximum time of an operation in the queue, in milliseconds. */
export const QUEUE_MS_MAX = 2_000;
