/** What an owner can do with several licenses at once, and with how many. Each license is handled by itself. */

export const BATCH_DEEDS = ['assign', 'release', 'transfer'] as const;
export type BatchDeed = (typeof BATCH_DEEDS)[number];

/** The most licenses in one form: as many waiting transfers as the list of licenses shows. */
export const BATCH_LICENSES_MAX = 20;
/** The most machines in one form, whose body has to stay below the limit of a form. */
export const BATCH_MACHINES_MAX = 100;
