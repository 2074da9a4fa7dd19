/** How much may wait for a store, of either engine: past these limits it answers `busy`. */

/** Operations in one group of commits. */
export const GROUP_JOBS_MAX = 128;
/** Operations that wait. */
export const QUEUE_JOBS_MAX = 2_000;
/** Milliseconds that one waits. */
export const QUEUE_MS_MAX = 2_000;
