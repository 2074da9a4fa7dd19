/**
 * The queue limits of a store, for both engines. Above these limits it answers `busy`.
 */

/** The most operations in one group commit. */
export const GROUP_JOBS_MAX = 128;
/** The most operations in the queue. */
export const QUEUE_JOBS_MAX = 2_000;
/** The longest time in the queue, in milliseconds. */
export const QUEUE_MS_MAX = 2_000;
